"""What a forecast is asked of: the cards that a filter finds, how many of them are left, and whose pace they go by.

The cards of one milestone are too few for a pace of their own: they go by that of its project, or of the whole board.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from tuiboard.domain.board import Card, Milestone
from tuiboard.domain.milestone_facts import Paces
from tuiboard.domain.names import find_milestone
from tuiboard.domain.text import visible
from tuiboard.domain.throughput import Throughput, throughput
from tuiboard.domain.workspace import Workspace
from tuiboard.engine.filter import FilterContext, compile_filter
from tuiboard.engine.filter_words import words_of

Matches = Callable[[Card], bool] | None
"""What a card has to be; None: any."""


class Question(NamedTuple):
    """So many cards are left of what is asked about (`about`, in words), at this pace. `whose` it is, is said where it
    is not that of these cards, and is empty else. `of_some`: the pace is not the whole board's."""

    about: str
    left: int
    pace: Throughput
    whose: str = ""
    of_some: bool = False

    @property
    def has_pace(self) -> bool:
        """True where something was finished in the weeks that were looked at."""
        return any(self.pace.finished)


def question(ws: Workspace, text: str, context: FilterContext, weeks: int, whole: bool = False) -> Question:
    """Return what is asked with a filter, over so many past weeks; with `whole`, at the pace of the whole board.

    Raises Refused where the filter makes no sense.
    """
    matches = compile_filter(text, ws, context).matches if text.strip() else None
    left = left_of(ws, matches)
    milestone = milestone_in(ws, text)
    if milestone is not None:
        about = f"M{milestone.id} {visible(milestone.title, 80)}"
        project, pace = Paces(ws, context.today, weeks).of(milestone)
        if project is None or whole:
            return Question(about, left, pace_of(ws, None, context.today, weeks), "the whole board")
        named = ws.project(project)
        whose = f"project {visible(named.name if named is not None else project, 60)}"
        return Question(about, left, pace, whose, of_some=True)
    about = "everything that is left" if matches is None else f"“{visible(text.strip(), 60)}”"
    pace = pace_of(ws, None if whole else matches, context.today, weeks)
    is_named = whole and matches is not None
    return Question(about, left, pace, "the whole board" if is_named else "", matches is not None and not whole)


def milestone_in(ws: Workspace, text: str) -> Milestone | None:
    """The milestone that a filter asks for, where it asks for nothing else."""
    words = list(words_of(text))
    if len(words) != 1 or words[0].negated or len(words[0].terms) != 1:
        return None
    term = words[0].terms[0]
    if term.literal or term.negated or not term.text.startswith("*"):
        return None
    return find_milestone(ws, term.text[1:])


def left_of(ws: Workspace, matches: Matches) -> int:
    """How many cards are on the board, match, and are not done."""
    done = {column.key for column in ws.columns() if column.does == "done"}
    left = (doc for doc in ws.table("card").values() if doc["column"] not in done and not doc.get("archived"))
    return sum(1 for doc in left if matches is None or matches(Card(doc)))


def pace_of(ws: Workspace, matches: Matches, today: str, weeks: int) -> Throughput:
    """How many of the cards that match were finished in so many past weeks."""
    cards = ws.table("card").values()
    docs: Iterable[Mapping[str, Any]] = cards if matches is None else [doc for doc in cards if matches(Card(doc))]
    return throughput(ws, docs, today, weeks)
