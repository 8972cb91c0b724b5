"""A report with every kind of block, and one in which everything is hostile."""

from typing import Any

from tuiboard.view.charts import Chart, Level, Point, Series
from tuiboard.view.report import Block, Figure, Figures, Listing, Paragraph, Report, Section, Table

HEAD = "ab" * 32
HOSTILE = "</style><script>alert(1)</script> [x](http://evil) `|` \x1b]52;c;x\x07 # \u202e ${title} & \"quoted\" 'so'"
MONDAYS = tuple(f"2026-{month:02}-{day:02}" for month, day in ((2, 16), (2, 23), (3, 2), (3, 9)))


def chart(kind: str = "areas", says: str = "More is started than finished.", **fields: Any) -> Chart:
    """A chart of four weeks."""
    series = (Series("Out", (1, 2, 4, 6), "success", "o"), Series("In work", (2, 3, 3, 5), "accent", "w"))
    points = (Point(0, 3, "12"), Point(3, 8, "14", "card-late"))
    levels = (Level(3, "p50 3 days"), Level(3.2, "p85 3.2 days"))
    given = {"title": "Cumulative flow", "xs": MONDAYS, "levels": levels, "unit": "cards", "says": says}
    shown = {"series": series} if kind != "points" else {"points": points}
    return Chart(kind, **{**given, **shown, **fields})  # type: ignore[arg-type]


def report(*blocks: Block, title: str = "Status", lead: str = "All is well.", **fields: Any) -> Report:
    """A report of one section."""
    section = (Section(fields.pop("heading", "Flow"), blocks),)
    given = {"board": "Network refresh", "since": "2026-03-04", "at": "2026-03-11T09:00:00Z", "head": HEAD, "seq": 12}
    return Report("status", title, lead, section, document={"cards": 3}, **{**given, **fields})


def of_everything(text: str = "Replace core switch") -> Report:
    """Every kind of block, each with this text in all its places."""
    series = (Series(text, (1, None, 3, 4), "accent", "w"), Series(f"{text} 2", (2, 2, 2, 2), "accent", "w"))
    charts = [
        Chart(kind, text, (text, *MONDAYS[1:]), series if kind != "points" else (), (Point(0, 1, text),),
              (Level(2, text),), text, text)
        for kind in ("areas", "lines", "bars", "points")
    ]  # fmt: skip
    return report(
        Paragraph(text), Paragraph(text, "warning"), Paragraph(text, "strong"),
        Figures((Figure(text, text, text, "amber"), Figure(text, text, text, "unknown"))),
        Listing((text, text)), Listing((), text),
        Table((text, text, text, text), ((text, text, "3", text),), frozenset({2})),
        Table((text,), (), empty=text), *charts,
        title=text, lead=text, board=text, heading=text, previous=text,
    )  # fmt: skip
