"""What was done to the status of a project, in words: tolerances and overrides."""

from collections.abc import Mapping
from typing import Any

from tuiboard.domain import shapes
from tuiboard.domain.rag import DIMENSIONS
from tuiboard.domain.text import visible
from tuiboard.engine.tolerances import format_tolerance

_USUAL = "the board's"


def status_phrase(before: Mapping[str, Any], after: Mapping[str, Any], it: str) -> str:
    """Return what a change did to a project: `overrode project Network refresh to amber until 2026-03-25: why`."""
    parts = []
    if "tolerances" in after:
        parts.append(f"set {_tolerances(before.get('tolerances'), after['tolerances'])} of {it}")
        it = "it"
    if "override" in after:
        parts.append(_override(shapes.mapping(after["override"]), it))
    return " and ".join(parts)


def _tolerances(before: object, after: object) -> str:
    was, now = shapes.mapping(before), shapes.mapping(after)
    changed = [name for name in DIMENSIONS if was.get(name) != now.get(name)]
    words = ", ".join(f"{name} {format_tolerance(name, now.get(name)) or _USUAL}" for name in changed)
    return f"tolerance {words}" if words else "tolerances"


def _override(given: Mapping[str, Any], it: str) -> str:
    if not given:
        return f"took the override off {it}"
    until, reason = visible(given.get("until", ""), 10), visible(given.get("reason", ""), 80)
    return f"overrode {it} to {visible(given.get('rag', ''), 10)} until {until}: {reason}"
