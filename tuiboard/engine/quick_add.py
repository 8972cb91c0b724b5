"""Quick add: one line that says a whole card, understood the same way on the screen and on the command line.

`Replace core switch @maria !4 due:fri start:mon ~2d #network +R2 >doing after:12 for:"City Hall" *M1 p:refresh`
`Change board meeting every:mon`
"""

import re
from typing import Any, NamedTuple

from tuiboard.domain.calendar import format_effort, parse_effort
from tuiboard.domain.decide import checks
from tuiboard.domain.names import find_column, find_milestone
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine import quick_line
from tuiboard.engine.quick_line import Grammar, Line, Problem, Word


class QuickAdd(NamedTuple):
    """What one line says. `fields` are a card's stored fields; they may be added only when there are no `problems`."""

    fields: dict[str, Any]
    words: tuple[Word, ...]
    problems: tuple[Problem, ...]


def parse(text: str, ws: Workspace, today: str, who: str) -> QuickAdd:
    """Return what `text` says about a new card on the board `ws`; never raises.

    `today` is `YYYY-MM-DD`; `who` is the handle that `@me` means.
    """
    line = Line(_GRAMMAR, text, ws, today, who)
    line.read()
    return QuickAdd(line.fields, tuple(line.words), tuple(line.problems))


_RISK = re.compile(r"R([0-9]{1,9})", re.IGNORECASE)


def _value(line: Line, value: str) -> tuple[int, str]:
    if value not in ("0", "1", "2", "3", "4", "5"):
        refuse("bad_data", f"“!{visible(value, 60)}” is not a value.", "Values are !0 to !5.")
    return int(value), f"value {value}"


def _effort(line: Line, value: str) -> tuple[float, str]:
    hours = parse_effort(value)
    return hours, f"effort {format_effort(hours)}"


def _risk(line: Line, value: str) -> tuple[list[int], str]:
    numbered = _RISK.fullmatch(value)
    if numbered is None or line.ws.doc("risk", int(numbered[1])) is None:
        refuse("not_found", f"There is no risk {visible(value, 60)}.")
    return [int(numbered[1])], f"mitigates R{int(numbered[1])}"


def _column(line: Line, value: str) -> tuple[str, str]:
    column = find_column(line.ws, value)
    return column.key, f"column {visible(column.name, 40)}"


def _for(line: Line, value: str) -> tuple[str | None, str]:
    return checks.short_text(value, "promised_to"), f"promised to {visible(value, 40)}"


def _milestone(line: Line, value: str) -> tuple[int, str]:
    milestone = find_milestone(line.ws, value)
    return milestone.id, f"milestone M{milestone.id} {visible(milestone.title, 40)}"


def _every(line: Line, value: str) -> tuple[str, str]:
    from tuiboard.domain.recurrence import parse_rule, rule_text, rule_words  # late: most cards come once

    rule = parse_rule(value)
    return rule_text(rule), rule_words(rule)


_GRAMMAR = Grammar(
    "card",
    {
        "owner": r'@(?=[\w"])', "value": r"!(?=[+-]?[0-9]|none(?!\S))", "effort": r"~(?=[+-]?\.?[0-9]|none(?!\S))",
        "tag": r"\#(?=\w)", "risk": r"\+(?=R[0-9]+\b)", "column": r'>(?=[\w"])', "milestone": r"\*(?=M[0-9]+\b)",
        "project": r'p:(?=[\w"]|(?!\S))', "after": "after:", "for": "for:", "due": "due:", "start": "start:",
        "every": "every:",
    },
    r'(?:[@!~\#+>*"]|(?:p|after|for|due|start|every):)',
    {
        "owner": quick_line.owner, "value": _value, "effort": _effort, "tag": quick_line.tags, "risk": _risk,
        "column": _column, "every": _every, "for": _for, "milestone": _milestone, "project": quick_line.project,
        "after": lambda line, value: quick_line.cards(line, value, "after:", "after"),
        "due": lambda line, value: quick_line.date(line, value, "due"),
        "start": lambda line, value: quick_line.date(line, value, "start"),
    },
    lists={"tag": "tags", "after": "depends_on", "risk": "risks"},
    fields={"for": "promised_to"},
    nouns={"due": "due date", "start": "start date", "for": "promise", "every": "rule"},
    dates=("due", "start"),
    ids=("after",),
    loose=("owner", "column"),
    split=("owner", "column", "project", "for", "due", "start", "every"),
    never_none=("column",),
)  # fmt: skip

quote_title = _GRAMMAR.quote_title
join = _GRAMMAR.join
