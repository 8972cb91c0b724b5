"""Reports as Markdown, as a page, and as a picture: what one sees, and what no text of anybody's can do to it."""

import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.view.reports import HEAD, HOSTILE, chart, of_everything, report
from tuiboard.view.chart_figures import chart_table
from tuiboard.view.charts import Chart, Series
from tuiboard.view.report import Figure, Figures, Listing, Paragraph, Table
from tuiboard.view.report_formats import written
from tuiboard.view.report_html import html
from tuiboard.view.report_markdown import markdown
from tuiboard.view.svg_charts import hues, svg

_VOID = {"meta", "br", "hr"}


class _Page(HTMLParser):
    """What a browser finds: tags that close in order, texts by tag, attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)


def of_page(page: str) -> _Page:
    found = _Page(page)
    assert found.open == [], "every tag is closed"
    return found


# A page


@pytest.mark.parametrize("text", ["Replace core switch", HOSTILE])
def test_a_page_is_whole_whatever_stands_in_it_and_runs_and_loads_nothing(text: str) -> None:
    page = html(of_everything(text))
    found = of_page(page)
    assert found.texts["h1"] == [HOSTILE.replace("\x1b", "␛").replace("\x07", "␇").replace("\u202e", "�")
                                 if text is HOSTILE else text], "a text is shown as it was typed"  # fmt: skip
    allowed = {"html", "head", "meta", "title", "style", "body", "main", "header", "h1", "h2", "p", "section", "div",
               "span", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "svg", "desc",
               "defs", "pattern", "path", "line", "circle", "text", "details", "summary", "footer", "code"}  # fmt: skip
    assert set(found.tags) <= allowed
    assert not {name for name, _ in found.attributes} & {"src", "href", "onload", "onclick", "action"}
    assert all(value.startswith("#c") for style in found.texts["style"] for value in re.findall(r"url\((.*?)\)", style))
    assert "@import" not in found.texts["style"][0]
    assert "default-src 'none'" in page


def test_a_page_says_its_head_its_time_and_how_it_is_checked() -> None:
    found = of_page(html(report(Paragraph("Fine."))))
    assert found.texts["code"] == [HEAD, f"tuiboard verify --expect {HEAD}"]
    foot = " ".join(found.texts["p"]).replace("\xa0", " ")
    assert "Made on 11 March 2026, 09:00 (2026-03-11T09:00:00Z) from 12 entries of the record" in foot
    assert "11 March 2026 · since 4 March 2026" in foot


def test_a_colour_is_said_in_words_too() -> None:
    figures = tuple(Figure(rag, "", "", rag) for rag in ("green", "amber", "red", "unknown"))  # type: ignore[arg-type]
    assert of_page(html(report(Figures(figures)))).texts["span"] == ["green", "amber", "red", "not known"]
    assert "(red)" in markdown(report(Figures(figures)))


def test_a_colour_that_a_text_begins_with_is_not_said_twice() -> None:
    figures = Figures((Figure("Refresh", "red (computed green)", "", "red"),))
    table = Table(("Project", "Schedule"), (("Refresh", "red 18 %"), ("Portal", "soon")), rags=frozenset({1}))
    page = html(report(figures, table))
    assert 'class="rag red">red</span> <span class="rest">(computed green)</span>' in page
    assert '<span class="rag red">red</span> <span class="rest">18\u00a0%</span></span></td>' in page
    assert ">soon</td>" in page
    assert "**Refresh: red (computed green).**" in markdown(report(figures))


def test_no_number_is_torn_from_its_unit_and_a_name_is_not_said_twice() -> None:
    page = html(report(Paragraph("85 % took 13 days, 1,200 EUR by 24 November 2026."), title="Status: Network refresh"))
    assert "85\u00a0% took 13\u00a0days, 1,200\u00a0EUR by 24\u00a0November 2026." in page
    assert 'class="board"' not in page


def test_an_empty_board_has_a_page_too() -> None:
    nothing = report(
        Listing(()), Table(("a",), ()), Chart("areas", "Flow", ()), Chart("points", "Flow", ("x",)), seq=0, head=""
    )
    assert "None." in " ".join(of_page(html(nothing)).texts["p"])
    assert "verify" not in html(nothing), "there is nothing to check"
    assert markdown(nothing).startswith("# Status\n")


def test_a_page_is_fit_for_paper_for_the_dark_and_for_a_telephone() -> None:
    style = of_page(html(report())).texts["style"][0]
    assert "@media print" in style
    assert "size:A4" in style
    assert "prefers-color-scheme:dark" in style
    assert "max-width:38rem" in style


# Charts


@pytest.mark.parametrize("kind", ["areas", "lines", "bars", "points"])
def test_a_chart_is_a_picture_with_a_title_and_its_figures_in_words(kind: str) -> None:
    picture = ET.fromstring(svg(chart(kind), 3))
    title, about = picture.find("title"), picture.find("desc")
    assert title is not None
    assert title.text == "Cumulative flow"
    assert about is not None
    assert (about.text or "").startswith("More is started than finished. From 16 Feb to 9 Mar.")
    words = [text.text for text in picture.findall("text")]
    assert {"16 Feb", "9 Mar", "p50 3 days", "p85 3.2 days"} <= set(words)
    heights = [float(text.get("y", "")) for text in picture.findall("text") if text.get("class") == "word"]
    assert abs(heights[0] - heights[1]) >= 14, "words of levels do not stand on each other"
    if kind == "points":
        assert [spot.text for spot in picture.iter("title")][1:] == ["12: 3 cards, 16 Feb", "14: 8 cards, 9 Mar"]


def test_what_is_stacked_ends_where_the_sum_is_and_below_zero_hangs_down() -> None:
    below = chart("bars", series=(Series("raised", (5, 0, 0, 2)), Series("closed", (0, -5, 0, -1))), levels=())
    picture = ET.fromstring(svg(below, 1))
    ticks = {text.text: float(text.get("y", "")) - 4 for text in picture.findall("text") if text.get("class") == "y"}
    assert {"−5", "0", "5"} <= ticks.keys() or {"−6", "0", "6"} <= ticks.keys()
    shapes = [path.get("d", "") for path in picture.findall("path") if "fill" in (path.get("class") or "")]
    tops = [(float(re.findall(r"M\S+ (\S+?)V", d)[0]), float(re.findall(r"V([\d.]+)h", d)[0])) for d in shapes]
    assert tops[0][0] == pytest.approx(ticks["0"], abs=0.1), "a bar stands on the axis"
    assert tops[1][1] == pytest.approx(ticks["0"], abs=0.1), "one below 0 hangs from it"


def test_series_differ_without_colour() -> None:
    same = chart("lines", series=tuple(Series(f"s{n}", (n, n, n, n), "accent", "x") for n in range(4)))
    found = hues(same)
    assert len({hue.name for hue in found}) == len({hue.mark for hue in found}) == len({h.pattern for h in found}) == 4
    picture = svg(same, 1)
    assert [f"dash{n}" in picture for n in range(4)] == [True] * 4


def test_values_that_are_missing_leave_a_gap_and_one_alone_is_a_dot() -> None:
    picture = ET.fromstring(svg(chart("lines", series=(Series("s", (1, None, 3, 4)),)), 1))
    lines = [path.get("d", "") for path in picture.findall("path")]
    assert [line.count("L") for line in lines] == [1]
    assert len(picture.findall("circle")) == 1


@pytest.mark.parametrize("kind", ["areas", "lines", "bars", "points"])
@pytest.mark.parametrize("value", [0, 0.004, 7, 1e9, -3])
def test_any_value_can_be_drawn(kind: str, value: float) -> None:
    shown = chart(kind, xs=("only",), series=(Series("s", (value,)),), points=(), levels=())
    numbers = re.findall(r'[xy12]="(-?[\d.]+)"', svg(shown, 1))
    assert numbers
    assert all(-1 <= float(number) <= 721 for number in numbers)


def test_the_figures_of_a_chart_can_be_read_the_latest_ones_surely() -> None:
    long = Chart("lines", "Many", tuple(f"day {n}" for n in range(100)), (Series("s", tuple(range(100))),))
    rows = chart_table(long).rows
    assert rows[-1] == ("day 99", "99")
    assert len(rows) <= 14
    assert chart_table(chart("points")).rows[0] == ("14", "9 Mar", "8")


# Markdown


def test_markdown_is_read_by_people_as_it_is() -> None:
    table = Table(("ID", "Title", "Days"), (("12", "Replace core switch", "3"), ("7", "Label", "12")), frozenset({2}))
    text = markdown(report(Paragraph("Fine."), table))
    assert text.splitlines()[:5] == ["# Status", "", "Network refresh · 11 March 2026 · since 4 March 2026", "",
                                     "**All is well.**"]  # fmt: skip
    assert "| 12  | Replace core switch |    3 |" in text
    assert text.endswith(f"    tuiboard verify --expect {HEAD}\n")


def test_no_text_is_taken_for_markdown() -> None:
    text = markdown(of_everything(HOSTILE))
    loose = [line for line in text.splitlines() if not line.startswith("    ")]
    assert not any("<script" in line for line in loose), "what is indented is code, and shown as it is"
    assert not any(re.search(r"(?<!\\)\[x", line) or "://" in line.replace("\\://", "") for line in loose)
    assert "\x1b" not in text
    assert "\u202e" not in text
    heads = [line for line in loose if line.startswith("#")]
    assert len(heads) == 2, "no text makes a heading"
    odd = markdown(
        report(Paragraph("# no"), Paragraph("- no"), Paragraph("1. no"), Paragraph("---"), Listing(("+ no",)))
    )
    assert all(f"\\{sign}" in odd for sign in ("# no", "- no", "+ no", "---"))
    assert "1\\. no" in odd


def test_charts_are_drawn_in_markdown_and_what_is_below_zero_is_a_table() -> None:
    drawn = markdown(report(chart("bars", levels=())))
    assert "█" in drawn
    assert "█" not in written(report(chart("bars", levels=())), "md", ascii=True)
    assert written(report(chart("bars")), "md", ascii=True).isascii()
    table = markdown(report(chart("bars", series=(Series("closed", (0, -5, 0, -1)),))))
    assert "| 23 Feb |     −5 |" in table


# JSON


def test_json_carries_the_figures_and_what_they_rest_on() -> None:
    found = json.loads(written(report(), "json"))
    assert (found["report"], found["since"], found["head"], found["seq"]) == ("status", "2026-03-04", HEAD, 12)
    assert found["figures"] == {"cards": 3}


# In a browser


@pytest.fixture
def browser() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("no Chromium here: the page is checked without a browser")
    return found


def test_a_browser_draws_the_page_and_asks_nobody_for_anything(browser: str, tmp_path: Path) -> None:
    page, picture, log = tmp_path / "report.html", tmp_path / "page.png", tmp_path / "net.json"
    text = html(of_everything("</style></title><img src='http://picture.invalid/x'>"))
    # Without its own policy, which would hide that it asked.
    page.write_text(re.sub(r"<meta http-equiv[^>]*>", "", text), encoding="utf-8")
    own = {name: str(tmp_path / "own") for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
    run = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
         "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={tmp_path / 'profile'}", f"--log-net-log={log}",
         f"--screenshot={picture}", "--window-size=400,600", page.as_uri()],
        capture_output=True, timeout=60, check=False, env={**os.environ, **own},
    )  # fmt: skip
    assert picture.exists(), run.stderr[-500:]
    assert picture.stat().st_size > 10_000, "something is drawn"
    asked = log.read_text(errors="replace")
    assert page.name in asked, "the log says what was asked for"
    assert "picture.invalid" not in asked


def test_a_terminal_without_unicode_gets_ascii() -> None:
    for format in ("md", "html", "json"):
        assert written(of_everything("北 ä · “x”"), format, ascii=True).isascii()
