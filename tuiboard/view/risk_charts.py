"""The money of risks drawn in text cells: the exceedance curve, and exposure week by week.

Lines of (role, text) pieces, at most as wide as asked for, with axes, letters and words, so that no colour is needed.
"""

from collections.abc import Sequence
from math import ceil, floor, log10

from tuiboard.domain.calendar import MONTHS
from tuiboard.domain.risk_exposure import ExposureWeek
from tuiboard.domain.risk_money import Reserve
from tuiboard.domain.risk_rules import RiskRules
from tuiboard.domain.text import to_ascii
from tuiboard.view.risk_money import Line, Piece, money_words

LEAST_WIDTH, LEAST_HEIGHT = 30, 8
"""Cells below which nothing is drawn: the sentences say it all."""
_DIM, _TEXT, _CURVE, _COVERED, _MARK = "header-dim", "foreground", "risk-high", "risk-low", "accent"
_GUTTER = 5
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""Bits of a Braille sign by row and column (Unicode 2800)."""


def _plain(lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(tuple((role, to_ascii(text)) for role, text in line) for line in lines)


# The exceedance curve


def curve_lines(reserve: Reserve, rules: RiskRules, width: int, height: int, ascii: bool = False) -> tuple[Line, ...]:
    """Return the chance that the total is more than an amount, for all amounts, as a falling curve.

    What P80 covers is in another role than what it doesn't. Nothing where there is no estimate or no room.
    """
    if width < LEAST_WIDTH or height < LEAST_HEIGHT or not reserve.counted:
        return ()
    low, high = reserve.percentile(0.1), reserve.percentile(99.9)
    if low == high:
        return (((_TEXT, f"It is {money_words(low, rules, reserve.unit, long=True)[: width - 8]}."),),)
    rows, room = height - 4, width - _GUTTER
    cells = _curve(reserve, low, high, rows, room, ascii)
    covered = _column(reserve.percentile(80), low, high, room) + 1
    lines: list[Line] = [((_TEXT, "Chance that it is more than …"),)]
    names = {_row(p, rows): f"{p:.0%}" for p in ((1.0, 0.5, 0.0) if rows < 9 else (1.0, 0.75, 0.5, 0.25, 0.0))}
    for row, line in enumerate(cells):
        axis = ("+" if ascii else "┤") if row in names else ("|" if ascii else "│")
        lines.append(((_DIM, f"{names.get(row, ''):>4}{axis}"), (_COVERED, line[:covered]), (_CURVE, line[covered:])))
    lines += _axis(reserve, rules, low, high, room, ascii)
    return _plain(lines) if ascii else tuple(lines)


def _row(p: float, rows: int) -> int:
    return round((1 - p) * (4 * rows - 1)) // 4


def _column(amount: float, low: float, high: float, room: int) -> int:
    return min(max(round((amount - low) / (high - low) * (room - 1)), 0), room - 1)


def _curve(reserve: Reserve, low: float, high: float, rows: int, room: int, ascii: bool) -> list[str]:
    """The rows of the curve, two dots a cell across and four down, joined from dot to dot."""
    cells = [[0] * room for _ in range(rows)]
    dots, bottom = 2 * room, 4 * rows - 1
    above = 0
    for dot in range(dots):
        here = round((1 - reserve.above(low + (high - low) * dot / (dots - 1))) * bottom)
        for row in range(min(above + 1, here), here + 1) if dot else range(here + 1):
            cells[row // 4][dot // 2] |= _DOTS[row % 4][dot % 2]
        above = here
    sign = _ascii_sign if ascii else _braille
    return ["".join(map(sign, line)) for line in cells]


def _braille(bits: int) -> str:
    return chr(0x2800 + bits) if bits else " "


def _ascii_sign(bits: int) -> str:
    """One of `'` `-` `.` `|` for dots at the top, in the middle, at the bottom, or all the way down."""
    held = [row for row, pair in enumerate(_DOTS) if bits & (pair[0] | pair[1])]
    if not held:
        return " "
    if held[-1] - held[0] >= 2:
        return "|"
    return "'" if held[-1] < 2 else "." if held[0] > 1 else "-"


def _axis(reserve: Reserve, rules: RiskRules, low: float, high: float, room: int, ascii: bool) -> list[Line]:
    """The axis with its amounts, and the marks of the reserves below."""
    line = ["-" if ascii else "─"] * room
    amounts, marks = [" "] * room, [" "] * room
    for amount in _round_amounts(low, high, max(room // 9, 2)):
        column = _column(amount, low, high, room)
        text = money_words(amount, rules, reserve.unit)
        if _put(amounts, min(max(column - len(text) // 2, 0), room - len(text)), text):
            line[column] = "+" if ascii else "┬"
    mark = "^" if ascii else "▲"
    for percent in (80, 95, 50, 90):  # where there isn't room for all
        column, name = _column(reserve.percentile(percent), low, high, room), f"P{percent}"
        if not _put(marks, column, mark + name):
            _put(marks, column - len(name), name + mark)
    blank = " " * _GUTTER
    return [
        ((_DIM, " " * (_GUTTER - 1) + ("+" if ascii else "└") + "".join(line)),),
        ((_DIM, blank + "".join(amounts).rstrip()),),
        ((_MARK, blank + "".join(marks).rstrip()),),
    ]


def _round_amounts(low: float, high: float, most: int) -> list[float]:
    """Round amounts from low to high, at most so many: multiples of 1, 2 or 5 times a power of ten."""
    least = (high - low) / most
    size = 10.0 ** floor(log10(least))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= least * (1 - 1e-9))
    return [step * number for number in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]


def _put(cells: list[str], start: int, text: str) -> bool:
    """Write a text where it is free, a blank away from its neighbours; False where it is not."""
    end = start + len(text)
    if start < 0 or end > len(cells) or any(cell != " " for cell in cells[max(start - 1, 0) : end + 1]):
        return False
    cells[start:end] = text
    return True


# Exposure week by week

_SIGNS = {"new": "n", "rescored": "r", "closed": "c", "realised": "x"}
_ROLES = {"new": "risk-high", "rescored": "risk-moderate", "closed": "risk-low", "realised": "risk-critical"}
_WORDS = {"new": "new", "rescored": "re-scored", "closed": "closed", "realised": "came true"}


def week_lines(
    weeks: Sequence[ExposureWeek], rules: RiskRules, width: int, height: int, unit: str = "money", ascii: bool = False
) -> tuple[Line, ...]:
    """Return the latest weeks as bars, a line each, with a heading and a legend.

    A bar is what was carried over and what came to it; right of its end (`|`) stands what went: `r` scored anew, `c`
    closed, `x` came true, which is no success. Nothing where there are no weeks or no room.
    """
    if width < LEAST_WIDTH or height < LEAST_HEIGHT or not weeks:
        return ()
    shown = weeks[-(height - 2) :]
    told = 30 if width >= 80 else 0
    realised = 9 if width >= 44 else 0
    room = width - 16 - told - realised
    largest = max((_largest(week) for week in shown), default=0.0)
    scale = max(room - 6, 1) / largest if largest > 0 else 0.0
    head = f"{'week':>6} {'exposure':>8} {'':{room}}{'realised':>{realised}}" if realised else f"{'week':>6} exposure"
    lines: list[Line] = [((_TEXT, head.rstrip()),)]
    for week in shown:
        label = f"{int(week.monday[8:])} {MONTHS[int(week.monday[5:7]) - 1][:3]}"
        pieces: list[Piece] = [(_DIM, f"{label:>6} "), (_TEXT, f"{money_words(week.exposure, rules, unit):>8} ")]
        bar = _bar(week, scale, room, ascii)
        pieces += bar
        if realised:
            pieces.append((_DIM, " " * (room - sum(len(text) for _, text in bar))))
            pieces.append((_TEXT, f"{_lost(week, rules, unit):>{realised}}"))
        if told and (words := _changes(week, rules, unit)):
            pieces.append((_DIM, f"  {words}"[:told]))
        lines.append(tuple(pieces))
    lines.append(((_DIM, _legend(width, ascii)),))
    return _plain(lines) if ascii else tuple(lines)


def _largest(week: ExposureWeek) -> float:
    """What is there at the end of a week, or came in it, and what went."""
    amounts = _split(week).values()
    came = sum(amount for amount in amounts if amount > 0)
    return max(week.exposure, came) - sum(amount for amount in amounts if amount < 0)


def _split(week: ExposureWeek) -> dict[str, float]:
    return {"new": week.new, "rescored": week.rescored, "closed": week.closed, "realised": week.realised}


def _bar(week: ExposureWeek, scale: float, room: int, ascii: bool) -> list[Piece]:
    changes = _split(week)
    came = [(reason, _cells(amount, scale)) for reason, amount in changes.items() if amount > 0]
    went = [(reason, _cells(-amount, scale)) for reason, amount in changes.items() if amount < 0]
    carried = week.exposure - sum(amount for amount in changes.values() if amount > 0)
    left = room - 1 - sum(count for _, count in (*came, *went))
    solid = min(_cells(carried, scale) if carried > 0 else 0, max(left, 0))
    pieces: list[Piece] = [("card-dim", ("#" if ascii else "█") * solid)] if solid else []
    pieces += [(_ROLES[reason], _SIGNS[reason] * count) for reason, count in came]
    if went:
        pieces.append((_TEXT, "|" if ascii else "│"))
        pieces += [(_ROLES[reason], _SIGNS[reason] * count) for reason, count in went]
    return pieces


def _cells(amount: float, scale: float) -> int:
    """At least one, so that nothing that happened is left out."""
    return max(round(amount * scale), 1)


def _lost(week: ExposureWeek, rules: RiskRules, unit: str) -> str:
    """What came true has cost; a `?` for what nobody recorded."""
    known = money_words(week.realised_total, rules, unit) if week.realised_total or not week.unpriced else ""
    return f"{known}+?" if known and week.unpriced else known or "?"


def _changes(week: ExposureWeek, rules: RiskRules, unit: str) -> str:
    return ", ".join(
        f"{'+' if amount > 0 else ''}{money_words(amount, rules, unit)} {_WORDS[reason]}"
        for reason, amount in _split(week).items()
        if amount
    )


def _legend(width: int, ascii: bool) -> str:
    solid, end = ("#", "|") if ascii else ("█", "│")
    if width >= 76:
        return f"{solid} carried over  n new  r re-scored  after {end} what went: c closed  x came true"
    return f"n new r re-scored {end} c closed x came true" if width >= 42 else "n new r anew c closed x true"
