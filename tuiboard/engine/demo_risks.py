"""The risks of the demo board: each line of their history is a command, carried out on the board as it was then.

So every guard held when the risk passed it, and what the file gets wrong is refused in the words of the rule.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, NoReturn

from tuiboard.domain import rank
from tuiboard.domain import risk_commands as c
from tuiboard.domain.changes import Change, Doc, Told, created
from tuiboard.domain.commands import Context
from tuiboard.domain.decide import Decision, decide
from tuiboard.domain.refusal import Refused, refuse
from tuiboard.domain.risks import LEVELS, OVERALL
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.demo_calendar import HINT, Calendar

SOURCE = "demo"
_TOLD = frozenset({"owner", "history"})
"""Fields of the file that are not handed over as they are: history has a say in them."""
_STATES = {"assessed": "assessed", "reopened": "assessed", "revoked": "assessed", "treated": "treating",
           "monitored": "monitoring"}  # fmt: skip


class RiskLives(NamedTuple):
    """What became of the risks: their documents, what is told of them and of the issues they led to, what was said,
    and the board with all of it."""

    changes: list[Change]
    told: list[Told]
    comments: list[Doc]
    workspace: Workspace


class _Line(NamedTuple):
    """One line of a risk's history; `place` is where it stands in time."""

    place: tuple[int, str, int]
    risk: Mapping[str, Any]
    text: str


def risk_lives(
    risks: Sequence[Mapping[str, Any]], board: Iterable[Change], cards: Iterable[Told], calendar: Calendar
) -> RiskLives:
    """Return the risks of the file as they are after their history.

    `board` are the changes that make everything but cards, `cards` what is told of those. Raises Refused (bad_data)
    naming the line that can't have happened.
    """
    history = _History(foundation(board), cards, calendar)
    lines = [_line(risk, text) for risk in risks for text in risk["history"]]
    for line in sorted(lines, key=lambda line: line.place):
        history.take(line)
    return history.end(risks)


def foundation(board: Iterable[Change]) -> Workspace:
    """The board before its first card, its columns in the order of the file."""
    changes = list(board)
    columns = [change for change in changes if change.kind == "column"]
    ranks = dict(zip((change.id for change in columns), rank.spread(len(columns), None, None), strict=True))
    return Workspace().with_changes(
        change._replace(after={**(change.after or {}), "rank": ranks[change.id]}) if change.kind == "column" else change
        for change in changes
    )


def _line(risk: Mapping[str, Any], text: str) -> _Line:
    day, _, rest = text.partition(" ")
    try:
        return _Line((int(day), rest[:5], risk["id"]), risk, text)
    except ValueError:
        _refuse(risk, text)


def _refuse(risk: Mapping[str, Any], text: str, why: str = "") -> NoReturn:
    words = f"Demo risk R{risk['id']}: “{visible(text, 60)}” can't stand there in its history"
    hint = f"A line of history is like “-12 09:40 ana current 3 cost=4”. {HINT}"
    refuse("bad_data", f"{words}: {why}" if why else f"{words}.", hint)


class _History:
    """The board on its way to today."""

    def __init__(self, workspace: Workspace, cards: Iterable[Told], calendar: Calendar) -> None:
        self._workspace = workspace
        self._calendar = calendar
        self._cards = sorted((event for event in cards if event.change.kind == "card"), key=lambda e: e.happened)
        self._passed = 0
        self._told: list[Told] = []
        self._comments: list[Doc] = []

    def take(self, line: _Line) -> None:
        """Let what one line tells happen."""
        day, clock, who, words = line.text.split(" ", 3)
        verb, _, rest = words.partition(" ")
        try:
            at = self._calendar.instant(day, clock)
            if verb == "said":
                self._comments.append({"on": ["risk", line.risk["id"]], "author": who, "at": at, "text": rest})
                return
            self._catch_up(at)
            command = self._command(line.risk, verb, rest)
        except Refused as refused:
            _refuse(line.risk, line.text, refused.refusal.message)
        except (ValueError, IndexError):
            _refuse(line.risk, line.text)
        done = decide(self._workspace, command, Context(at, self._calendar.date(day), who))
        if not isinstance(done, Decision):
            _refuse(line.risk, line.text, done.message)
        if not done.changes:
            _refuse(line.risk, line.text, "Nothing changes.")
        self._workspace = self._workspace.with_changes(done.changes)
        self._told += [Told(at, who, done.action, change, SOURCE, done.why) for change in done.changes]

    def _catch_up(self, at: str) -> None:
        """Let happen what had happened to the cards by then."""
        first = self._passed
        while self._passed < len(self._cards) and self._cards[self._passed].happened <= at:
            self._passed += 1
        if self._passed > first:
            self._workspace = self._workspace.with_changes(e.change for e in self._cards[first : self._passed])

    def _command(self, risk: Mapping[str, Any], verb: str, rest: str) -> c.RiskCommand:
        """What a person would have asked for. Raises ValueError, IndexError or Refused where a line is no command."""
        id = risk["id"]
        match verb:
            case "raised":
                return c.AddRisks([self._at_first(risk)])
            case "owner":
                old, new = (None if word == "none" else word for word in rest.split(" -> "))
                now = self._workspace.risk(id)
                if now is None or now.owner != old:
                    raise ValueError("the owner was another one")
                return c.EditRisks([id], {"owner": new})
            case "estimated":
                return c.EditRisks([id], {"quant": _estimate(rest)})
            case "strategy":
                return c.EditRisks([id], {"strategy": rest.split()})
            case "linked":
                card, role = rest.split()
                return c.LinkRisk(id, int(card), role)
            case "unlinked":
                return c.UnlinkRisk(id, int(rest))
            case "planned":
                role, text = rest.split(" ", 1)
                return c.PlanAction(id, text, role)
            case "seen":
                return c.FireTrigger(id, int(rest) - 1)
            case "reviewed" | "escalated":
                return c.ReviewRisk(id, verb == "escalated", rest or None)
            case "closed":
                reason, _, note = rest.partition(" ")
                return c.CloseRisk(id, reason, note or None)
            case _ if verb in LEVELS:
                return c.ScoreRisk(id, verb, *_rating(rest))
            case _ if verb in _STATES:
                return c.AdvanceRisk(id, _STATES[verb], rest or None)
            case _:
                return self._decided(id, verb, rest)

    def _decided(self, id: int, verb: str, rest: str) -> c.RiskCommand:
        """`accepted by maria until +3: WHY`, or `occurred on -14 for 4180: WHAT`."""
        told, _, text = rest.partition(": ")
        match [verb, *told.split()]:
            case ["accepted", "by", approver, "until", day]:
                return c.AcceptRisk(id, text, self._calendar.date(day), approver)
            case ["occurred", "on", day, "for", amount]:
                self._check_plans(id)
                return c.OccurRisk(id, self._calendar.date(day), _amount(amount), None, text)
            case _:
                raise ValueError(verb)

    def _check_plans(self, id: int) -> None:
        """Refuse what would make cards: the file has all of them, each with a history of its own."""
        risk = self._workspace.risk(id)
        planned = [] if risk is None else [a.get("card") for a in risk.actions if a.get("role") == "contingency"]
        if risk is not None and (None in planned or (risk.contingency_plan and not planned)):
            refuse("bad_data", "What is to be done then has to be a card by then.")

    def _at_first(self, risk: Mapping[str, Any]) -> Doc:
        """The risk as it was raised: its texts are those of today, its owner is the first one."""
        if risk["id"] != self._workspace.next_id("risk"):
            refuse("bad_data", "Risks are numbered in the order in which they were raised.", HINT)
        fields = {name: value for name, value in risk.items() if name not in _TOLD and name != "id"}
        if "proximity" in fields:
            fields["proximity"] = {name: self._calendar.date(day) for name, day in fields["proximity"].items()}
        owners = [words[1] for text in risk["history"] if (words := text.split(" ", 4)[3:])[:1] == ["owner"]]
        first = owners[0].partition(" -> ")[0] if owners else risk.get("owner")
        return {**fields, "owner": None if first == "none" else first}

    def end(self, risks: Sequence[Mapping[str, Any]]) -> RiskLives:
        """Return what was made of the risks. Refuses a history that doesn't end in a risk's fields."""
        for fields in risks:
            risk = self._workspace.risk(fields["id"])
            if risk is None:
                refuse("bad_data", f"Demo risk R{fields['id']} was never raised.", HINT)
            if risk.owner != fields.get("owner"):
                refuse("bad_data", f"Demo risk {risk.key}: its history ends with another owner than it has.", HINT)
        self._catch_up(self._calendar.now)
        made = [created("risk", id, doc) for id, doc in self._workspace.table("risk").items()]
        return RiskLives(made, self._told, self._comments, self._workspace)


def _rating(text: str) -> tuple[int | None, dict[str, int]]:
    """`4 cost=3 time=5`, `4 5`, or `none`."""
    if text == "none":
        return None, {}
    probability, *levels = text.split()
    pairs = (level.rpartition("=") for level in levels)
    return int(probability), {name or OVERALL: int(level) for name, _, level in pairs}


def _estimate(text: str) -> Doc:
    """`30% 40k/80k/150k`, or `50% 5/10/20 days`."""
    percent, points, *unit = text.split()
    low, mode, high = map(_amount, points.split("/"))
    p = int(percent.removesuffix("%")) / 100
    return {"p": p, "low": low, "mode": mode, "high": high, "unit": unit[0] if unit else "money"}


def _amount(text: str) -> int:
    return int(text.removesuffix("k")) * (1000 if text.endswith("k") else 1)
