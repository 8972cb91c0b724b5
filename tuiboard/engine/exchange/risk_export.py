"""The risk register as CSV (RFC 4180) for a spreadsheet: one risk a row, read back by `risk_csv` with the same values.

What an import kept as text has a column of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from tuiboard.domain.risk_money import emv
from tuiboard.domain.risk_rules import RiskRules, risk_rules
from tuiboard.domain.risks import DIMENSIONS, OVERALL, ROLES, Risk, readable, score_of
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.exchange.csv_export import as_csv


class _Reading(NamedTuple):
    """What the cells of one risk are read from."""

    ws: Workspace
    risk: Risk
    rules: RiskRules


Cell = Callable[[_Reading], object]


def _field(name: str) -> Cell:
    return lambda at: at.risk.doc.get(name)


def _inside(field: str, name: str) -> Cell:
    return lambda at: (at.risk.doc.get(field) or {}).get(name)


def _rating(level: str, prefix: str) -> dict[str, Cell]:
    def impact(name: str) -> Cell:
        return lambda at: (at.risk.rating(level).get("impact") or {}).get(name)

    return {
        f"{prefix}probability": _inside(level, "probability"),
        f"{prefix}impact": impact(OVERALL),
        **{f"{prefix}impact_{name}": impact(name) for name in DIMENSIONS},
    }


def _score(at: _Reading) -> object:
    score = at.risk.score()
    return None if score is None else score.value


def _emv(at: _Reading) -> object:
    found = emv(at.risk)
    return None if found is None else int(found) if float(found).is_integer() else round(found, 2)


def _actions(role: str) -> Cell:
    """The actions in a role, one a line; a card with its number and title."""

    def read(at: _Reading) -> str:
        lines = []
        for action in at.risk.actions:
            if action.get("role") == role:
                card = None if action.get("card") is None else at.ws.card(action["card"])
                lines.append(str(action.get("text", "")) if card is None else f"#{card.id} {card.title}")
        return "\n".join(lines)

    return read


def _triggers(at: _Reading) -> str:
    """One a line, with the instant at which it was seen."""
    found = [(str(trigger.get("text", "")), trigger.get("fired_at")) for trigger in at.risk.triggers]
    return "\n".join(f"{text} (seen {instant})" if instant else text for text, instant in found)


def _snapshot(at: _Reading) -> object:
    score = score_of((at.risk.acceptance or {}).get("snapshot"))
    return None if score is None else f"{score.probability}x{score.impact}"


FIELDS: Mapping[str, Cell] = {
    "id": lambda at: at.risk.key,
    "title": _field("title"),
    "kind": lambda at: at.risk.does,
    "category": _field("category"),
    "tags": lambda at: " ".join(map(str, at.risk.tags)),
    "project": _field("project"),
    "cause": _field("cause"),
    "event": _field("event"),
    "effect": _field("effect"),
    "owner": _field("owner"),
    **_rating("current", ""),
    "score": _score,
    "band": lambda at: at.rules.band(at.risk.score()),
    **_rating("inherent", "inherent_"),
    **_rating("target", "target_"),
    **{f"estimate_{name}": _inside("quant", name) for name in ("p", "low", "mode", "high", "unit")},
    "emv": _emv,
    "confidence": _field("confidence"),
    "proximity_from": _inside("proximity", "from"),
    "proximity_to": _inside("proximity", "to"),
    "strategy": lambda at: ", ".join(map(str, at.risk.strategy)),
    **{f"{role}_actions": _actions(role) for role in ROLES},
    "triggers": _triggers,
    "contingency_plan": _field("contingency_plan"),
    "fallback_plan": _field("fallback_plan"),
    "state": lambda at: at.risk.state,
    "close_reason": _field("close_reason"),
    "closed_at": _field("closed_at"),
    "last_review": _field("last_review"),
    "next_review": _field("next_review"),
    "scored_at": _field("scored_at"),
    "reviewed_at": _field("reviewed_at"),
    "caused_by": lambda at: " ".join(f"R{id}" for id in at.risk.caused_by),
    **{
        f"acceptance_{name}": _inside("acceptance", name)
        for name in ("requester", "approver", "rationale", "signed_at", "expires")
    },
    "acceptance_snapshot": _snapshot,
    **{f"occurred_{name}": _inside("occurred", name) for name in ("on", "amount", "unit", "text")},
    **{f"escalated_{name}": _inside("escalated", name) for name in ("at", "by", "note")},
    "created_at": _field("created_at"),
    "created_by": _field("created_by"),
}
"""Every field of a risk, by the name that heads its column. Lists are separated by blanks, commas or line breaks."""


def write(ws: Workspace, risks: Sequence[int]) -> str:
    """Return the risks with these ids as CSV, in that order."""
    return as_csv(*table(ws, risks))


def table(ws: Workspace, risks: Sequence[int]) -> tuple[list[str], list[list[object]]]:
    """Return what heads the columns, and a row for each of the risks with these ids, in that order."""
    chosen = [Risk(readable(risk.doc)) for id in risks if (risk := ws.risk(id)) is not None]
    kept = [_kept(risk) for risk in chosen]
    own = {name.casefold() for name in FIELDS}
    more = list(dict.fromkeys(name for texts in kept for name in texts if name.casefold() not in own))
    rules = risk_rules(ws.board)
    rows = []
    for risk, texts in zip(chosen, kept, strict=True):
        folded = {name.casefold(): value for name, value in texts.items()}
        values = [_value(read(_Reading(ws, risk, rules)), folded.get(name)) for name, read in FIELDS.items()]
        rows.append([*values, *(texts.get(name) for name in more)])
    return [*FIELDS, *more], rows


def _value(value: object, kept: str | None) -> object:
    """The value of a field, or the text that an import could make nothing of."""
    return kept if value in (None, "") and kept is not None else value


def _kept(risk: Risk) -> dict[str, str]:
    extra: Any = risk.doc.get("extra")
    return {name: text for name, text in extra.items() if isinstance(text, str)} if isinstance(extra, dict) else {}
