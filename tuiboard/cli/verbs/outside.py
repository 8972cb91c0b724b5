"""What another program changed in the board's file: show it, take it in, or refuse it."""

from typing import NoReturn

from tuiboard.cli.call import Call
from tuiboard.cli.output import Painted
from tuiboard.domain.commands import Standing
from tuiboard.domain.refusal import Refusal, Refused, refuse
from tuiboard.domain.text import visible
from tuiboard.engine.outside import OutsideChanges, Settled, leave_out, outside_changes, take_in

_ROLES = {"": "", "clash": "card-late"}


def show(call: Call) -> int:
    """Print the difference; nothing is written."""
    found = outside_changes(call.session)
    if call.out.as_json:
        call.out.document(_document(call, found))
    elif found is None:
        call.out.line(f"{_name(call)} is as tuiboard wrote it.")
    else:
        _print(call, found)
    return 0


def _name(call: Call) -> str:
    outside = call.session.store.outside
    return "The board's file" if outside is None else outside.name


def _print(call: Call, found: OutsideChanges) -> None:
    from tuiboard.view.outside import outside_lines, outside_summary

    call.out.line(outside_summary(found))
    for line in outside_lines(found, call.workspace, call.today):
        call.out.line(Painted(_ROLES[line.role], line.text))
    if found.problem is not None:
        call.out.line(Painted("card-late", f"It can't be taken in: {found.problem.text}"))
    for choice in _choices(found):
        call.out.line(choice)


def _choices(found: OutsideChanges) -> list[str]:
    taking = []
    if found.problem is None and found.clashes:
        taking = [
            "`tuiboard outside take --prefer board` takes it in, but for what the board has otherwise;",
            "`tuiboard outside take --prefer file` takes all of it in;",
        ]
    elif found.problem is None:
        taking = ["`tuiboard outside take` takes it in;"]
    return [*taking, "`tuiboard outside refuse` makes the file anew without it. A copy of it is kept either way."]


def _document(call: Call, found: OutsideChanges | None) -> dict[str, object]:
    if found is None:
        return {"edited": False, "file": _name(call), "since": None, "changes": [], "clashes": [], "problem": None}
    clashes = [
        {**clash._asdict(), **(author._asdict() if author is not None else {"who": None, "at": None, "seq": None})}
        for clash, author in found.clashes
    ]
    return {
        "edited": True, "file": found.name, "since": found.edit.since or None,
        "changes": [{"kind": c.kind, "id": c.id, "before": c.before, "after": c.after} for c in found.fresh],
        "clashes": clashes, "problem": None if found.problem is None else found.problem.text,
    }  # fmt: skip


def take(call: Call) -> int:
    """Record what the file has, as one entry."""
    prefer = call.request.option("prefer")
    if prefer not in (None, "board", "file"):
        refuse("usage", f"“{visible(prefer, 60)}” is no side.", "--prefer board or --prefer file.")
    standing: Standing = "board" if prefer == "board" else "file" if prefer == "file" else ""
    found = outside_changes(call.session)
    if found is None:
        _refuse_nothing(call)
    settled = _settled(take_in(call.session, found, standing, call.request.option("reason")))
    if _told_as_json(call, settled):
        return 0
    if settled.entry is None:
        call.out.line(f"There was nothing to take in: the board has all that was in {found.name}.")
    else:
        from tuiboard.view.words import describe

        words = describe(settled.entry, call.workspace)
        call.out.line(words[:1].upper() + words[1:])
    call.out.line(f"The file that was changed is kept as {settled.copy}.")
    return 0


def leave(call: Call) -> int:
    """Make the file anew without what was changed in it."""
    outside = call.session.store.outside
    edit = None if outside is None else outside.read()
    if edit is None:
        _refuse_nothing(call)
    settled = _settled(leave_out(call.session, edit))
    if not _told_as_json(call, settled):
        call.out.line(
            f"{_name(call)} is as tuiboard wrote it again; the one that was changed is kept as {settled.copy}."
        )
    return 0


def _refuse_nothing(call: Call) -> NoReturn:
    refuse("not_found", f"{_name(call)} is as tuiboard wrote it: no other program has changed it.")


def _settled(outcome: Settled | Refusal) -> Settled:
    if isinstance(outcome, Settled):
        return outcome
    details = outcome.details if isinstance(outcome.details, dict) else {}
    if "clashes" in details:
        hint = "`tuiboard outside show` shows both; `tuiboard outside take --prefer board` or `--prefer file` chooses."
        outcome = outcome._replace(hint=hint)
    raise Refused(outcome)


def _told_as_json(call: Call, settled: Settled) -> bool:
    for warning in settled.warnings:
        call.out.warning(warning)
    if call.out.as_json:
        from tuiboard.view.as_json import touched_keys

        entry = settled.entry
        seq, keys = (0, []) if entry is None else (entry.seq, touched_keys(entry.changes))
        call.out.document({"seq": seq, "ids": keys, "copy": settled.copy})
    return call.out.as_json
