"""`export`: the board, or what a filter finds of it, for other programs."""

import os
from collections.abc import Sequence

from tuiboard.cli.call import Call
from tuiboard.cli.verbs.listing import chosen_cards, joined
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.engine import exchange
from tuiboard.engine.file_writing import write_file, write_folder
from tuiboard.engine.filter_language import FilterContext
from tuiboard.view import sharing
from tuiboard.view.sharing import Shared, count_words


def write(call: Call) -> int:
    """Write the board, or what a filter finds, to a file, a folder or standard output."""
    table = call.request.option("table")
    format = call.request.option("to") or ("csv" if table else "json")
    name = call.request.option("output")
    to_stdout = name is None or name == "-"
    if table and format != "csv":
        refuse("usage", f"--table chooses a table to be written as CSV, not as {visible(format, 60)}.",
               f"Write --to csv --table {visible(table, 60)}.")  # fmt: skip
    if format == sharing.FOLDER and to_stdout:
        refuse("usage", "Every table is a file of its own.", "Name a folder: --to csv-all -o FOLDER.")
    if format == sharing.WORKBOOK and (name is None or to_stdout) and call.out.is_terminal:
        refuse("usage", "A workbook is nothing that a terminal can show.", "Name a file: --to xlsx -o FILE.xlsx.")
    found = _table(call, table) if table else _found(call, format)
    if to_stdout:
        for content in found.files.values():
            call.out.binary(content) if isinstance(content, bytes) else call.out.file(content)
        return 0
    _keep(call, name or "", found)
    _report(call, name or "", found, table, format)
    return 0


def _keep(call: Call, name: str, found: Shared) -> None:
    path, force = os.path.join(call.world.cwd, name), call.request.flag("force")
    if "" in found.files:
        write_file(path, name, found.files[""], force)
    else:
        write_folder(path, name, found.files, force)


def _report(call: Call, name: str, found: Shared, table: str | None, format: str) -> None:
    if not call.out.as_json:
        call.out.line(f"Wrote {count_words(found.counts)} to {visible(name, 500)}.")
        return
    path = os.path.join(call.world.cwd, name)
    if format in (sharing.FOLDER, sharing.WORKBOOK):
        call.out.document({"path": path, "format": format, "tables": dict(found.counts)})
    elif table:
        call.out.document({"path": path, "format": format, "table": table, "rows": found.counts[table]})
    else:
        call.out.document({"path": path, "format": format, **found.counts})


def _found(call: Call, format: str) -> Shared:
    """The board, or what the filter finds of it, in a format. Raises Refused."""
    ws, entries, now = call.workspace, call.session.store.scan(), call.world.clock.now()
    has_filter = bool(call.request.words["FILTER"])
    if format.startswith("raid-") and format in exchange.WRITE_FORMATS:
        from tuiboard.cli.verbs.raid import found

        items = found(call, "", True)
        return Shared({"": exchange.write_raid(format, ws, items, entries, now)}, {"entries": len(items)})
    chosen = None
    if has_filter and format in sharing.FORMATS:
        chosen = _risks(call) if format.startswith("risk-") else [card.id for card in chosen_cards(call)]
    return sharing.shared(format, ws, entries, now, chosen)


def _table(call: Call, name: str) -> Shared:
    """One table, or what the filter finds of it. Raises Refused."""
    ws, entries = call.workspace, call.session.store.scan()
    if not call.request.words["FILTER"] or name not in sharing.TABLE_NAMES:
        return sharing.one_table(ws, name, entries)
    if name == sharing.LOG:
        from tuiboard.engine.log_filter import compile_log_filter

        context = FilterContext(call.today, call.session.who)
        filter = compile_log_filter(" ".join(call.request.words["FILTER"]), ws, context)
        return sharing.one_table(ws, name, call.session.store.scan(filter.about), None, filter)
    return sharing.one_table(ws, name, entries, _rows(call, name))


def _rows(call: Call, name: str) -> Sequence[int]:
    """Ids of what the filter finds for a table. Raises Refused for a table that no filter chooses from."""
    from tuiboard.engine.exchange.tables import CARD_TABLES, RAID_TABLES

    if name in CARD_TABLES:
        return [card.id for card in chosen_cards(call)]
    if name == "risks":
        return _risks(call)
    if name in RAID_TABLES:
        from tuiboard.cli.verbs.raid import found

        return [item.id for item in found(call, RAID_TABLES[name], True)]
    refuse("usage", f"A filter chooses cards, risks, decisions and the like, and entries of the log, but not {name}.",
           f"--to csv --table {name} writes all of them.")  # fmt: skip


def _risks(call: Call) -> list[int]:
    """Ids of the risks that the filter finds; closed ones too. Raises Refused."""
    from tuiboard.engine.risk_filter import compile_risk_filter

    text = joined(call.request.words["FILTER"], call.workspace)
    found = compile_risk_filter(text, call.workspace, FilterContext(call.today, call.session.who))
    return [risk.id for risk in call.workspace.risks() if found.matches(risk)]
