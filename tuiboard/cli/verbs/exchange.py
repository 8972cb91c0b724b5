"""`import` and `export`: other programs' boards in, this one out."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tuiboard import wiring
from tuiboard.cli.call import Call
from tuiboard.cli.verbs.listing import chosen_cards
from tuiboard.domain.commands import Context
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.engine import exchange
from tuiboard.engine.file_writing import write_file

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


def write(call: Call) -> int:
    """Write the board, or the cards or risks that a filter finds, to a file or to standard output."""
    format = call.request.option("to") or "json"
    noun = "risk" if format.startswith("risk-") else "entry" if format.startswith("raid-") else "card"
    now = call.world.clock.now()
    entries = call.session.store.scan() if format.endswith("json") else None
    chosen: Sequence[object] | None = None
    if noun == "entry" and format in exchange.WRITE_FORMATS:
        from tuiboard.cli.verbs.raid import found

        chosen = items = found(call, "", True)
        text = exchange.write_raid(format, call.workspace, items, entries, now)
    else:
        chosen = ids = _chosen(call, noun) if call.request.words["FILTER"] else None
        text = exchange.write(format, call.workspace, ids, entries, now)
    name = call.request.option("output")
    if name is None or name == "-":
        call.out.file(text)
        return 0
    path = os.path.join(call.world.cwd, name)
    write_file(path, name, text, call.request.flag("force"))
    count = _all(call, noun) if chosen is None else len(chosen)
    if call.out.as_json:
        call.out.document({"path": path, "format": format, _MANY[noun]: count})
    else:
        call.out.line(f"Wrote {count:,} {noun if count == 1 else _MANY[noun]} to {visible(name, 500)}.")
    return 0


_MANY = {"card": "cards", "risk": "risks", "entry": "entries"}


def _chosen(call: Call, noun: str) -> list[int]:
    """Ids of the cards or risks that the filter finds; closed risks too. Raises Refused."""
    if noun == "card":
        return [card.id for card in chosen_cards(call)]
    from tuiboard.cli.verbs.listing import joined
    from tuiboard.engine.filter import FilterContext
    from tuiboard.engine.risk_filter import compile_risk_filter

    text = joined(call.request.words["FILTER"], call.workspace)
    found = compile_risk_filter(text, call.workspace, FilterContext(call.today, call.session.who))
    return [risk.id for risk in call.workspace.risks() if found.matches(risk)]


def _all(call: Call, noun: str) -> int:
    if noun == "risk":
        return len(call.workspace.table("risk"))
    return sum(1 for card in call.workspace.cards() if not card.archived)
