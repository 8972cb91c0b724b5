"""The 5×5 heatmap: what stands in which cell, where the appetite ends, and the path of one risk through it.

Probability is on y, impact on x, the origin at the bottom left. Such a matrix is for looking, not for reckoning: it
puts very different amounts into one cell (Cox 2008), so expected values stand beside it everywhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tuiboard.domain.risk_rules import IMPACT_WORDS, PROBABILITY_WORDS, RiskRules
from tuiboard.domain.risks import HIGHEST, OVERALL, Risk, Score

LETTERS = {"low": "l", "moderate": "m", "high": "h", "critical": "c"}
MARKS = {"inherent": "i", "current": "o", "target": "t"}
"""How the scores of the selected risk are marked in their cells."""
_LEVELS = range(1, HIGHEST + 1)


class Cell(NamedTuple):
    """One cell: `ids` are the risks whose current score it is, `above` says that it is above the appetite, `marks`
    which scores of the selected risk it has (letters of MARKS)."""

    score: Score
    band: str
    above: bool
    ids: tuple[int, ...]
    marks: str

    @property
    def letter(self) -> str:
        """The band as one letter."""
        return LETTERS.get(self.band, "?")


class Matrix(NamedTuple):
    """All cells, and the risks that have no score."""

    cells: tuple[tuple[Cell, ...], ...]
    unrated: tuple[int, ...]
    appetite: int
    opportunities: frozenset[int]

    def cell(self, probability: int, impact: int) -> Cell:
        """The cell of two levels, 1 to 5 each."""
        return self.cells[probability - 1][impact - 1]

    def names(self, cell: Cell, width: int) -> str:
        """What stands in a cell, in at most `width` characters: the keys, else some of them and how many more."""
        return self.keys(cell.ids, width)

    def keys(self, ids: Sequence[int], width: int) -> str:
        """Keys of risks in at most `width` characters; an opportunity has a plus."""
        words = [f"R{id}+" if id in self.opportunities else f"R{id}" for id in ids]
        for kept in range(len(words), 0, -1):
            text = " ".join(words[:kept]) + (f" +{len(words) - kept}" if kept < len(words) else "")
            if len(text) <= width:
                return text
        return f"{len(words)}"[:width] if words else ""


def risk_matrix(risks: Iterable[Risk], rules: RiskRules, selected: Risk | None = None) -> Matrix:
    """Return the matrix of the current scores of `risks`, with the path of the `selected` one."""
    found: dict[Score, list[int]] = {}
    unrated: list[int] = []
    opportunities: set[int] = set()
    for risk in risks:
        score = risk.score()
        (unrated if score is None else found.setdefault(score, [])).append(risk.id)
        if risk.is_opportunity:
            opportunities.add(risk.id)
    rows = []
    for probability in _LEVELS:
        row = []
        for impact in _LEVELS:
            score = Score(probability, impact)
            ids = tuple(sorted(found.get(score, ())))
            row.append(Cell(score, rules.band(score), rules.is_above_appetite(score), ids, ""))
        rows.append(tuple(row))
    return with_path(Matrix(tuple(rows), tuple(sorted(unrated)), rules.appetite, frozenset(opportunities)), selected)


def with_path(matrix: Matrix, selected: Risk | None) -> Matrix:
    """Return the matrix with the path of one risk, or without any."""
    path = {level: selected.score(level) for level in MARKS} if selected is not None else {}
    return matrix._replace(cells=tuple(tuple(_marked(cell, path) for cell in row) for row in matrix.cells))


def _marked(cell: Cell, path: Mapping[str, Score | None]) -> Cell:
    marks = "".join(sign for level, sign in MARKS.items() if path.get(level) == cell.score)
    return cell if marks == cell.marks else cell._replace(marks=marks)


def path_words(risk: Risk) -> str:
    """Return `inherent 4×5 = 20 → now 4×3 = 12 → target 2×3 = 6`; scores that nobody gave are left out."""
    names = {"inherent": "inherent", "current": "now", "target": "target"}
    found = [(names[level], risk.score(level)) for level in MARKS]
    steps = [f"{name} {s.probability}×{s.impact} = {s.value}" for name, s in found if s is not None]
    return " → ".join(steps) or "unrated"


# As text

_LABEL = 16
"""Cells of a probability and its word."""
_LINES = {False: ("─", "│", "━", "┃"), True: ("-", "|", "=", "#")}


def matrix_lines(matrix: Matrix, width: int = 80, ascii: bool = False) -> list[str]:
    """Return the matrix as lines of at most `width` (60 or more) characters.

    Each cell has its score, the letter of its band, and the keys that fit; the heavy line is the appetite.
    """
    thin, bar, heavy, heavy_bar = _LINES[ascii]
    room = min(max((width - _LABEL - 1) // HIGHEST - 1, 6), 14)
    lines = []
    for probability in reversed(_LEVELS):
        lines.append(" " * (_LABEL + 1) + _rule(matrix, probability, room, thin, heavy))
        first = second = bar
        for impact in _LEVELS:
            cell = matrix.cell(probability, impact)
            right = heavy_bar if impact < HIGHEST and matrix.cell(probability, impact + 1).above != cell.above else bar
            head = f"{cell.score.value:>3} {cell.letter}" + (f" {cell.marks}" if cell.marks else "")
            first += f"{head:<{room}.{room}}{right}"
            second += f" {matrix.names(cell, room - 1):<{room - 1}.{room - 1}}{right}"
        lines.append(f"{probability} {PROBABILITY_WORDS[probability - 1]}".ljust(_LABEL) + first)
        lines.append(" " * _LABEL + second)
    lines.append(" " * (_LABEL + 1) + " ".join(thin * room for _ in _LEVELS))
    words = IMPACT_WORDS[OVERALL]
    lines.append(" " * (_LABEL + 1) + " ".join(f"{i} {words[i - 1]}"[:room].ljust(room) for i in _LEVELS).rstrip())
    lines.append("Probability upwards, impact to the right; l m h c: low moderate high critical.")
    lines.append(f"The heavy line is the appetite: scores up to {matrix.appetite} need no response.")
    if matrix.unrated:
        lines.append(f"Unrated: {matrix.keys(matrix.unrated, max(width - 9, 20))}")
    return [line.rstrip() for line in lines]


def _rule(matrix: Matrix, probability: int, room: int, thin: str, heavy: str) -> str:
    """The line above a row: heavy where the appetite runs between it and the row above."""
    parts = []
    for impact in _LEVELS:
        over = probability < HIGHEST and (
            matrix.cell(probability + 1, impact).above != matrix.cell(probability, impact).above
        )
        parts.append((heavy if over else thin) * room)
    return " ".join(parts)
