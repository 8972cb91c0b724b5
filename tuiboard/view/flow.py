"""The flow of work in words and charts: what each says, and which cards are behind a place of it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from tuiboard.domain.board import Card
from tuiboard.domain.calendar import add_days, date_of, day_number, days_between, short_date
from tuiboard.domain.changes import Entry
from tuiboard.domain.flow import WEEKS, Figures, flow_figures
from tuiboard.domain.flow_history import History, flow_history
from tuiboard.domain.flow_log import FlowLog
from tuiboard.domain.text import visible
from tuiboard.domain.working_days import team_today
from tuiboard.domain.workspace import Workspace
from tuiboard.view.report import Figure

NAMES = ("cycle", "throughput", "age", "cumulative", "wip", "blocked", "efficiency")
"""The charts in their order: first what the cards tell at once, then what the journal tells."""
TITLES = {
    "cumulative": "Cumulative flow", "cycle": "Cycle times", "throughput": "Throughput by week",
    "age": "Age of what is in work", "wip": "Work in progress", "blocked": "Time blocked by week",
    "efficiency": "Flow efficiency by week",
}  # fmt: skip
WINDOWS = (6, 12, 26, 52)
"""Whole weeks that can be looked back on."""
_NAMED = 3
"""Cards that a sentence names."""


class Flow(NamedTuple):
    """What is known of the flow of these cards: `history` is None as long as it is being read. `columns` are the active
    ones (key, name), and `titles` those of the cards that are named."""

    figures: Figures
    history: History | None
    columns: tuple[tuple[str, str], ...]
    cards: int
    """How many there are."""

    @property
    def first(self) -> str:
        """The Monday from which on something is shown: of the week in which the first card was started or finished."""
        return min(max(self.figures.pace.first, self.figures.first), monday(self.figures.today))

    @property
    def skip(self) -> int:
        """Days of the window before that."""
        return days_between(self.figures.first, self.first)

    @property
    def days(self) -> tuple[str, ...]:
        """The dates shown, the last is today."""
        return tuple(add_days(self.first, day) for day in range(days_between(self.first, self.figures.today) + 1))

    @property
    def mondays(self) -> tuple[str, ...]:
        """The weeks shown, the last has only begun."""
        return self.days[::7]


def flow_of(
    ws: Workspace, entries: Iterable[Entry], now: str, today: str, weeks: int = WEEKS,
    matches: Callable[[Card], bool] | None = None,
) -> Flow:  # fmt: skip
    """Return the whole flow of the cards that match; `entries` is what a store's `scan(("card", None))` yields."""
    wanted = wanted_cards(ws, matches)
    log = FlowLog()
    figures = flow_figures(ws, team_today(ws, now, today), weeks, wanted)
    log.follow(entries, figures.first)
    return with_history(first_figures(ws, figures, wanted), ws, log, now, wanted)


def wanted_cards(ws: Workspace, matches: Callable[[Card], bool] | None) -> frozenset[int] | None:
    """Return the ids of the cards that match, archived ones too; None for all."""
    return None if matches is None else frozenset(card.id for card in ws.cards() if matches(card))


def first_figures(ws: Workspace, figures: Figures, wanted: frozenset[int] | None) -> Flow:
    """Return what the cards tell at once."""
    active = tuple((column.key, visible(column.name, 40)) for column in ws.columns() if column.does == "active")
    return Flow(figures, None, active, len(ws.table("card") if wanted is None else wanted))


def with_history(flow: Flow, ws: Workspace, log: FlowLog, now: str, wanted: frozenset[int] | None) -> Flow:
    """Return the flow with what the journal tells."""
    figures = flow.figures
    return flow._replace(history=flow_history(ws, log, figures.first, figures.today, now, wanted))


def monday(day: str) -> str:
    """The Monday of the week of a date."""
    number = day_number(day) or 1
    return date_of(number - (number - 1) % 7)


# In words


def flow_figures_in_words(flow: Flow) -> tuple[Figure, ...]:
    """Return each figure with its value and its sentence, in the order of the charts."""
    return tuple(Figure(TITLES[name], value(flow, name), says(flow, name)) for name in NAMES)


def value(flow: Flow, name: str) -> str:
    """The one figure of a chart; a dash where there is none."""
    figures, history = flow.figures, flow.history
    if name == "cycle":
        return f"p85 {days_words(figures.percentiles.p85)}" if figures.percentiles else "–"
    if name == "throughput":
        pace = figures.pace.finished
        return f"{sum(pace) / len(pace):.1f} a week" if pace else "–"
    if name == "age":
        return f"{len(figures.in_work)} in work"
    if history is None:
        return "…"
    if name == "cumulative":
        return f"+{history.arrivals[-1] - history.before} −{history.departures[-1]}"
    if name == "wip":
        return f"{history.active[-1]} now"
    if name == "blocked":
        return f"{sum(wait.days for wait in history.waits):.1f} days"
    share = efficiency(history)
    return "–" if share is None else f"{share:.0%}".replace("%", " %")


def says(flow: Flow, name: str) -> str:
    """What a chart says, in a sentence or two."""
    if name in _OF_CARDS:
        return _OF_CARDS[name](flow)
    return "The journal is being read …" if flow.history is None else _OF_JOURNAL[name](flow, flow.history)


def _say_cumulative(flow: Flow, history: History) -> str:
    came, went = history.arrivals[-1] - history.before, history.departures[-1]
    if not came and not went:
        now = history.active[-1]
        in_work = f"{cards_words(now)} {_are(now)} in work, as before" if now else "nothing is in work"
        return f"Nothing came into work or left it since {_day(flow.first, flow)}; {in_work}."
    parts = [(history.done[-1], "done"), (history.dropped[-1], "dropped"), (history.returned[-1], "sent back")]
    kinds = ", ".join(f"{many} {word}" for many, word in parts if many)
    before, now = history.before, history.active[-1]
    head = f"Since {_day(flow.first, flow)} {cards_words(came)} came into work and {went} left it"
    trend = "more is started than finished" if came > went else "more is finished than started"
    last = f"In work were {before} then and {now} now" + (f": {trend}." if came != went else ", as many as before.")
    return f"{head}{f' ({kinds})' if kinds else ''}. {last}"


def _say_cycle(flow: Flow) -> str:
    figures = flow.figures
    found, many = figures.percentiles, len(figures.times)
    skipped = _skipped_words(figures)
    if found is None:
        return f"No card that was started has been finished since {_day(flow.first, flow)}. {skipped}".strip()
    if many == 1:
        return f"One card was finished, after {days_words(found.p50)}. {skipped}".strip()
    return (
        f"Of {cards_words(many)} finished, half took at most {days_words(found.p50)}, 85 % at most {found.p85} and "
        f"95 % at most {found.p95}. {skipped}"
    ).strip()


def _skipped_words(figures: Figures) -> str:
    skipped, undated = figures.skipped, figures.undated
    said = []
    if skipped:
        said.append(f"{cards_words(len(skipped))} without a start {_are(len(skipped))} not counted ({_ids(skipped)})")
    if undated:
        said.append(
            f"{cards_words(len(undated))} done without a date {_are(len(undated))} in no week ({_ids(undated)})"
        )
    text = "; ".join(said)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _say_throughput(flow: Flow) -> str:
    figures = flow.figures
    pace = figures.pace.finished
    this_monday = day_number(monday(figures.today)) or 0
    now = sum(1 for card in figures.finished if card.day >= this_monday)
    this_week = f"{now or 'none'} so far this week"
    if not pace:
        return f"No whole week has passed since the first card was started; {this_week}."
    total, weeks = sum(pace), "the last week" if len(pace) == 1 else f"the last {len(pace)} weeks"
    head = f"In {weeks} {cards_words(total)} {'was' if total == 1 else 'were'} finished, {total / len(pace):.1f} a week"
    spread = f" ({min(pace)} to {max(pace)})" if min(pace) != max(pace) else ""
    text = f"{head}{spread}; {this_week}."
    if len(pace) >= 8:
        late, early = sum(pace[-4:]) / 4, sum(pace[:-4]) / (len(pace) - 4)
        if abs(late - early) >= max(early * 0.25, 0.5):
            text += f" The last four weeks were {'faster' if late > early else 'slower'}: {late:.1f} a week."
    return text


def _say_age(flow: Flow) -> str:
    figures = flow.figures
    known = [card for card in figures.in_work if card.days is not None]
    unknown = [card.id for card in figures.in_work if card.days is None]
    if not figures.in_work:
        return "Nothing is in work."
    text = f"{cards_words(len(figures.in_work))} {_are(len(figures.in_work))} in work"
    if known:
        text += f"; the oldest is {known[0].id}, {days_words(known[0].days or 0)}"
    text += "."
    if figures.percentiles is not None and known:
        old = [card for card in known if (card.days or 0) > figures.percentiles.p85]
        if old:
            named = _ids([card.id for card in old])
            text += f" {len(old)} {_are(len(old))} older than 85 % of the finished ones ever became ({named})."
        else:
            text += " None is older than 85 % of the finished ones became."
    if unknown:
        text += f" Of {cards_words(len(unknown))} nobody knows the start ({_ids(unknown)})."
    return text


def _say_wip(flow: Flow, history: History) -> str:
    active = history.active[flow.skip :]
    most = max(active)
    if not most:
        return f"Nothing was in work since {_day(flow.first, flow)}."
    when = _day(add_days(flow.first, active.index(most)), flow)
    return (
        f"{cards_words(active[-1])} {_are(active[-1])} in work now; {sum(active) / len(active):.1f} on average, "
        f"and at most {most} ({when})."
    )


def _say_blocked(flow: Flow, history: History) -> str:
    waits = history.waits
    if not waits:
        return f"Nothing was blocked since {_day(flow.first, flow)}."
    total, now = sum(wait.days for wait in waits), sum(wait.is_now for wait in waits)
    longest = ", ".join(f"{wait.card} ({wait.days:.1f} days)" for wait in waits[:_NAMED])
    still = f" {now} {_are(now)} blocked now." if now else " None is blocked now."
    head = f"{cards_words(len(waits))} {_were(len(waits))} blocked, {total:.1f} days in all"
    return f"{head}; the longest: {longest}.{still}"


def _say_efficiency(flow: Flow, history: History) -> str:
    share = efficiency(history)
    if share is None:
        return "No card that was started has been finished, so there is no flow efficiency."
    days, waited = sum(card.days for card in history.worked), sum(card.waited for card in history.worked)
    return (
        f"Of the time from start to finish {share:.0%} was work: ".replace("%", " %")
        + f"{cards_words(len(history.worked))} took {days:.1f} days in all and waited for {waited:.1f} of them. "
        "Time in queue columns after the start, and time blocked, counts as waiting; days are "
        "counted by the clock here, not by dates as in a cycle time."
    )


def efficiency(history: History) -> float | None:
    """The share, 0 to 1, of the time from start to finish that was no waiting, over all cards finished; or None."""
    days = sum(card.days for card in history.worked)
    return 1 - sum(card.waited for card in history.worked) / days if days else None


_OF_CARDS: dict[str, Callable[[Flow], str]] = {"cycle": _say_cycle, "throughput": _say_throughput, "age": _say_age}
_OF_JOURNAL: dict[str, Callable[[Flow, History], str]] = {
    "cumulative": _say_cumulative, "wip": _say_wip, "blocked": _say_blocked, "efficiency": _say_efficiency,
}  # fmt: skip


def cards_words(many: int) -> str:
    """`1 card`, `3 cards`."""
    return "1 card" if many == 1 else f"{many:,} cards"


def days_words(many: int) -> str:
    """`1 day`, `3 days`."""
    return "1 day" if many == 1 else f"{many:,} days"


def _are(many: int) -> str:
    return "is" if many == 1 else "are"


def _were(many: int) -> str:
    return "was" if many == 1 else "were"


def _day(day: str, flow: Flow) -> str:
    return short_date(day, flow.figures.today)


def _ids(ids: Sequence[int]) -> str:
    more = len(ids) - _NAMED
    return ", ".join(map(str, ids[:_NAMED])) + (f" and {more} more" if more > 0 else "")


# For programs


def flow_document(flow: Flow) -> dict[str, Any]:
    """Return all figures and series as JSON."""
    figures, history = flow.figures, flow.history
    found = figures.percentiles
    document: dict[str, Any] = {
        "since": figures.first,
        "today": figures.today,
        "weeks": figures.weeks,
        "cards": flow.cards,
        "says": {name: says(flow, name) for name in NAMES},
        "cycle": {
            "percentiles": found._asdict() if found else None,
            "finished": [
                {"card": card.id, "on": date_of(card.day), "days": card.time} for card in figures.finished
            ],
            "without_start": list(figures.skipped),
            "without_date": list(figures.undated),
        },
        "throughput": {
            "first": figures.pace.first,
            "finished": list(figures.pace.finished),
            "added": list(figures.pace.added),
        },
        "in_work": [{"card": card.id, "column": card.column, "days": card.days} for card in figures.in_work],
    }  # fmt: skip
    if history is not None:
        document["days"] = {
            "first": history.first,
            "queue": list(history.queue),
            "active": list(history.active),
            "arrivals": list(history.arrivals),
            "departures": list(history.departures),
            "done": list(history.done),
            "dropped": list(history.dropped),
            "returned": list(history.returned),
            "reopened": list(history.reopened),
            "columns": {key: list(counts) for key, counts in history.columns.items()},
            "blocked": list(history.blocked),
        }
        document["blocked"] = [
            {"card": wait.card, "days": round(wait.days, 6), "now": wait.is_now} for wait in history.waits
        ]
        share = efficiency(history)
        document["efficiency"] = {
            "share": None if share is None else round(share, 6),
            "cards": [
                {"card": card.card, "on": add_days(history.first, card.place), "days": round(card.days, 6),
                 "waited": round(card.waited, 6)}
                for card in history.worked
            ],
        }  # fmt: skip
    return document
