"""Charts in cells, as frames: what stands where, in Unicode and in ASCII."""

import pytest

from tuiboard.view.charts import Chart, Level, Point, Series
from tuiboard.view.text_charts import LEAST_HEIGHT, LEAST_WIDTH, chart_lines, plain

DAYS = tuple(f"2026-03-{day:02}" for day in range(1, 13))
AREAS = Chart(
    "areas", "Flow", DAYS,
    (Series("Out", tuple(range(12)), "success"), Series("In work", (2,) * 12), Series("Waiting", (1, 3) * 6, "dim")),
    unit="cards",
)  # fmt: skip
POINTS = Chart(
    "points", "Cycle", DAYS, unit="days", levels=(Level(3, "p50 3 days"), Level(8, "p95 8 days")),
    points=(Point(0, 1, "1"), Point(0, 1, "2"), Point(5, 8, "3"), Point(11, 3, "4")),
)  # fmt: skip
BARS = Chart("bars", "Pace", DAYS[::4], (Series("Finished", (2, 0, 5)),), levels=(Level(3, "average"),), unit="cards")
LINES = Chart("lines", "WIP", DAYS, (Series("In work", (1,) * 6 + (4,) * 6, mark="w"),), unit="cards")


def frame(chart: Chart, ascii: bool = False, cursor: int | None = None, width: int = 40, height: int = 10) -> str:
    return "\n".join(plain(chart_lines(chart, width, height, ascii, cursor)))


FRAMES: tuple[tuple[Chart, bool, str], ...] = (
    (AREAS, False, """
cards  ░ Out  █ In work  ▒ Waiting
20┤       ┊
  │       ┊                         ▒▒▒▒
  │       ┊                   ▒▒▒▒▒▒████
10┤       ┊       ▒▒▒   ▒▒▒██████░░░░░░░
  │       ┊ ▒▒▒   ▒▒▒██████░░░░░░░░░░░░░
  │   ▒▒▒▒▒▒██████░░░░░░░░░░░░░░░░░░░░░░
 0┤██████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
  ┴───────▲────────┴────────┴────────┴──
        3 mar    6 mar    9 mar   12 mar
"""),
    (POINTS, False, """
days
10┤    ┊
  │╌╌╌╌╌╌╌╌╌╌╌●╌╌╌╌╌╌╌╌╌╌╌╌╌╌ p95 8 days
  │    ┊
 5┤    ┊
  │╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌●╌ p50 3 days
  │    ┊
 0┤2   ┊
  ┴────▲─┴────────┴────────┴─
       4 mar    8 mar    12 mar
"""),
    (BARS, False, """
cards
 │                     5┊
5┤                  ████████
 │                  ████████
 │╌╌╌2╌╌╌╌╌╌╌╌╌╌╌╌╌╌████████╌ average
 │▃▃▃▃▃▃▃▃          ████████
 │████████          ████████
0┤████████    0     ████████
 ┴────┴────────┴────────▲────
    1 mar    5 mar    9 mar
"""),
    (LINES, False, """
cards
4┤       ┊           ⡏⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉
 │       ┊           ⡇
 │       ┊           ⡇
2┤       ┊           ⡇
 │       ┊           ⡇
 │⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠁
0┤       ┊
 ┴───────▲────────┴─────────┴────────┴──
       3 mar    6 mar     9 mar   12 mar
"""),
    (AREAS, True, """
cards  . Out  # In work  = Waiting
20+       :
  |       :                         ====
  |       :                   ======####
10+       :       ===   ===######.......
  |       : ===   ===######.............
  |   ======######......................
 0+######...............................
  +-------^--------+--------+--------+--
        3 mar    6 mar    9 mar   12 mar
"""),
    (POINTS, True, """
days
10+    :
  |-----------o-------------- p95 8 days
  |    :
 5+    :
  |------------------------o- p50 3 days
  |    :
 0+2   :
  +----^-+--------+--------+-
       4 mar    8 mar    12 mar
"""),
    (BARS, True, """
cards
 |                     5:
5+                  ########
 |                  ########
 |------------------########- average
 |   2              ########
 |########          ########
0+########    0     ########
 +----+--------+--------^----
    1 mar    5 mar    9 mar
"""),
    (LINES, True, """
cards
4+       :           wwwwwwwwwwwwwwwwwww
 |       :           |
 |       :           |
2+       :           |
 |       :           |
 |wwwwwwwwwwwwwwwwwww
0+       :
 +-------^--------+---------+--------+--
       3 mar    6 mar     9 mar   12 mar
"""),
)  # fmt: skip


@pytest.mark.parametrize(("chart", "ascii", "drawn"), FRAMES)
def test_a_chart_is_drawn_with_its_axes_its_words_and_a_cursor(chart: Chart, ascii: bool, drawn: str) -> None:
    assert frame(chart, ascii, cursor=2) == drawn.strip("\n")
    assert drawn.isascii() == ascii, "in ASCII nothing else is drawn"


@pytest.mark.parametrize("chart", [AREAS, POINTS, BARS, LINES])
def test_a_chart_keeps_within_its_cells_at_any_size(chart: Chart) -> None:
    for width in (LEAST_WIDTH, 33, 80, 200):
        for height in (LEAST_HEIGHT, 12, 40):
            lines = plain(chart_lines(chart, width, height, cursor=0))
            assert len(lines) == height
            assert max(map(len, lines)) <= width
    assert chart_lines(chart, LEAST_WIDTH - 1, 20) == ()
    assert chart_lines(chart, 80, LEAST_HEIGHT - 1) == ()
    assert chart_lines(chart._replace(xs=()), 80, 20) == ()


def test_more_places_than_cells_and_fewer_are_drawn_too() -> None:
    days = tuple(f"2026-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29))
    many = Chart("lines", "", days, (Series("a", tuple(range(len(days))), mark="a"), Series("b", (3,) * len(days))))
    assert max(map(len, plain(chart_lines(many, 60, 12)))) <= 60
    assert "a a" in plain(chart_lines(many, 60, 12))[0], "several lines have a legend with their letters"
    one = Chart("bars", "", ("Doing",), (Series("a", (0.4,)),))
    assert "▆" in frame(one) or "█" in frame(one), "what is little is still seen"
    bars = Chart("bars", "", days, (Series("a", (None, *range(1, len(days)))),))
    assert len(plain(chart_lines(bars, 60, 12))) == 12


def test_a_value_that_is_not_known_leaves_a_gap_and_no_zero() -> None:
    bars = BARS._replace(series=(Series("Finished", (2, None, 5)),), levels=())
    assert "0     █" not in frame(bars)
    assert " 0 " in frame(BARS)
    lines = LINES._replace(series=(Series("In work", (None,) * 11 + (4,)),))
    assert frame(lines).count("⠉") <= 4


def test_levels_that_lie_close_keep_their_words_apart() -> None:
    close = POINTS._replace(levels=(Level(3, "p50 3"), Level(3, "p85 3"), Level(4, "p95 4")))
    assert [word for word in ("p50", "p85", "p95") if word in frame(close)] == ["p50", "p85", "p95"]
