"""`backup`: what copies of the board there are, and making it again what it was."""

import os
from typing import NamedTuple

from tuiboard import wiring
from tuiboard.cli.call import Call
from tuiboard.domain.changes import Change
from tuiboard.domain.commands import RestoreBoard
from tuiboard.domain.refusal import Refusal, Refused, refuse
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.ports import StoreError

CHANGES_SHOWN = 30
"""Changes that a dry run tells one by one."""

_HEAD_SHOWN = 12


class _Chosen(NamedTuple):
    file: str
    shown: str


def show(call: Call) -> int:
    """Print the backups of the board, newest first."""
    found = [(backup, backup.head()) for backup in wiring.backups(call.board, call.world.env)]
    if call.out.as_json:
        call.out.document([
            {"name": backup.name, "at": backup.at, "seq": backup.seq, "size": backup.size, "head": head or None,
             "path": backup.path}
            for backup, head in found
        ])  # fmt: skip
        return 0
    from tuiboard.cli.table import aligned, fitted
    from tuiboard.domain.calendar import local_clock, local_date

    rows = [
        (backup.name, f"{local_date(backup.at)} {local_clock(backup.at)}", f"entry {backup.seq:,}",
         f"{backup.size:,} bytes", visible(head[:_HEAD_SHOWN]) or "can't be read")
        for backup, head in found
    ]  # fmt: skip
    call.out.lines(fitted(line, call.out.width) for line in (aligned(rows, frozenset((2, 3))) if rows else ()))
    if not rows:
        call.out.note("There is no backup yet: one is taken when you change the board, at most every minute.")
    return 0


def restore(call: Call) -> int:
    """Make the board again what it was in a backup."""
    chosen = _chosen(call)
    head, state = wiring.read_backup(chosen.file)
    command = RestoreBoard(state, f"{chosen.shown}, head {head}")
    to = call.request.option("to")
    if to is not None:
        return _elsewhere(call, command, to)
    damage = _damage(call)
    if damage:
        return _anew(call, command, damage)
    if call.request.flag("dry-run"):
        return _preview(call, command)
    return call.carry_out(command)


def _chosen(call: Call) -> _Chosen:
    """The file that is meant: a backup by its name or a unique beginning, or a path. Raises Refused."""
    word = call.request.word("NAME")
    found = {backup.name: backup for backup in reversed(wiring.backups(call.board, call.world.env))}
    name = word.removesuffix(".json")
    matches = [name] if name in found else [known for known in found if word and known.startswith(word)]
    if len(matches) == 1:
        return _Chosen(found[matches[0]].path, f"backup {matches[0]}")
    if len(matches) > 1:
        refuse("usage", f"“{visible(word, 60)}” begins {len(matches)} backups.", f"Say more: {', '.join(matches[:5])}.")
    path = os.path.join(call.world.cwd, word)
    if os.path.lexists(path):
        return _Chosen(path, f"file {visible(os.path.basename(path), 100)}")
    refuse("not_found", f"There is no backup “{visible(word, 60)}”.", "`tuiboard backup list` shows them.")


def _damage(call: Call) -> str:
    """Why the board can't go on as it is, as a sentence; empty where it can. Raises StoreError and Refused."""
    if not wiring.board_exists(call.board):
        return "There is no board there."
    try:
        verdict = call.session.store.verify()
    except StoreError as error:
        if error.code != "bad_data":
            raise
        return str(error)
    if verdict.line is None:
        return ""
    call.close()
    return f"The journal is damaged: {visible(verdict.broken, 300)}."


def _elsewhere(call: Call, command: RestoreBoard, to: str) -> int:
    """Make a new board in another file."""
    path = os.path.normpath(os.path.join(call.world.cwd, to))
    dry = call.request.flag("dry-run")
    if wiring.board_exists(path):
        refuse("rule", f"There is a board at {visible(path, 200)} already.", "Name another file.")
    if not dry:
        call.use(wiring.copied_board(path, command, call.world.clock, call.world.actor))
    if call.out.as_json:
        call.out.document({**({"dry_run": True} if dry else {"seq": 1, "ids": _keys(command.state)}), "board": path})
    else:
        verb = "Would make" if dry else "Made"
        call.out.line(f"{verb} {visible(path, 500)} with {_cards(command.state)}.")
    return 0


def _anew(call: Call, command: RestoreBoard, damage: str) -> int:
    """Make the board anew, and move what is there aside."""
    dry = call.request.flag("dry-run")
    moved = [] if dry else wiring.rebuilt_board(call.board, command, call.world.clock, call.world.actor)
    if call.out.as_json:
        made = {"dry_run": True} if dry else {"seq": 1, "ids": _keys(command.state), "moved": moved}
        call.out.document({**made, "anew": True})
        return 0
    if dry:
        call.out.line(visible(damage, 500))
        call.out.line(f"The board would be made anew with {_cards(command.state)}; its files would be moved aside.")
        call.out.line("Nothing was changed: this was a dry run.")
        return 0
    call.out.line(f"Made {visible(call.board, 500)} anew with {_cards(command.state)}. Its history begins here.")
    call.out.lines(f"What was there is now {visible(file, 500)}" for file in moved)
    return 0


def _preview(call: Call, command: RestoreBoard) -> int:
    """Say what would change."""
    from tuiboard.domain.decide import decide
    from tuiboard.view.as_json import touched_keys
    from tuiboard.view.words import describe_changes

    decided = decide(call.workspace, command, call.session.context())
    if isinstance(decided, Refusal):
        raise Refused(decided)
    changes = decided.changes
    if call.out.as_json:
        call.out.document({"dry_run": True, "ids": touched_keys(changes), "counts": _counts(changes)})
        return 0
    call.out.lines(describe_changes([change], call.workspace) for change in changes[:CHANGES_SHOWN])
    if len(changes) > CHANGES_SHOWN:
        call.out.line(f"… and {len(changes) - CHANGES_SHOWN:,} more changes")
    counts = ", ".join(f"{count:,} {word}" for word, count in _counts(changes).items())
    call.out.line(f"Nothing was changed: this was a dry run ({counts}).")
    return 0


def _counts(changes: tuple[Change, ...]) -> dict[str, int]:
    made = sum(change.before is None for change in changes)
    removed = sum(change.after is None for change in changes)
    return {"made": made, "changed": len(changes) - made - removed, "removed": removed}


def _keys(state: Workspace) -> list[str]:
    from tuiboard.domain.differences import differences
    from tuiboard.view.as_json import touched_keys

    return touched_keys(differences(Workspace(), state))


def _cards(state: Workspace) -> str:
    count = len(state.table("card"))
    return f"{count:,} card{'' if count == 1 else 's'}"
