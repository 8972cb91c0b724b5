"""Today in at most 24 lines: what is due, promised, what others wait for, and what comes first. For a login script."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from tuiboard.domain.board import Card
from tuiboard.domain.calendar import add_days, due_words
from tuiboard.domain.handoffs import Handoff, entity_key, is_overdue, offers, title_of, to_answer
from tuiboard.domain.priority import Priorities
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.view.handoff_words import answer_words
from tuiboard.view.why import blocks, reasons

if TYPE_CHECKING:
    from tuiboard.domain.promises import Promise

MOST_LINES = 4
"""Cards of one part that are named before it says how many more there are; fewer where there are many parts."""
ROOM = 22
"""Lines for all parts, below the head and the sentence."""
PROMISED_DAYS = 7
TOP = 3
FIRST = "First by rank"


class Line(NamedTuple):
    """A card or risk on one line: its key, title, and the words that say why it is here; `late` where it is overdue."""

    key: str
    title: str
    words: str
    late: bool = False


class Part(NamedTuple):
    """One part of the day: its name, its lines, and how many more there are."""

    name: str
    lines: tuple[Line, ...]
    more: int


class Today(NamedTuple):
    """The parts that hold something; `sentence` says it all in one line."""

    sentence: str
    parts: tuple[Part, ...]


def today_of(ws: Workspace, priorities: Priorities, who: str, today: str, now: str = "") -> Today:
    """Return the day of one person: their own cards, and what others need from them; `now` is the instant."""
    mine = [card for id in priorities.order if (card := ws.card(id)) is not None and card.owner == who]
    due = sorted((card for card in mine if card.due and card.due <= today), key=lambda card: (card.due or "", card.id))
    soon = add_days(today, PROMISED_DAYS)
    asked, given, covered = _promises(ws, who, soon, today)
    promised = [card for card in mine if card.promised_to and card.due and today < card.due <= soon
                and card.id not in covered]  # fmt: skip
    waiting = [(card, others) for card in mine if (others := _others(ws, card, who))]
    answers = [_offer(ws, each, now) for each in to_answer(ws, who)] if ws.table("handoff") else []
    unanswered = _unanswered(ws, who, now) if ws.table("handoff") and now else []
    parts = [
        ("Waiting for your answer", [*answers, *asked]),
        ("Due", [_line(card, due_words(card.due or today, today), today) for card in due]),
        ("Promised", [*given, *(_line(card, _promise(card, today), today) for card in promised)]),
        ("Others wait for", [_line(card, f"{_people(others)}", today) for card, others in waiting]),
        ("Needs an answer", unanswered),
        (FIRST, [_line(card, reasons(score, card.blocked), today) for card in mine[:TOP]
                                if (score := priorities.of(card.id)) is not None]),
    ]  # fmt: skip
    late = sum(1 for card in due if card.due and card.due < today)
    return Today(
        _sentence(
            len(mine), len(due) - late, late, len(promised) + len(given), len(waiting), len(answers) + len(asked)
        ),
        _fitted([(name, lines) for name, lines in parts if lines]),
    )


def _promises(ws: Workspace, who: str, soon: str, today: str) -> tuple[list[Line], list[Line], set[int]]:
    """The promises that wait for a word of theirs, those that they gave and that are due soon or late, and the cards
    of all that they gave."""
    if not ws.table("promise"):
        return [], [], set()
    from tuiboard.domain.promises import promises, waiting_for  # late: many boards have none
    from tuiboard.view.promises import standing_short, word_wanted

    def line(found: "Promise", words: str) -> Line:
        card = ws.card(found.card or 0)
        title = visible(card.title, 200) if card is not None else "gone"
        return Line(str(found.card or "?"), title, words, found.is_late(today))

    asked = [line(found, word_wanted(found, today)) for found in waiting_for(ws, who)]
    given = [found for found in promises(ws) if found.is_given and found.performer == who]
    near = sorted((f for f in given if f.due is not None and f.due <= soon), key=lambda f: (f.due or "", f.id))
    told = [line(f, f"{f.key} to {visible(f.customer, 30)}, {standing_short(f, today)}") for f in near]
    return asked, told, {found.card for found in given if found.card is not None}


def _offer(ws: Workspace, offer: Handoff, now: str) -> Line:
    note = f": “{visible(offer.note, 60)}”" if offer.note else ""
    words = f"from @{visible(offer.giver, 20)}{note}{answer_words(ws, offer, now) if now else ''}"
    return Line(
        entity_key(offer.on), visible(title_of(ws, offer), 200), words, bool(now) and is_overdue(ws, offer, now)
    )


def _unanswered(ws: Workspace, who: str, now: str) -> list[Line]:
    """What one has offered, and others should have answered."""
    late = [each for each in offers(ws) if who in (each.giver, each.offered_by) and is_overdue(ws, each, now)]
    return [
        Line(
            entity_key(each.on),
            visible(title_of(ws, each), 200),
            f"@{visible(each.receiver, 20)} has not answered",
            True,
        )
        for each in late
    ]


def _promise(card: Card, today: str) -> str:
    return f"{due_words(card.due or today, today)}, for {visible(card.promised_to, 30)}"


def _others(ws: Workspace, card: Card, who: str) -> list[Card]:
    found = (ws.card(id) for id in blocks(ws, card.id))
    return [other for other in found if other is not None and other.owner is not None and other.owner != who]


def _people(cards: Iterable[Card]) -> str:
    cards = list(cards)
    names = dict.fromkeys(f"@{visible(card.owner, 20)}" for card in cards)
    ids = ", ".join(card.key for card in cards[:3])
    return f"{', '.join(list(names)[:3])} ({ids}{' …' if len(cards) > 3 else ''})"


def _line(card: Card, words: str, today: str) -> Line:
    return Line(card.key, visible(card.title, 200), words, bool(card.due and card.due < today))


def _fitted(parts: Sequence[tuple[str, Sequence[Line]]]) -> tuple[Part, ...]:
    """The parts with as many lines each as there is room for; what comes first by rank stays whole."""
    for most in range(MOST_LINES, 0, -1):
        cut = [(name, lines, TOP if name == FIRST else most) for name, lines in parts]
        found = tuple(Part(name, tuple(lines[:many]), max(len(lines) - many, 0)) for name, lines, many in cut)
        if sum(1 + len(part.lines) + (part.more > 0) for part in found) <= ROOM:
            break
    return found


def brief(sentence: str) -> str:
    """The sentence of a day in fewer words, for a narrow terminal."""
    shorter = sentence.replace(" open cards", " open").replace(" open card", " open")
    return shorter.replace(" that others wait for", " waited for").replace(f" within {PROMISED_DAYS} days", "")


def _sentence(cards: int, due: int, late: int, promised: int, waiting: int, answers: int) -> str:
    """What is to answer and what was promised need not be about one's own open cards, so each is said by itself."""
    if not cards and not promised:
        return f"You have no open cards{f', and {answers} to answer' if answers else ''}."
    words = [f"{late} late" if late else "", f"{due} due today" if due else "",
             f"{waiting} that others wait for" if waiting else ""]  # fmt: skip
    said = ", ".join(word for word in words if word)
    if not said and not promised and not answers:
        said = "nothing presses today"
    mine = f"{cards or 'no'} open card{'' if cards == 1 else 's'}{f': {said}' if said else ''}"
    parts = [f"{answers} to answer" if answers else "", mine,
             f"{promised} promised within {PROMISED_DAYS} days" if promised else ""]  # fmt: skip
    text = "; ".join(part for part in parts if part)
    return f"{text[:1].upper()}{text[1:]}."
