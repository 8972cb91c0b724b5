"""Triage as one works through it: the queue with what became of each card, the card in front, and the summary."""

from collections.abc import Sequence
from typing import NamedTuple

from tuiboard.domain.calendar import short_date
from tuiboard.domain.handoff_commands import AnswerHandoff
from tuiboard.domain.handoffs import entity_key
from tuiboard.domain.priority_commands import TriageCard
from tuiboard.domain.promise_commands import DeclinePromise, GivePromise, KeepPromise, ReturnPromise
from tuiboard.domain.text import visible
from tuiboard.domain.triage import Reason, Thing, Waiting, asked_reason, reasons_for
from tuiboard.domain.workspace import Workspace
from tuiboard.view.card_details import Row, card_details

SHOWN_ROWS = (
    "blocked", "help wanted", "owner", "offered", "due", "start", "promised", "promise", "value", "effort", "project",
    "tags", "needs", "needed by", "risk",
)  # fmt: skip
"""Facts of a card that a decision needs; where it stands is said beside its title."""
RISK_ROWS = ("Owner", "Scores", "Proximity", "Strategy", "Next review", "Project")
"""Facts of a risk that whoever is to take it needs."""
BODY_SHOWN = 3_000
"""Characters of a body that are shown."""
COUNTED = {
    "now": "started", "schedule": "scheduled", "delegate": "delegated", "snooze": "put off", "drop": "dropped",
    "value": "valued", "accept": "accepted", "decline": "declined",
}  # fmt: skip
"""Verdicts as they are counted in the summary."""


class Decided(NamedTuple):
    """A decision that was recorded, as entry `seq`; `words` say what became of the card or risk."""

    on: Thing
    title: str
    verdict: str
    words: str
    seq: int


class Sitting(NamedTuple):
    """A queue being worked through: what is in front (`at`), what was decided, and what others settled meanwhile,
    with words. It never changes: each step gives another one."""

    queue: tuple[Waiting, ...]
    at: int = 0
    decided: tuple[Decided, ...] = ()
    settled: tuple[tuple[Thing, str], ...] = ()
    skipped: tuple[Thing, ...] = ()
    """What was passed over and not come back to."""

    @property
    def waiting(self) -> Waiting | None:
        """The card or risk in front; None at the end."""
        return self.queue[self.at] if self.at < len(self.queue) else None

    @property
    def place(self) -> str:
        """`4 of 17`."""
        return f"{min(self.at + 1, len(self.queue))} of {len(self.queue)}"

    @property
    def is_begun(self) -> bool:
        """True once something was decided."""
        return bool(self.decided)

    @property
    def left(self) -> int:
        """How many nothing became of: neither decided on, settled by others, nor skipped."""
        known = {each.on for each in self.decided} | {on for on, _ in self.settled} | set(self.skipped)
        return sum(1 for waiting in self.queue if waiting.on not in known)

    def _is_over(self, thing: Thing) -> bool:
        """True for what is not come back to: decided on, other than by its value alone, or settled by others."""
        return any(thing == on for on, _ in self.settled) or any(
            thing == each.on and each.verdict != "value" for each in self.decided
        )

    def stepped(self, ws: Workspace, today: str) -> "tuple[Sitting, list[str]]":
        """Go on to the next that still waits; also return words about each that others settled meanwhile. The one
        in front is skipped, if nothing was decided about it."""
        passed = () if self.waiting is None or self._is_mine(self.waiting.on) else (self.waiting.on,)
        return self._replace(at=self.at + 1, skipped=(*self.skipped, *passed)).arrived(ws, today)

    def arrived(self, ws: Workspace, today: str) -> "tuple[Sitting, list[str]]":
        """Stay at what is in front if it still waits, else go on to the next; as for `stepped`."""
        now, said = self, []
        while (waiting := now.waiting) is not None:
            if not now._is_over(waiting.on):
                words = "" if now._is_mine(waiting.on) else settled_words(ws, waiting, today)
                if not words:
                    break
                said.append(f"{waiting.words} {words}")
                now = now._replace(settled=(*now.settled, (waiting.on, words)))
            now = now._replace(at=now.at + 1)
        return now._in_front(now.at), said

    def _in_front(self, at: int) -> "Sitting":
        """Put what is at that place in front, which is not skipped then."""
        here = self.queue[at].on if at < len(self.queue) else None
        return self._replace(at=at, skipped=tuple(on for on in self.skipped if on != here))

    def _is_mine(self, thing: Thing) -> bool:
        return any(each.on == thing for each in self.decided)

    def back(self, ws: Workspace, today: str) -> "Sitting | None":
        """Return to the nearest before that was skipped, or only given a value; None where there is none."""
        for at in range(min(self.at, len(self.queue)) - 1, -1, -1):
            waiting = self.queue[at]
            gone = settled_words(ws, waiting, today) and not self._is_mine(waiting.on)
            if not self._is_over(waiting.on) and not gone:
                return self._in_front(at)
        return None

    def to_end(self) -> "Sitting":
        """Leave the rest, and what is in front."""
        return self._replace(at=len(self.queue))

    def with_decision(self, decided: Decided) -> "Sitting":
        """Note a decision."""
        return self._replace(decided=(*self.decided, decided))

    def taken_back(self, seq: int) -> "Sitting | None":
        """Forget the decision that entry `seq` recorded and go back to what it was about; None where none of them
        is it."""
        found = next((each for each in self.decided if each.seq == seq and seq), None)
        if found is None:
            return None
        at = next(index for index, waiting in enumerate(self.queue) if waiting.on == found.on)
        return self._replace(decided=tuple(each for each in self.decided if each.seq != seq))._in_front(at)


def settled_words(ws: Workspace, waiting: Waiting, today: str) -> str:
    """Return what became of a queued card or risk without us, or an empty text while it still waits for a decision."""
    if waiting.asked is not None and asked_reason(ws, waiting.asked) is not None and ws.doc(*waiting.on) is not None:
        return ""
    if waiting.card is None:
        return "is gone" if ws.doc(*waiting.on) is None else "needs no answer any more"
    card = ws.card(waiting.card)
    column = None if card is None else ws.column(card.column)
    if card is None or column is None:
        return "is gone"
    if card.archived:
        return "was archived meanwhile"
    if column.does == "done":
        return "is done meanwhile"
    if (card.snoozed_until or "") > today:
        return f"was put off until {short_date(card.snoozed_until or today, today)} meanwhile"
    return "" if reasons_for(card.doc, column, today) else "needs no decision any more"


class TriageView(NamedTuple):
    """The card or risk in front: what it is, and why it is here. `rows` are the facts that a decision needs."""

    key: str
    title: str
    where: str
    reasons: tuple[str, ...]
    rows: tuple[Row, ...]
    body: str


def triage_view(ws: Workspace, waiting: Waiting, sitting: Sitting, today: str, now: str) -> TriageView | None:
    """Return what is shown of a card or risk of the queue; None where it is gone."""
    if waiting.card is None:
        return _risk_view(ws, waiting, sitting, today, now)
    card = ws.card(waiting.card)
    if card is None:
        return None
    details = card_details(ws, card, today, now)
    rows = [row for row in details.rows if row.name in SHOWN_ROWS]
    if not card.due:
        owner = next((index for index, row in enumerate(rows) if row.name == "owner"), -1)
        rows.insert(owner + 1, Row("due", "no date", "card-dim"))
    if card.checklist:
        done = sum(1 for item in card.checklist if item.get("done"))
        rows.append(Row("checklist", f"{done} of {len(card.checklist)} done"))
    body = visible(card.body.strip(), BODY_SHOWN, keep="\n")
    column = ws.column(card.column)
    why = _reasons(ws, waiting, sitting, () if column is None else reasons_for(card.doc, column, today))
    return TriageView(card.key, details.title, details.where, why, tuple(rows), body)


def _risk_view(ws: Workspace, waiting: Waiting, sitting: Sitting, today: str, now: str) -> TriageView | None:
    from tuiboard.view.risk_details import risk_details  # late: few queues have a risk

    risk = ws.risk(waiting.on[1])
    if risk is None:
        return None
    details = risk_details(ws, risk, today, now)
    rows = [Row(section.name.lower(), section.text, section.role) for section in details.sentence]
    rows += [row._replace(name=row.name.lower()) for row in details.rows if row.name in RISK_ROWS]
    rows.append(Row("money", details.money))
    return TriageView(details.key, details.title, details.where, _reasons(ws, waiting, sitting, ()), tuple(rows), "")


def _reasons(ws: Workspace, waiting: Waiting, sitting: Sitting, reasons: Sequence[Reason]) -> tuple[str, ...]:
    """Why it is here as it is now; on a card that was given its value, that."""
    mine = [each.words for each in sitting.decided if each.on == waiting.on]
    if mine:
        return ("decided: " + ", ".join(mine),)
    answer = None if waiting.asked is None else asked_reason(ws, waiting.asked)
    if answer is not None:
        reasons = (answer, *reasons)
    # What blocks it stands below, whole.
    return tuple("blocked" if reason.name == "blocked" else reason.words for reason in reasons) or (
        "nothing is missing any more",
    )


# What was decided


Deciding = TriageCard | AnswerHandoff | GivePromise | DeclinePromise | KeepPromise | ReturnPromise
"""Commands by which a card of the queue is decided about."""


def verdict_of(command: Deciding) -> str:
    """What a command is counted as: a verdict, `accept` or `decline`."""
    if isinstance(command, TriageCard):
        return command.verdict
    if isinstance(command, AnswerHandoff):
        return command.answer
    return "accept" if isinstance(command, GivePromise | KeepPromise) else "decline"


def decision_words(ws: Workspace, command: Deciding, today: str) -> str:
    """Return what became of a card, in words, after a decision was recorded: `due fri`."""
    if isinstance(command, AnswerHandoff):
        return "accepted: it is yours" if command.answer == "accept" else f"declined: {visible(command.reason, 60)}"
    if isinstance(command, GivePromise):
        return "promised"
    if isinstance(command, KeepPromise):
        return "accepted: the promise is kept"
    if isinstance(command, DeclinePromise):
        return f"not promised: {visible(command.note or '', 60)}"
    if isinstance(command, ReturnPromise):
        return f"handed back: {visible(command.note, 60)}"
    value = command.value
    if command.verdict == "now":
        card = ws.card(command.id)
        column = None if card is None else ws.column(card.column)
        return f"started, in {visible(column.name, 40)}" if column is not None else "started"
    if command.verdict == "schedule":
        return f"due {short_date(value, today)}"
    if command.verdict == "delegate":
        card = ws.card(command.id)
        given = "given" if card is None or card.owner == value else "offered"
        return f"{given} to @{visible(value, 40)}"
    if command.verdict == "snooze":
        return f"put off until {short_date(value, today)}"
    if command.verdict == "drop":
        return f"dropped: {visible(command.note, 60)}"
    return f"value {value}"


class Summary(NamedTuple):
    """What a triage came to: a sentence, the counts, and (key, what became of it, title) of all that was looked at."""

    sentence: str
    counts: str
    rows: tuple[tuple[str, str, str], ...]


def summary(sitting: Sitting, ws: Workspace) -> Summary:
    """Return what was decided, what others settled, and what was skipped; what is left is counted."""
    words: dict[Thing, list[str]] = {}
    titles: dict[Thing, str] = {}
    for each in sitting.decided:
        words.setdefault(each.on, []).append(each.words)
        titles[each.on] = each.title
    settled = dict(sitting.settled)
    passed = set(sitting.skipped) - words.keys() - settled.keys()
    skipped = [waiting.on for waiting in sitting.queue if waiting.on in passed]
    left, of = sitting.left, len(sitting.queue)
    noun = "card" if all(waiting.card is not None for waiting in sitting.queue) else "decision"
    done = "decided" if noun == "card" else "made"
    parts = [f"{len(words)} of {of} {noun}{'' if of == 1 else 's'} {done}"]
    parts += [f"{len(skipped)} skipped"] if skipped else []
    parts += [f"{left} left"] if left else []
    counts = [f"{n} {word}" for verdict, word in COUNTED.items() if (n := _counted(sitting.decided, verdict))]
    rows = [(entity_key(on), ", ".join(said), titles[on]) for on, said in words.items()]
    rows += [(entity_key(on), said, thing_title(ws, on)) for on, said in settled.items() if on not in words]
    rows += [(entity_key(on), "skipped", thing_title(ws, on)) for on in skipped]
    return Summary(f"Triage: {', '.join(parts)}.", ", ".join(counts), tuple(rows))


def _counted(decided: Sequence[Decided], verdict: str) -> int:
    return sum(1 for each in decided if each.verdict == verdict)


def thing_title(ws: Workspace, on: Thing) -> str:
    """The title of a card or risk; empty where it is gone."""
    return visible((ws.doc(*on) or {}).get("title") or "", 200)
