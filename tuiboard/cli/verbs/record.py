"""`log`: who did what, all of it or what a filter finds, with what imports tell of the past."""

from collections.abc import Iterator
from itertools import islice

from tuiboard.cli.call import Call
from tuiboard.cli.verbs.showing import moment
from tuiboard.domain.names import LETTERS, did_you_mean, find_card, find_risk
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.engine.filter_language import FilterContext
from tuiboard.engine.log_filter import IS_WORDS, LogFilter, compile_log_filter
from tuiboard.view.record import RecordRow, found_entries, happenings, row_of

LOG_SHOWN = 50
"""Lines that `log` prints when no limit is given."""


def log(call: Call) -> int:
    """Print the latest entries and what they tell of, newest first; all, or what a filter finds."""
    limit = call.request.number("limit") or LOG_SHOWN
    text, ws = " ".join(call.request.words["FILTER"]), call.workspace
    found = compile_log_filter(text, ws, FilterContext(call.today, call.session.who)) if text else None
    if call.out.as_json:
        from tuiboard.view.as_json import entry_document
        from tuiboard.view.words import describe

        entries = call.session.store.scan(None if found is None else found.about)
        shown = list(islice(found_entries(entries, ws, found), limit))
        _check_there(call, found, not shown)
        call.out.document([entry_document(entry, describe(entry, ws)) for entry in shown])
        return 0
    rows = list(islice(_rows(call, found), limit))
    _check_there(call, found, not rows)
    call.out.lines(map(_line, rows))
    if not rows and call.out.is_terminal:
        call.out.note("Nothing in the log matches.")
    return 0


def _check_there(call: Call, found: LogFilter | None, is_empty: bool) -> None:
    """A number or a name that is none of the board's, and never was, is said to be so. Raises Refused."""
    for word in found.strangers(call.workspace, call.session.store.scan()) if is_empty and found is not None else ():
        if word.startswith("@"):
            refuse("not_found", f"Nobody called “{visible(word, 60)}” is on this board or in its log.",
                   "`tuiboard person list` shows everyone.")  # fmt: skip
        near = did_you_mean(word, [f"is:{known}" for known in IS_WORDS])
        refuse(
            "usage", f"Nothing that this log tells of is “{visible(word, 60)}”.", near or "Write is:moved or is:risk."
        )
    if is_empty and found is not None and found.about is not None:
        kind, id = found.about
        if kind == "card":
            find_card(call.workspace, str(id))
        elif kind == "risk":
            find_risk(call.workspace, f"R{id}")
        elif call.workspace.doc(kind, id) is None:
            refuse("not_found", f"There is no {kind} “{LETTERS[kind]}{id}”.")


def _rows(call: Call, found: LogFilter | None) -> Iterator[RecordRow]:
    ws = call.workspace
    for entry in call.session.store.scan(None if found is None else found.about):
        for happening in happenings(entry, ws):
            if found is None or found.matches(happening):
                yield row_of(happening, entry, ws)


def _line(row: RecordRow) -> str:
    number = "past" if row.told else str(row.seq)
    claimed = f"  (claimed: {row.claimed})" if row.claimed else ""
    return f"{number:>5}  {moment(row.at)}  {visible(row.who, 40)}  {row.text}{claimed}"
