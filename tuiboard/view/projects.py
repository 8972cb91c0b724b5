"""Projects as they are shown: five dimensions with colour, figure, tolerance and a sentence, and the override beside.

Texts from data have passed through `visible`.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from tuiboard.domain.board import Project
from tuiboard.domain.calendar import add_days, days_between, due_words, short_date, start_of_day
from tuiboard.domain.changes import Entry
from tuiboard.domain.forecast import FEW
from tuiboard.domain.happenings import happenings
from tuiboard.domain.project_facts import SOON, WEEKS, Facts, first_day, project_facts
from tuiboard.domain.rag import Override, Rag, Tolerance, colour, override_on, tolerances, worst
from tuiboard.domain.risk_rules import RiskRules, risk_rules
from tuiboard.domain.text import visible
from tuiboard.domain.working_days import team_today, team_zone
from tuiboard.domain.workspace import Workspace
from tuiboard.view.risk_money import money_words

LETTERS: dict[Rag, str] = {"green": "G", "amber": "A", "red": "R", "unknown": "?"}
ROLES: dict[Rag, str] = {"green": "rag-green", "amber": "rag-amber", "red": "rag-red", "unknown": "card-dim"}
LABELS = {
    "schedule": "Schedule", "money": "Money at risk", "scope": "Scope", "quality": "Quality", "people": "People",
}  # fmt: skip


class Dimension(NamedTuple):
    """One dimension: its colour, the figure as a number and in words, the tolerance it is held against, and what it
    says. The number of schedule, scope and people is in percent; None where it is not known."""

    name: str
    rag: Rag
    number: float | None
    value: str
    tolerance: str
    sentence: str
    limits: Tolerance | None = None


class ProjectStatus(NamedTuple):
    """A project with its colours: `computed` is the worst that is known, `override` what someone says instead. `id` is
    its key as it is stored, `key` as it is shown."""

    id: str
    key: str
    name: str
    sponsor: str
    deadline: str | None
    dimensions: tuple[Dimension, ...]
    computed: Rag
    override: Override | None
    facts: Facts

    @property
    def rag(self) -> Rag:
        """The colour that counts."""
        return self.computed if self.override is None else self.override.rag

    @property
    def unknown(self) -> tuple[str, ...]:
        """Names of the dimensions of which nothing is known."""
        return tuple(each.name for each in self.dimensions if each.rag == "unknown")

    @property
    def causes(self) -> tuple[Dimension, ...]:
        """The dimensions that make it the colour that is computed; none where that is green or unknown."""
        return tuple(each for each in self.dimensions if each.rag == self.computed) if self.is_troubled else ()

    @property
    def is_troubled(self) -> bool:
        """True where it is computed to be amber or red."""
        return self.computed in ("amber", "red")


def project_statuses(ws: Workspace, entries: Iterable[Entry] | None, now: str, today: str) -> list[ProjectStatus]:
    """Return every project by its key. `entries` are those of the journal, newest first; with None, what they tell
    (scope and quality) is left open."""
    if not ws.table("project"):
        return []
    today = team_today(ws, now, today)
    begin = start_of_day(first_day(today), team_zone(ws))
    facts = project_facts(ws, happenings(entries or (), begin), now, today)
    rules = risk_rules(ws.board)
    is_whole = entries is not None
    return [_status(ws, project, facts[project.key], rules, today, is_whole) for project in ws.projects()]


def _status(
    ws: Workspace, project: Project, facts: Facts, rules: RiskRules, today: str, is_whole: bool
) -> ProjectStatus:
    tolerated = tolerances(project.doc, ws.board.settings)
    found = (
        _schedule(facts, tolerated["schedule"], project.deadline, today),
        _money(facts, tolerated.get("money"), rules),
        _scope(facts, tolerated["scope"]) if is_whole else _unread("scope"),
        _quality(facts, tolerated["quality"]) if is_whole else _unread("quality"),
        _people(facts, tolerated["people"], today),
    )
    dimensions = tuple(each._replace(limits=tolerated.get(each.name)) for each in found)
    return ProjectStatus(
        project.key, visible(project.key, 60), visible(project.name, 120), visible(project.sponsor or "", 120),
        project.deadline, dimensions, worst(each.rag for each in dimensions), override_on(project.doc, today), facts,
    )  # fmt: skip


# The dimensions


def _schedule(facts: Facts, given: Tolerance, deadline: str | None, today: str) -> Dimension:
    tolerance = f"green from {given.amber:g} % certainty, red under {given.red:g} %"

    def found(rag: Rag, sentence: str, number: float | None = None, value: str = "") -> Dimension:
        return Dimension("schedule", rag, number, value, tolerance, sentence)

    left = len(facts.open)
    if not left and not facts.finished:
        return found("unknown", "It has no cards, so nothing says how far it is.")
    if not left:
        return found("green", "Everything is done.", 100.0, "done")
    if deadline is None:
        return found("unknown", f"It has no deadline; {_when(facts, today)}.")
    if deadline < today:
        late = days_between(deadline, today)
        over = f"The deadline passed {_count(late, 'day')} ago, and {_count(left, 'card')} {_is(left)} still open"
        return found("red", f"{over}; {_when(facts, today)}.", 0.0, due_words(deadline, today))
    if not facts.schedule.chances:
        none = "Nothing of it was finished in the past weeks"
        return found("unknown", f"{none}: {_count(left, 'card')} {_is(left)} open, and no pace to go by.")
    chance = 100 * facts.schedule.chance_by(today, deadline)
    weeks = len(facts.schedule.pace.finished)
    few = f" Only {_count(weeks, 'week')} of history {_is(weeks)} behind that." if weeks < FEW else ""
    by = f"That {'the open card is' if left == 1 else f'all {left} open cards are'} done by the deadline"
    says = f"{by}, {short_date(deadline, today)}, has a chance of {percent(chance)}; {_when(facts, today)}.{few}"
    return found(colour("schedule", chance, given), says, chance, percent(chance))


def _when(facts: Facts, today: str) -> str:
    """By when it is expected to be done, in words that go on with a sentence."""
    schedule = facts.schedule
    if not schedule.chances:
        return "nothing of it was finished in the past weeks, so there is no pace to go by"
    if schedule.p85 is None:
        return "at the pace of the past weeks it will hardly be done within five years"
    likely = "" if schedule.p50 is None or schedule.p50 == schedule.p85 else (
        f"it is as likely as not done by {short_date(schedule.p50, today)}, and "
    )  # fmt: skip
    return f"{likely}with 85 % certainty {'' if likely else 'it is done '}by {short_date(schedule.p85, today)}"


def _money(facts: Facts, given: Tolerance | None, rules: RiskRules) -> Dimension:
    money = facts.money
    tolerance = "no amount is tolerated yet" if given is None else (
        f"green up to {money_words(given.amber, rules, long=True)}, "
        f"red above {money_words(given.red, rules, long=True)}"
    )  # fmt: skip

    def found(rag: Rag, sentence: str, number: float | None = None) -> Dimension:
        value = "" if number is None else money_words(number, rules)
        return Dimension("money", rag, number, value, tolerance, sentence)

    if not money.is_looked_at:
        return found("unknown", "No risk was ever raised for it, so nobody knows what it may cost.")
    without = len(money.without)
    if without and not money.counted:
        return found("unknown", f"{_no_estimate(without, 'open threat')}, so nobody knows what may be lost.")
    amount = money_words(money.expected, rules, long=True)
    many = len(money.counted)
    says = "None of its threats is open any more" if not many else (
        f"On average its {'open threat costs' if many == 1 else f'{many} open threats cost'} {amount}"
    )  # fmt: skip
    more = f" {_no_estimate(without, 'more open threat')}: it may be more." if without else ""
    if given is None:
        return found("unknown", f"{says}; nobody wrote down how much of that is tolerated.{more}", money.expected)
    return found(colour("money", money.expected, given), f"{says}.{more}", money.expected)


def _no_estimate(many: int, noun: str) -> str:
    return f"{_count(many, noun)} {'has' if many == 1 else 'have'} no estimate in money"


def _unread(name: str) -> Dimension:
    return Dimension(name, "unknown", None, "…", "", "The record is still being read.")


def _scope(facts: Facts, given: Tolerance) -> Dimension:
    tolerance = f"green up to {given.amber:g} % more, red above {given.red:g} %"
    added, before, removed = len(facts.added), facts.before, len(facts.removed)
    if not before:
        why = f"It has nothing that was there {WEEKS} weeks ago" if added else "It has no cards"
        return Dimension("scope", "unknown", None, "", tolerance, f"{why}, so there is nothing to grow from.")
    growth = 100 * added / before
    says = f"{_count(added, 'card')} {_was(added)} added in the last {WEEKS} weeks to the {before:,} there before"
    gone = f", and {_count(removed, 'card')} {_was(removed)} taken away" if removed else ""
    return Dimension(
        "scope", colour("scope", growth, given), growth, f"+{growth:.0f} %", tolerance,
        f"{says}{gone}: {growth:.0f} % more.",
    )  # fmt: skip


def _quality(facts: Facts, given: Tolerance) -> Dimension:
    tolerance = f"green up to {given.amber:g}, red above {given.red:g}"
    returned, issues = len(facts.returned), len(facts.issues)
    if not facts.finished and not returned and not issues:
        says = "Nothing of it was finished yet, so nothing could come back."
        return Dimension("quality", "unknown", None, "", tolerance, says)
    cards = _count(returned, "card") if returned else "No card"
    again = f"{cards} {_was(returned or 1)} taken up again after being done in the last {WEEKS} weeks"
    open_ = f"{_count(issues, 'issue') if issues else 'no issue'} {_is(issues or 1)} open"
    many, says = returned + issues, f"{again}, and {open_}."
    return Dimension("quality", colour("quality", many, given), float(many), f"{many}", tolerance, says)


def _people(facts: Facts, given: Tolerance, today: str) -> Dimension:
    tolerance = f"green up to {given.amber:g} % of them, red above {given.red:g} %"
    pressing, soon = len(facts.pressing), short_date(add_days(today, SOON), today)
    if not pressing:
        says = f"Nothing of it is in work or due by {soon}, so nobody is needed for it yet."
        return Dimension("people", "unknown", None, "", tolerance, says)
    reasons = ((facts.unowned, "without an owner"), (facts.away, "whose owner is away"),
               (facts.crowded, "whose owner has more work than hours"))  # fmt: skip
    bad = sum(len(ids) for ids, _ in reasons)
    share = 100 * bad / pressing
    why = ", ".join(f"{len(ids):,} {words}" for ids, words in reasons if ids)
    of = f"{pressing:,} card{'' if pressing == 1 else 's'} in work or due by {soon}"
    says = f"{bad:,} of {of}: {why}." if bad else f"Of {of}, each has an owner who has the time."
    return Dimension("people", colour("people", share, given), share, f"{share:.0f} %", tolerance, says)


# In words


def letter_words(status: ProjectStatus) -> str:
    """Return the colour on little room: `A (computed R)`, `G`."""
    shown = LETTERS[status.rag]
    return shown if status.override is None else f"{shown} (computed {LETTERS[status.computed]})"


def overall_sentence(status: ProjectStatus, today: str) -> str:
    """Return the whole status in a sentence or two: the colour, why, who says otherwise and until when."""
    causes = ", ".join(LABELS[each.name].lower() for each in status.causes)
    computed = f"{status.computed} ({causes})" if causes else status.computed
    if status.computed == "unknown":
        computed = "unknown, as nothing is known of any dimension"
    said = f"Computed: {computed}."
    if status.override is not None:
        given = status.override
        by = f" by @{visible(given.by, 40)}" if given.by else ""
        reason = visible(given.reason, 200).rstrip(".")
        said = f"{given.rag.capitalize()}{by} until {short_date(given.until, today)}: {reason}. {said}"
    names = status.unknown
    if names and status.computed != "unknown":
        said += f" Not known: {', '.join(LABELS[name].lower() for name in names)}."
    return said


def summary(statuses: Sequence[ProjectStatus]) -> str:
    """Return all projects in a sentence: `3 projects: 1 red, 1 amber, 1 not known; 1 overridden.`"""
    if not statuses:
        return "No project yet."
    counts = [(rag, sum(1 for each in statuses if each.rag == rag)) for rag in ("red", "amber", "green", "unknown")]
    parts = ", ".join(f"{many} {'not known' if rag == 'unknown' else rag}" for rag, many in counts if many)
    by_hand = sum(1 for each in statuses if each.override is not None)
    return f"{_count(len(statuses), 'project')}: {parts}" + (f"; {by_hand} overridden." if by_hand else ".")


def status_document(status: ProjectStatus) -> dict[str, Any]:
    """Return the colours of a project as JSON."""
    return {
        "rag": status.rag, "computed": status.computed,
        "override": None if status.override is None else status.override._asdict(),
        "dimensions": {each.name: {"rag": each.rag, "value": None if each.number is None else round(each.number, 6),
                                   "limits": each.limits, "tolerance": each.tolerance, "sentence": each.sentence}
                       for each in status.dimensions},
        "open": len(status.facts.open), "done": status.facts.finished,
        "forecast": {"p50": status.facts.schedule.p50, "p85": status.facts.schedule.p85},
    }  # fmt: skip


def percent(number: float) -> str:
    """Return a share in percent in words; what is hardly none or all is never said to be either."""
    if 0 < number < 1:
        return "under 1 %"
    return "over 99 %" if 99 < number < 100 - 1e-7 else f"{number:.0f} %"


def _count(many: int, noun: str) -> str:
    return f"{many:,} {noun}{'' if many == 1 else 's'}"


def _is(many: int) -> str:
    return "is" if many == 1 else "are"


def _was(many: int) -> str:
    return "was" if many == 1 else "were"
