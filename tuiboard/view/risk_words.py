"""Changes of risks in words: for undo, the log, and the history of a risk."""

from collections.abc import Mapping
from typing import Any

from tuiboard.domain.risks import IMPACTS, LEVELS, quant_of, readable, score_of
from tuiboard.domain.text import visible
from tuiboard.view.words import TITLE_SHOWN, label, value_in_words

_STATES = {"assessed": "assessed", "treating": "began to treat", "monitoring": "began to monitor"}
_SILENT = frozenset({"scored_at", "last_review", "reviewed_at", "closed_at", "acceptance", "issue"})
"""Fields that change along with what is told."""
_LONG = frozenset({"cause", "event", "effect", "contingency_plan", "fallback_plan", "triggers"})


def risk_phrase(before: Mapping[str, Any], after: Mapping[str, Any], it: str) -> str:
    """Return what a change did to a risk, without who: `scored R3 “…” 4×5 = 20 (was 12)`."""
    before, after = readable(before), readable(after)
    parts = []
    if "state" in after:
        parts.append(_state(before, after, it))
    for level in LEVELS:
        if level in after:
            parts.append(_score(level, before.get(level), after[level], it))
    if after.get("escalated"):
        parts.append(f"escalated {it}")
    if after.get("acceptance") and "state" not in after:
        parts.append(_accepted("extended the acceptance of", after["acceptance"], it))
    seen = _seen(before.get("triggers"), after.get("triggers"), it)
    parts += seen
    if "actions" in after and "state" not in after:
        parts.append(_actions(before.get("actions") or [], after["actions"] or [], it))
    if "owner" in after:
        owner = after["owner"]
        parts.append(f"gave {it} to @{visible(owner, 40)}" if owner else f"took the owner off {it}")
    told = {"state", "escalated", "actions", "owner", "occurred", "close_reason", *LEVELS, *_SILENT}
    if seen:
        told.add("triggers")
    rest = [name for name in after if name not in told and not (parts and name == "next_review")]
    if rest == ["next_review"] and "reviewed_at" in after:
        parts.append(f"reviewed {it}, next on {visible(after['next_review'] or '?', 20)}")
    elif rest:
        parts.append(f"set {', '.join(_field(name, before.get(name), after[name]) for name in rest)} on {it}")
    if not parts:
        return f"reviewed {it}" if "reviewed_at" in after else f"changed {it}"
    return " and ".join([parts[0], *(part.replace(it, "it") for part in parts[1:])])


def _state(before: Mapping[str, Any], after: Mapping[str, Any], it: str) -> str:
    was, now = before.get("state") or "identified", after["state"] or "identified"
    if now == "accepted":
        return _accepted("accepted", after.get("acceptance") or {}, it)
    if now == "occurred":
        happened = after.get("occurred") or {}
        amount = happened.get("amount")
        unit = " days" if happened.get("unit") == "days" else ""
        cost = f", with an impact of {amount:,}{unit}" if isinstance(amount, int | float) else ""
        return f"recorded that {it} occurred on {visible(happened.get('on', '?'), 20)}{cost}"
    if now == "closed":
        return f"closed {it}: {visible(after.get('close_reason') or 'no reason', 40)}"
    if was in ("closed", "occurred"):
        return f"reopened {it}" if was == "closed" else f"took back that {it} occurred"
    if was == "accepted" and now == "assessed":
        return f"ended the acceptance of {it}"
    return f"{_STATES.get(now, 'moved')} {it}" if now in _STATES else f"moved {it} to {visible(now, 40)}"


def _accepted(did: str, acceptance: Mapping[str, Any], it: str) -> str:
    until, approver = (visible(acceptance.get(name, "?"), 40) for name in ("expires", "approver"))
    return f"{did} {it} until {until}, approved by {approver}"


def _seen(before: object, after: object, it: str) -> list[str]:
    """What is told where nothing changes about triggers but whether they were seen."""
    if not (isinstance(before, list) and isinstance(after, list) and len(before) == len(after)):
        return []
    phrases = []
    for was, now in zip(before, after, strict=True):
        if not (isinstance(was, Mapping) and isinstance(now, Mapping)) or was.get("text") != now.get("text"):
            return []
        if bool(was.get("fired_at")) != bool(now.get("fired_at")):
            how = "was seen" if now.get("fired_at") else "was not seen after all"
            phrases.append(f"noted that a trigger of {it} {how}: {visible(now.get('text', ''), TITLE_SHOWN)}")
    return phrases


def _score(level: str, before: object, after: object, it: str) -> str:
    old, new = (score_of(rating if isinstance(rating, Mapping) else None) for rating in (before, after))
    which = "" if level == "current" else f"{level} "
    was = f" (was {old.value})" if old is not None and old != new else ""
    if new is None:
        return f"took the {which or 'current '}score off {it}"
    if old == new:
        return f"scored {it} {which}{new.probability}×{new.impact} = {new.value} again"
    return f"scored {it} {which}{new.probability}×{new.impact} = {new.value}{was}"


def _actions(before: list[Any], after: list[Any], it: str) -> str:
    come = [action for action in after if action not in before]
    gone = [action for action in before if action not in after]
    if len(come) == 1:
        is_card = isinstance(come[0], Mapping) and come[0].get("card") is not None
        return f"linked {_action(come[0])} to {it}" if is_card else f"planned {_action(come[0])} for {it}"
    if len(gone) == 1 and not come:
        return f"took {_action(gone[0])} off {it}"
    return f"changed the actions of {it}"


def _action(action: Any) -> str:
    if not isinstance(action, Mapping):
        return "an action"
    role = visible(action.get("role", ""), 20)
    if action.get("card") is not None:
        return f"card {visible(action['card'], 20)} ({role})"
    return f"“{visible(action.get('text', ''), TITLE_SHOWN)}” ({role})"


def _field(name: str, before: Any, after: Any) -> str:
    if name in _LONG:
        return label(name)
    was, now = (in_words(name, value) for value in (before, after))
    return f"{label(name)} → {now}" if was == "none" else f"{label(name)} {was} → {now}"


def in_words(name: str, value: Any) -> str:
    """Return the value of a field of a risk on one line; absent is none."""
    if not isinstance(value, Mapping):
        if name == "caused_by" and isinstance(value, list):
            return " ".join(f"R{visible(id, 20)}" for id in value)
        return value_in_words(name, value)
    if name == "quant":
        if quant_of({"quant": value}) is not None:
            from tuiboard.engine.amounts import format_estimate  # late: few changes are about money

            return format_estimate(value)
        low, mode, high = (value.get(point) for point in ("low", "mode", "high"))
        return visible(f"{value.get('p')} × {low}/{mode}/{high} {value.get('unit', 'money')}", 60)
    if name == "proximity":
        return visible(f"{value.get('from') or ''}..{value.get('to') or ''}", 60)
    return visible(", ".join(f"{key} {part}" for key, part in value.items()), 60)


def impact_words(impact: Mapping[str, Any]) -> str:
    """Return the impact by dimension: `cost 3, time 1`."""
    return ", ".join(f"{name} {impact[name]}" for name in IMPACTS if impact.get(name) is not None)
