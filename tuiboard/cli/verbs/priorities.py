"""Commands about what comes first: `next`, `why`, `today`, `pin`, `unpin`, `compare`."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from tuiboard.cli.call import Call
from tuiboard.cli.output import Painted
from tuiboard.cli.table import Form, aligned, print_table
from tuiboard.domain import priority_commands as p
from tuiboard.domain.board import Card
from tuiboard.domain.calendar import parse_date
from tuiboard.domain.names import find_card
from tuiboard.domain.priority import Priorities, scores
from tuiboard.domain.refusal import refuse
from tuiboard.domain.score import Score
from tuiboard.domain.text import visible
from tuiboard.view.why import reasons

NEXT_SHOWN = 10


def _priorities(call: Call) -> Priorities:
    return scores(call.workspace, call.today)


def _note_circle(call: Call, found: Priorities) -> None:
    """Say where cards depend on each other in a circle: a foreign file may bring one."""
    if found.is_circular:
        from tuiboard.view.priorities import circle_words

        call.out.note(circle_words(call.workspace, found))


def next_cards(call: Call) -> int:
    """Print the ranked list, each card with its score and its largest reasons."""
    from tuiboard.cli.verbs.listing import card_filter

    ws = call.workspace
    matches, _ = card_filter(call)
    found = _priorities(call)
    cards: Iterator[Card] = (
        card for id in found.order if (card := ws.card(id)) is not None and (matches is None or matches(card))
    )
    sort = call.request.option("sort") or "priority"
    if sort != "priority":
        from tuiboard.engine.lens import sort_cards

        cards = iter(sort_cards(ws, cards, sort, call.today, found))
    limit = call.request.number("limit") or (None if call.out.as_json else NEXT_SHOWN)
    chosen = list(islice(cards, limit))
    if call.out.as_json:
        call.out.document(ranked_documents(call, chosen, found))
        return 0
    _note_circle(call, found)
    rows = [_row(card, score, sort) for card in chosen if (score := found.of(card.id)) is not None]
    if rows or not call.out.is_terminal:
        print_table(
            call.out, rows, _FORM if sort != "wsjf" else _FORM._replace(headings=("ID", "WSJF", *_FORM.headings[2:]))
        )
    else:
        call.out.note("Nothing is open." if not call.request.words["FILTER"] else "No open card matches.")
    return 0


def _row(card: Card, score: Score, sort: str) -> tuple[str, ...]:
    from tuiboard.view.priorities import figure_of

    owner = f"@{visible(card.owner, 24)}" if card.owner else ""
    quadrant = f"{score.quadrant}{' (pinned)' if score.pin is not None else ''}"
    return card.key, figure_of(card, score, sort), quadrant, owner, visible(card.title), reasons(score, card.blocked)


_FORM = Form(
    ("ID", "P", "QUADRANT", "OWNER", "TITLE", "BECAUSE"), 4, frozenset({0, 1}),
    lambda index, row: "head" if index == 0 else "card-dim" if index == 5 else "",
)  # fmt: skip


def ranked_documents(call: Call, cards: Iterable[Card], found: Priorities) -> list[dict[str, Any]]:
    """Return cards with every part of their sums."""
    from tuiboard.domain.wsjf import wsjf
    from tuiboard.view.as_json import card_documents, score_document

    cards = list(cards)
    places = {id: place for place, id in enumerate(found.order, 1)}
    documents = card_documents(cards, call.today, found)
    for card, document in zip(cards, documents, strict=True):
        score = found.of(card.id)
        if score is not None:
            document |= {**score_document(score, places[card.id], len(found)), "wsjf": wsjf(card.doc, score).value}
    return documents


def why(call: Call) -> int:
    """Print the whole sum of one card: each part, its input, and what would change it."""
    from tuiboard.domain.urgency_history import DAYS, urgency_history
    from tuiboard.view.why import why as explained_fully

    ws = call.workspace
    card = find_card(ws, call.request.word("ID"))
    found = _priorities(call)
    score = found.of(card.id)
    if score is None:
        state = "archived" if card.archived else "done" if ws.is_done(card) else "snoozed"
        refuse("rule", f"Card {card.id} is {state}: it has no rank.")
    rank = found.order.index(card.id) + 1
    entries = call.session.store.scan(("card", None))
    evenings = urgency_history(ws, entries, card.id, call.today)
    if call.out.as_json:
        from tuiboard.domain.priority_changes import what_if

        document = ranked_documents(call, [card], found)[0]
        document["changes"] = [change._asdict() for change in what_if(score, call.today)]
        document["urgency_by_day"] = [
            {"day": e.day, "urgency": None if e.score is None else round(e.score.urgency, 2)} for e in evenings
        ]
        call.out.document(document)
        return 0
    _note_circle(call, found)
    page = explained_fully(ws, card, score, rank, len(found), call.today, evenings, call.out.is_ascii)
    out = call.out
    out.line(Painted("head", f"{card.key}  {page.title}"))
    out.line(page.place)
    out.lines(f"  {line}" for line in page.sums)
    if page.parts:
        out.line()
        rows = [(part.name, f"{part.points:.1f}", part.axis, part.words) for part in page.parts]
        out.lines(f"  {line}" for line in aligned(rows, frozenset({1})))
    if page.notes:
        out.line()
        out.lines(f"  {note}" for note in page.notes)
    if page.changes:
        out.line()
        out.line(Painted("head", "What would change it"))
        out.lines(f"  {change}" for change in page.changes)
    if page.curve:
        out.line()
        out.line("  ", Painted("card-dim", f"Urgency over the last {DAYS} days  "), page.curve)
    return 0


def today(call: Call) -> int:
    """Print the day of one person, in at most 24 lines."""
    from tuiboard.domain.names import find_person
    from tuiboard.view.today import today_of

    word = call.request.word("PERSON")
    who = find_person(call.workspace, word, call.session.who).handle if word else call.session.who
    found = _priorities(call)
    page = today_of(call.workspace, found, who, call.today, call.world.clock.now())
    if call.out.as_json:
        keys = dict.fromkeys(line.key for part in page.parts for line in part.lines)
        cards = [card for key in keys if key.isdecimal() and (card := call.workspace.card(int(key))) is not None]
        scored = {document["key"]: document for document in ranked_documents(call, cards, found)}
        parts = {
            part.name.lower().replace(" ", "_"): {
                "cards": [{**scored.get(line.key, {}), **line._asdict()} for line in part.lines], "more": part.more,
            }
            for part in page.parts
        }  # fmt: skip
        call.out.document({"who": who, "today": call.today, "sentence": page.sentence, **parts})
        return 0
    out = call.out
    out.line(Painted("head", f"{visible(call.workspace.board.name, 60)}, {call.today}, @{visible(who, 40)}"))
    out.line(page.sentence)
    for part in page.parts:
        out.line(Painted("head", part.name))
        for line in part.lines:
            role = "card-late" if line.late else "card-dim"
            out.line(f"  {line.key:>4}  {_cut(line.title, 40)}  ", Painted(role, line.words))
        if part.more:
            out.line("        ", Painted("card-dim", f"and {part.more} more"))
    return 0


def _cut(text: str, width: int) -> str:
    from tuiboard.cli.table import cut, padded

    return padded(cut(text, width), width)


# Pins, comparison


def pin(call: Call) -> int:
    """Pin cards to a quadrant or a rank."""
    to = call.request.word("TO")
    rank = int(to) if to.isascii() and to.isdecimal() and len(to) < 7 else None
    until = call.request.option("until")
    day = None if until is None else parse_date(until, call.today)
    ids = [find_card(call.workspace, word).id for word in call.request.words["ID"]]
    reason = call.request.option("reason") or ""
    if not reason:
        refuse("usage", "A pin needs a reason.", "tuiboard pin 12 do-now --reason 'the auditor comes' --until fri")
    return call.carry_out(p.PinCards(ids, None if rank is not None else to, rank, reason, day))


def unpin(call: Call) -> int:
    """Take pins off."""
    return call.carry_out(p.UnpinCards([find_card(call.workspace, word).id for word in call.request.words["ID"]]))


def compare(call: Call) -> int:
    """Print two to five cards side by side."""
    from tuiboard.view.compare import compare as side_by_side

    ids = [find_card(call.workspace, word).id for word in call.request.words["ID"]]
    found = side_by_side(call.workspace, list(dict.fromkeys(ids)), _priorities(call), call.today)
    if call.out.as_json:
        rows = {name.replace(" ", "_").lower(): list(texts) for name, texts, _ in found.rows}
        call.out.document([
            {"key": str(id), "title": title, **{name: texts[place] for name, texts in rows.items()}}
            for place, (id, title) in enumerate(zip(found.ids, found.titles, strict=True))
        ])  # fmt: skip
        return 0
    room = max(((call.out.width or 100) - 13) // len(found.ids) - 2, 12)
    head = ("", *(f"{id} {title}" for id, title in zip(found.ids, found.titles, strict=True)))
    body = [(name, *(text + (" *" if place in best else "") for place, text in enumerate(texts)))
            for name, texts, best in found.rows]  # fmt: skip
    from tuiboard.cli.table import cut

    call.out.lines(aligned([[row[0], *(cut(text, room) for text in row[1:])] for row in [head, *body]]))
    call.out.note("* the best of these")
    return 0
