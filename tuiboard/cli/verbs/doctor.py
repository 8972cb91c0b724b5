"""`doctor`: every known trouble of a board with its cure, and the cures that are safe."""

from collections import Counter
from collections.abc import Sequence

from tuiboard import wiring
from tuiboard.cli.call import Call
from tuiboard.cli.output import Painted
from tuiboard.domain.text import visible
from tuiboard.engine.ports import Finding

_ROLES = {"note": "card-dim", "warning": "card-blocked", "trouble": "card-late"}
_MARK = 9
"""Cells for the mark of a finding."""


def doctor(call: Call) -> int:
    """Say what is to be said of the board; 1 where anything is worse than a note."""
    if call.request.flag("repair"):
        return _repair(call)
    path = call.board
    findings = wiring.examine(path, call.world.env, call.world.clock)
    ok = _is_well(findings)
    if call.out.as_json:
        call.out.document({"ok": ok, "board": path, "findings": [finding._asdict() for finding in findings]})
    else:
        _print(call, findings)
    return 0 if ok else 1


def _repair(call: Call) -> int:
    """Do the cures that are safe, and say what is left."""
    path = call.board
    repair = wiring.repair(path, call.world.env, call.world.clock)
    ok = _is_well(repair.left)
    if call.out.as_json:
        left = [finding._asdict() for finding in repair.left]
        call.out.document(
            {"ok": ok, "board": path, "findings": left, "done": list(repair.done), "copy": repair.copy or None}
        )
        return 0 if ok else 1
    if repair.copy:
        call.out.line(f"The files as they were are in {visible(repair.copy, 500)}.")
    nothing = "Nothing needs repair." if ok else "There is nothing that can be repaired safely."
    call.out.lines(repair.done or [nothing])
    _print(call, repair.left)
    return 0 if ok else 1


def _is_well(findings: Sequence[Finding]) -> bool:
    return all(finding.level in ("ok", "note") for finding in findings)


def _print(call: Call, findings: Sequence[Finding]) -> None:
    for finding in findings:
        mark = finding.level.ljust(_MARK)
        call.out.line(Painted(_ROLES.get(finding.level, ""), mark), visible(finding.message, 1000))
        if finding.cure:
            call.out.line(" " * _MARK, f"Cure: {visible(finding.cure, 1000)}")
    call.out.line(_verdict(findings))


def _verdict(findings: Sequence[Finding]) -> str:
    counts = Counter(finding.level for finding in findings)
    parts = [_count(counts[level], level) for level in ("trouble", "warning") if counts[level]]
    if not parts:
        return "Nothing is wrong."
    can = sum(finding.repairable and finding.level != "note" for finding in findings)
    whole = counts["trouble"] + counts["warning"]
    if not can:
        return f"{' and '.join(parts)}. What to do is said above; `tuiboard doctor --repair` doesn't do it."
    return f"{' and '.join(parts)}. `tuiboard doctor --repair` cures {'that' if can == whole else f'{can} of them'}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
