"""Quick add of a risk: one line that says it, understood the same way on the screen and on the command line.

`Core switch fails %4 cost3 time5 @ana #network due:fri +12 p:refresh cat:technical from:12-01 emv:30%x40k/60k/90k`

`%1`–`%5` probability · `i1`–`i5` impact, or `cost3 time4 scope2 quality1 reputation5` on each · `@` owner · `#` tag ·
`due:` next review · `from:` `to:` when it could happen · `p:` project · `cat:` category · `+12` card 12 prevents it ·
`emv:30%x60k` what it would cost, or lowest/most likely/highest · `kind:opportunity`. Other words are the title.
"""

from functools import partial
from typing import Any, NamedTuple

from tuiboard.domain.decide import checks
from tuiboard.domain.names import did_you_mean
from tuiboard.domain.refusal import refuse
from tuiboard.domain.risk_commands import AddRisks
from tuiboard.domain.risk_rules import IMPACT_WORDS, PROBABILITY_WORDS, risk_rules
from tuiboard.domain.risks import DIMENSIONS, HIGHEST, OVERALL, RISK_KINDS
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine import quick_line
from tuiboard.engine.quick_line import Grammar, Line, Problem, Word


class RiskQuickAdd(NamedTuple):
    """What one line says. `fields` are a risk's stored fields, `cards` those to link as (id, role); they may be added
    only when there are no `problems`."""

    fields: dict[str, Any]
    cards: tuple[tuple[int, str], ...]
    words: tuple[Word, ...]
    problems: tuple[Problem, ...]

    @property
    def command(self) -> AddRisks:
        """What adds it."""
        return AddRisks((self.fields,), self.cards)


def parse(text: str, ws: Workspace, today: str, who: str) -> RiskQuickAdd:
    """Return what `text` says about a new risk on the board `ws`; never raises.

    `today` is `YYYY-MM-DD`; `who` is the handle that `@me` means.
    """
    line = Line(_GRAMMAR, text, ws, today, who)
    line.read()
    said = line.fields
    impact = {name: said.pop(name) for name in (*DIMENSIONS, OVERALL) if name in said}
    probability = said.pop("probability", None)
    if probability is not None or impact:
        rating = {"probability": probability, "impact": impact}
        said["current"] = {name: value for name, value in rating.items() if value}
    proximity = {name: said.pop(name) for name in ("from", "to") if name in said}
    if proximity:
        said["proximity"] = proximity
        if proximity.get("from", "") > proximity.get("to", "9999"):
            message = f"It can't end on {proximity['to']}, before it begins on {proximity['from']}."
            word = next(word for word in reversed(line.words) if word.kind in ("from", "to"))
            line.problems.append(Problem(word.text, message, "bad_data"))
    cards = tuple((id, "preventive") for id in said.pop("cards", ()))
    return RiskQuickAdd(said, cards, tuple(line.words), tuple(line.problems))


def _level(line: Line, value: str, name: str, sign: str, words: tuple[str, ...]) -> tuple[int, str]:
    if value not in map(str, range(1, HIGHEST + 1)):
        refuse("bad_data", f"“{sign}{visible(value, 60)}” is no level of {name}.", f"It goes from {sign}1 to {sign}5.")
    return int(value), f"{name} {value} ({words[int(value) - 1]})"


def _category(line: Line, value: str) -> tuple[str | None, str]:
    return checks.short_text(value, "category"), f"category {visible(value, 40)}"


def _kind(line: Line, value: str) -> tuple[str, str]:
    found = [kind for kind in RISK_KINDS if kind.startswith(value.lower())]
    if len(found) != 1:
        hint = did_you_mean(value, RISK_KINDS) or "Write kind:threat or kind:opportunity."
        refuse("bad_data", f"“{visible(value, 60)}” is no kind of risk.", hint)
    return found[0], found[0]


def _estimate(line: Line, value: str) -> tuple[dict[str, Any], str]:
    from tuiboard.engine.amounts import format_estimate, parse_estimate  # late: most lines have none

    rules = risk_rules(line.ws.board)
    found = parse_estimate(value, rules.unit, rules.currency)
    return found, f"estimate {format_estimate(found)}"


def _date(line: Line, value: str, name: str) -> tuple[str | None, str]:
    return quick_line.date(line, value, name)


_NUMBER = r"(?=[0-9]+(?!\S))"
_GRAMMAR = Grammar(
    "risk",
    {
        "owner": r'@(?=[\w"])', "probability": "%(?=[+-]?[0-9]|none(?!\\S))", "impact": f"i{_NUMBER}",
        **{name: f"{name}:?{_NUMBER}" for name in DIMENSIONS},
        "tag": r"\#(?=\w)", "card": r"\+(?=[0-9]+(?:,[0-9]+)*(?!\S))", "project": r'p:(?=[\w"]|(?!\S))',
        "category": "cat:", "review": "(?:due|review):", "from": "from:", "to": "to:", "kind": "kind:",
        "estimate": "emv:",
    },
    rf'(?:[@%\#+"]|i[0-9]|(?:{"|".join(DIMENSIONS)}):?[0-9]|(?:p|cat|due|review|from|to|kind|emv):)',
    {
        "owner": quick_line.owner, "tag": quick_line.tags, "project": quick_line.project, "category": _category,
        "kind": _kind, "estimate": _estimate,
        "probability": partial(_level, name="probability", sign="%", words=PROBABILITY_WORDS),
        "impact": partial(_level, name="impact", sign="i", words=IMPACT_WORDS[OVERALL]),
        **{name: partial(_level, name=name, sign=name, words=IMPACT_WORDS[name]) for name in DIMENSIONS},
        "card": partial(quick_line.cards, mark="+", words="prevented by"),
        "review": partial(_date, name="review"), "from": partial(_date, name="from"), "to": partial(_date, name="to"),
    },
    lists={"tag": "tags", "card": "cards"},
    fields={"impact": OVERALL, "review": "next_review", "estimate": "quant"},
    nouns={"review": "review date", "from": "beginning", "to": "end"},
    dates=("review", "from", "to"),
    loose=("owner",),
    split=("owner", "project", "category", "review", "from", "to", "estimate"),
    never_none=("kind",),
)  # fmt: skip

quote_title = _GRAMMAR.quote_title
join = _GRAMMAR.join
