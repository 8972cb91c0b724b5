"""A report as JSON: its figures, and what it is about."""

from typing import Any

from tuiboard.view.report import Report


def report_document(report: Report) -> dict[str, Any]:
    """Return a report as a document: what it is, its lead in words, and its figures under `figures`."""
    return {
        "report": report.kind, "title": report.title, "board": report.board, "lead": report.lead,
        "since": report.since, "at": report.at, "seq": report.seq, "head": report.head or None,
        "figures": dict(report.document),
    }  # fmt: skip
