"""`report`: a page about the board, as Markdown, HTML or JSON, on the terminal or in a file."""

import os

from tuiboard.cli.call import Call
from tuiboard.domain.calendar import parse_date
from tuiboard.domain.names import find_project
from tuiboard.domain.refusal import Refused, refuse
from tuiboard.domain.text import visible
from tuiboard.engine.config import state_dir
from tuiboard.engine.file_writing import write_file
from tuiboard.engine.last_reports import LastReports
from tuiboard.view.report import Report
from tuiboard.view.report_formats import format_named, format_of_file, written
from tuiboard.view.report_kinds import check_since, kind_of, make_report, usual_since


def report(call: Call) -> int:
    """Print a report, or write it to a file whole or not at all."""
    request = call.request
    kind = kind_of(request.word("REPORT"))
    name = request.option("output")
    to_file = name if name not in (None, "-") else None
    format = _format(call, to_file)
    project = request.option("project")
    key = None if project is None else find_project(call.workspace, project).key
    lasts = LastReports(os.path.join(state_dir(call.world.env), "reports"), call.session)
    last = lasts.last(kind.name, key)
    found = make_report(kind, call.session, _since(call) or usual_since(kind, call.session, last), key, last)
    text = written(found, format, ascii=to_file is None and call.out.is_ascii)
    if to_file is None:
        call.out.file(text)
        return 0
    path = os.path.join(call.world.cwd, to_file)
    write_file(path, to_file, text, request.flag("force"))
    _remember(call, lasts, found, key)
    if call.out.as_json:
        call.out.document({"path": path, "format": format, "report": kind.name, "since": found.since,
                           "seq": found.seq, "head": found.head or None})  # fmt: skip
    else:
        call.out.line(f"Wrote the {kind.title.lower()} report since {found.since} to {visible(to_file, 500)}.")
    return 0


def _format(call: Call, to_file: str | None) -> str:
    """The format that is asked for, else that of the file's ending, else JSON or Markdown. Raises Refused (usage)."""
    asked = call.request.option("format")
    if asked is not None:
        format = format_named(asked)
        if call.out.as_json and to_file is None and format != "json":
            refuse("usage", f"--json prints JSON, and --format {format} none.", "Leave one of them out.")
        return format
    if to_file is not None:
        return format_of_file(to_file) or "md"
    return "json" if call.out.as_json else "md"


def _since(call: Call) -> str | None:
    text = call.request.option("since")
    if text is None:
        return None
    day = parse_date(text, call.today)
    if day is None:
        refuse("usage", f"--since “{visible(text, 60)}” is no day.", "As in --since -2w or --since 2026-11-02.")
    return check_since(day, call.today)


def _remember(call: Call, lasts: LastReports, found: Report, project: str | None) -> None:
    """Keep that it was written; where that can't be, the file is there all the same."""
    try:
        lasts.remember(found.kind, project, found.seq, found.head)
    except Refused as refused:
        call.out.warning(refused.refusal.message)
