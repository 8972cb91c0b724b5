"""`import`: other programs' boards in; `tuiboard.cli.verbs.sharing` has the way out."""

import os
from typing import TYPE_CHECKING

from tuiboard import wiring
from tuiboard.cli.call import Call
from tuiboard.domain.commands import Context
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine import exchange

if TYPE_CHECKING:
    from tuiboard.engine.exchange.plan import Plan


def take_in(call: Call) -> int:
    """Import a file, all or nothing; the board is made where there is none."""
    name = call.request.word("FILE")
    data = _read(call, name)
    shown = "standard input" if name == "-" else os.path.basename(name)
    path = call.board
    exists = wiring.board_exists(path)
    ws, context = (call.workspace, call.session.context()) if exists else (Workspace(), _first_context(call))
    plan = exchange.read(call.request.option("from"), data, shown, ws, context)
    dry = call.request.flag("dry-run")
    seq, ids = 0, list[str]()
    if not dry and not plan.is_empty:
        if exists:
            done = call.dispatch(plan.command)
            seq, changes = done.entry.seq, done.entry.changes
        else:
            call.use(wiring.imported_board(path, plan.command, call.world.clock, call.world.actor))
            seq, changes = call.workspace.seq, call.session.log(1)[0].changes
        from tuiboard.view.as_json import touched_keys

        ids = touched_keys(changes)
    _report(call, plan, seq, ids, dry)
    return 0


def _first_context(call: Call) -> Context:
    """The context in which a board that doesn't exist yet is filled."""
    from tuiboard.engine.new_board import handle_for

    return Context(call.world.clock.now(), call.today, handle_for(call.world.actor.login))


def _report(call: Call, plan: "Plan", seq: int, ids: list[str], dry: bool) -> None:
    from tuiboard.engine.exchange.plan import summary

    if call.out.as_json:
        counts = {"counts": dict(plan.counts), "skipped": plan.skipped, "lost": list(plan.lost)}
        if plan.read_as:
            counts["read_as"] = list(plan.read_as)
        call.out.document({**({"dry_run": True} if dry else {"seq": seq, "ids": ids}), **counts})
        return
    call.out.lines(summary(plan))
    if dry:
        call.out.line("Nothing was changed: this was a dry run.")
    elif seq:
        back = "; tuiboard undo takes it back" if seq > 1 else ""
        call.out.line(f"Done as one entry, {seq}{back}.")


def _read(call: Call, name: str) -> bytes:
    """The bytes of a file or of standard input. Raises Refused, saying which and why."""
    from tuiboard.engine.exchange.files import read_bytes, read_stream

    if name != "-":
        path = os.path.join(call.world.cwd, name)
        if os.path.isdir(path):
            refuse("bad_data", f"{visible(name, 200)} is a folder and is not a file.", "Name the file to import.")
        return read_bytes(path)
    return read_stream(call.world.stdin.buffer, "Standard input")
