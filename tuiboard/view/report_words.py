"""What every report says of itself, whatever it is written as: dates in full, since when, and how it is checked."""

from typing import NamedTuple

from tuiboard.domain.calendar import MONTHS, is_date, local_clock, local_date
from tuiboard.view.report import Figure, Rag, Report

RAG_WORDS: dict[Rag, str] = {"green": "green", "amber": "amber", "red": "red", "unknown": "not known"}


def told_rag(text: str) -> tuple[Rag, str] | None:
    """Return the colour with whose words a text begins, and the rest of it; None where it begins with none."""
    for rag, word in RAG_WORDS.items():
        if text == word or text.startswith((f"{word} ", f"{word},")):
            return rag, text[len(word) :].strip()
    return None


def rag_word(figure: Figure) -> str:
    """Return the colour of a figure in words; nothing where it has none, or its value says it."""
    if figure.rag is None or told_rag(figure.value) is not None:
        return ""
    return RAG_WORDS.get(figure.rag, RAG_WORDS["unknown"])


def full_date(day: str) -> str:
    """Return a date as a page has it, `24 November 2026`; what is no date as it is."""
    return f"{int(day[8:])} {MONTHS[int(day[5:7]) - 1].title()} {int(day[:4])}" if is_date(day) else day


def ended(text: str) -> str:
    """Return a sentence with its full stop; one that was cut has ended."""
    return text if text.endswith(("…", ".", "!", "?")) else f"{text}."


def board_words(report: Report) -> str:
    """Return the name of the board; nothing where the title says it."""
    return "" if report.board in report.title else report.board


def since_words(report: Report) -> str:
    """Return the day of the report and the first day that it tells of, on a line."""
    return f"{full_date(local_date(report.at))} · since {full_date(report.since)}"


class Foot(NamedTuple):
    """The end of a report: how it came about, the head of the record, the command that checks it, and why one would."""

    made: str
    head: str
    check: str
    why: str


def foot(report: Report) -> Foot:
    """Return how a report is checked; `head` and `check` are empty where nothing is recorded."""
    when = f"{full_date(local_date(report.at))}, {local_clock(report.at)}"
    many = f"{report.seq:,} entr{'y' if report.seq == 1 else 'ies'}"
    made = f"Made on {when} ({report.at}) from {many} of the record; no figure was typed in."
    if not report.head:
        return Foot(made, "", "", report.previous)
    why = "This command says whether anything that this report rests on was rewritten since."
    return Foot(made, report.head, f"tuiboard verify --expect {report.head}", f"{why} {report.previous}".strip())
