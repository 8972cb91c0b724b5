"""Making the board again what it was: one entry of everything that differs."""

from collections.abc import Iterator

from tuiboard.domain.changes import Change
from tuiboard.domain.commands import Context, RestoreBoard
from tuiboard.domain.decide.decision import Decision
from tuiboard.domain.differences import differences
from tuiboard.domain.workspace import NUMBERED, Workspace


def restore(ws: Workspace, command: RestoreBoard, context: Context) -> Decision:
    """Return what differs. The board stays the one it is: its uuid is never another's.

    Numbers are never given out again: the first entry of a board also holds those that no entity has any more.
    """
    changes = [kept for change in differences(ws, command.state) if (kept := _same_board(change)) is not None]
    if ws.seq == 0:
        changes += _numbers_in_use(command.state)
    return Decision("board.restored", tuple(changes), command.source)


def _same_board(change: Change) -> Change | None:
    if change.kind != "board" or change.before is None:
        return change
    if change.after is None:
        return None
    before, after = ({name: value for name, value in fields.items() if name != "uuid"}
                     for fields in (change.before, change.after))  # fmt: skip
    return change._replace(before=before, after=after) if after else None


def _numbers_in_use(state: Workspace) -> Iterator[Change]:
    """Make and remove the entity with the highest number that was ever given out, where it is gone."""
    for kind, following in sorted(state.next_ids.items()):
        last = following - 1
        if kind in NUMBERED and last > 0 and last > max(map(int, state.table(kind)), default=0):
            yield Change(kind, last, None, {"id": last})
            yield Change(kind, last, {"id": last}, None)
