"""The register as it is shown: which risks under a filter and an order, a row for each, and what needs someone."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from tuiboard.domain.calendar import due_words
from tuiboard.domain.risk_attention import Need, attention
from tuiboard.domain.risk_money import emv
from tuiboard.domain.risk_rules import RiskRules, risk_rules
from tuiboard.domain.risk_states import has_lapsed, is_open_on, state_on
from tuiboard.domain.risks import UNRATED, Risk
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.risk_filter import RiskFilter
from tuiboard.engine.risk_sorting import sort_key, sort_risks
from tuiboard.view.risk_money import money_words

TITLE_SHOWN = 200
MOST_TOP = 10
"""Risks among the top ones."""
_PRESSING = (
    "acceptance lapsed", "trigger fired", "escalate", "above appetite", "action blocked", "action overdue", "re-score",
    "state without ground",
    "review overdue", "target above current", "target without action", "no owner", "unrated", "no review", "incomplete",
)  # fmt: skip


class RegisterView(NamedTuple):
    """The risks shown, in order, and how many there are that the filter chose from."""

    ids: Sequence[int]
    total: int


def register_view(ws: Workspace, filter: RiskFilter | None, sort: str, today: str) -> RegisterView:
    """Return the risks that are not closed under a filter (None shows all) in an order; a filter that asks for closed
    ones gets them too. What has occurred stays in sight until it is closed."""
    risks, total = RegisterReading().shown(ws, filter, sort, today)
    return RegisterView([risk.id for risk in risks], total)


class _Order(NamedTuple):
    """All risks in an order, those that are not closed, and the tables and words that this rests on."""

    of: tuple[object, ...]
    risks: Sequence[Risk]
    standing: Sequence[Risk]


class RegisterReading:
    """What was read of the risks of one board, kept while what it rests on stays: a view is shown again with every key.

    Documents are compared by identity: they are never changed in place. What only one thread wants may be asked for in
    another one.
    """

    def __init__(self) -> None:
        self._order = _Order((), (), ())
        self._keys: tuple[tuple[str, str], dict[int, tuple[object, tuple[Any, ...]]]] = (("", ""), {})
        self._needs: tuple[tuple[object, ...], dict[int, tuple[tuple[object, ...], Sequence[Need]]]] = ((), {})

    def shown(self, ws: Workspace, filter: RiskFilter | None, sort: str, today: str) -> tuple[Sequence[Risk], int]:
        """Return the risks of a `register_view` in order, and how many there are that the filter chose from."""
        order = self._ordered(ws, sort, today)
        risks = order.risks if filter is not None and filter.wants_closed else order.standing
        return risks if filter is None else [risk for risk in risks if filter.matches(risk)], len(risks)

    def _ordered(self, ws: Workspace, sort: str, today: str) -> _Order:
        of = (ws.table("risk"), sort, today)
        if not same(of, self._order.of):
            keys = self._keys[1] if self._keys[0] == (sort, today) else {}
            key = sort_key(sort, today)
            new = {}
            for risk in ws.risks():
                known = keys.get(risk.id)
                new[risk.id] = known if known is not None and known[0] is risk.doc else (risk.doc, key(risk))
            self._keys = (sort, today), new
            risks = sorted(ws.risks(), key=lambda risk: new[risk.id][1])
            self._order = _Order(of, risks, [risk for risk in risks if risk.state != "closed"])
        return self._order

    def needs_of(self, ws: Workspace, today: str) -> Callable[[Risk], Sequence[Need]]:
        """Return what tells the needs of a risk of `ws`; one is read anew where it, a card that prevents it, the
        columns, the rules or the day have changed."""
        cards, rules = ws.table("card"), risk_rules(ws.board)
        of = (ws.table("column"), ws.table("board"), today)
        if not same(of, self._needs[0]):
            self._needs = of, {}
        known = self._needs[1]

        def needs(risk: Risk) -> Sequence[Need]:
            docs = (risk.doc, *(cards.get(id) for id in risk.cards("preventive")))
            found = known.get(risk.id)
            if found is None or not same(found[0], docs):
                found = known[risk.id] = docs, attention(ws, risk, today, rules)
            return found[1]

        return needs


def same(some: tuple[object, ...], others: tuple[object, ...]) -> bool:
    """True where the same things stand at the same places; texts are compared by what they say."""
    return len(some) == len(others) and all(
        one is other or (isinstance(one, str) and one == other) for one, other in zip(some, others, strict=True)
    )


def top_risks(ws: Workspace, today: str) -> list[int]:
    """Ids of the open risks that count most, the first first: by score, expected value, nearest proximity, id."""
    rated = [risk for risk in ws.risks() if is_open_on(risk, today) and risk.score() is not None]
    return [risk.id for risk in sort_risks(ws, rated, "score", today)[:MOST_TOP]]


class RiskRow(NamedTuple):
    """A risk on one line. `role` colours score and band; `trend` is -1, 0 or 1 where it was ever scored again."""

    id: int
    key: str
    title: str
    score: str
    band: str
    role: str
    trend: int | None
    emv: str
    owner: str
    review: str
    late: bool
    state: str
    needs: int


def risk_row(ws: Workspace, risk: Risk, today: str, rules: RiskRules, trend: int | None = None) -> RiskRow:
    """Return what is shown of a risk in the register."""
    score = risk.score()
    band = rules.band(score)
    expected = emv(risk)
    is_open = is_open_on(risk, today)
    review = risk.next_review if is_open else None
    return RiskRow(
        risk.id, risk.key, visible(risk.title, TITLE_SHOWN), "" if score is None else str(score.value),
        "opportunity" if risk.is_opportunity and score is not None else band,
        "risk-opportunity" if risk.is_opportunity and band != UNRATED else f"risk-{band}", trend,
        "" if expected is None else money_words(expected, rules, risk.quant.unit if risk.quant else "money"),
        visible(risk.owner or "", 40), due_words(review, today) if review else "", bool(review and review < today),
        state_words(risk, today), len(attention(ws, risk, today, rules)),
    )  # fmt: skip


def state_words(risk: Risk, today: str) -> str:
    """Return the state of today; `lapsed` where an acceptance has ended and nobody has decided since."""
    return "lapsed" if has_lapsed(risk, today) else visible(state_on(risk, today), 40)


class NeedRow(NamedTuple):
    """One thing that needs someone: of which risk, what, and which action cures it."""

    risk: int
    key: str
    title: str
    need: Need


def needs_attention(ws: Workspace, today: str, reading: RegisterReading | None = None) -> list[NeedRow]:
    """Return everything that needs someone, the most pressing first, then by score."""
    needs = (reading or RegisterReading()).needs_of(ws, today)
    rows = []
    for risk in ws.risks():
        score = risk.score()
        for need in needs(risk):
            row = NeedRow(risk.id, risk.key, visible(risk.title, TITLE_SHOWN), need)
            rows.append((_PRESSING.index(need.name), 0 if score is None else -score.value, risk.id, row))
    return [row for *_, row in sorted(rows, key=lambda found: found[:3])]


class Counts(NamedTuple):
    """What the header says of the whole register."""

    open: int
    above: int
    unrated: int
    late: int
    needy: int


def counts(ws: Workspace, today: str) -> Counts:
    """Count the open risks: above the appetite, unrated, with an overdue review, and those that need someone."""
    rules = risk_rules(ws.board)
    found = [risk for risk in ws.risks() if is_open_on(risk, today)]
    return Counts(
        len(found),
        sum(1 for risk in found if not risk.is_opportunity and rules.is_above_appetite(risk.score())),
        sum(1 for risk in found if risk.score() is None),
        sum(1 for risk in found if risk.next_review and risk.next_review < today),
        sum(1 for risk in found if attention(ws, risk, today, rules)),
    )


TRENDS: Mapping[int, str] = {-1: "↓", 0: "→", 1: "↑"}
