"""What a report can be written as, by name and by the ending of a file."""

import os

from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import to_ascii, visible
from tuiboard.view.report import Report

FORMATS = {"md": "Markdown", "html": "a page for a browser or a printer", "json": "figures for programs"}
_ENDINGS = {".md": "md", ".markdown": "md", ".txt": "md", ".html": "html", ".htm": "html", ".json": "json"}


def format_named(name: str) -> str:
    """Return a format by its name. Raises Refused (usage)."""
    if name.lower() not in FORMATS:
        refuse("usage", f"There is no format “{visible(name, 60)}”.", f"Formats of a report: {', '.join(FORMATS)}.")
    return name.lower()


def format_of_file(name: str) -> str | None:
    """Return the format that the ending of a file's name says; None where it says none."""
    return _ENDINGS.get(os.path.splitext(name)[1].lower())


def written(report: Report, format: str, ascii: bool = False) -> str:
    """Return a report as a text in a format, one of FORMATS; with `ascii` for a terminal that shows nothing else. What
    it needs is loaded now."""
    if format == "html":
        from tuiboard.view.report_html import html

        page = html(report)
        return page.encode("ascii", "xmlcharrefreplace").decode("ascii") if ascii else page
    if format == "json":
        import json

        from tuiboard.view.report_json import report_document

        return json.dumps(report_document(report), allow_nan=False) + "\n"
    from tuiboard.view.report_markdown import markdown

    return to_ascii(markdown(report, ascii)) if ascii else markdown(report)
