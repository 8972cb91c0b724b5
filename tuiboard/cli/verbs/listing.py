"""`list`: cards, one a line, and the choice of cards that `export` shares."""

from collections.abc import Callable, Sequence

from tuiboard.cli.call import Call
from tuiboard.cli.table import GAP, Form, cut, print_table
from tuiboard.domain.board import VALUE_UNSET, Card
from tuiboard.domain.calendar import due_words, short_date
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import LONGEST_SHOWN, visible
from tuiboard.domain.workspace import Workspace

_LONGEST_WORD = 24
"""Cells of a column's or a person's name on a terminal."""


def show(call: Call) -> int:
    """Print the cards that a filter finds."""
    chosen = chosen_cards(call)
    if call.out.as_json:
        from tuiboard.domain.priority import scores
        from tuiboard.view.as_json import card_documents

        priorities = scores(call.workspace, call.today) if chosen else None
        call.out.document(card_documents(chosen, call.today, priorities))
    else:
        print_cards(call, chosen)
        note_outside(call)
    return 0


def note_outside(call: Call) -> None:
    """Say beside what is shown that it is without what another program changed in the board's file, if one did."""
    store = call.session.store
    if store.outside is not None and store.outside.is_edited:
        call.out.note(f"This is the board without what was changed outside: {store.read_only}.")


def chosen_cards(call: Call) -> list[Card]:
    """The cards that the words, `--filter`, `--sort`, `--limit` and `--all` ask for. Raises Refused."""
    request, ws = call.request, call.workspace
    matches, wants_archived = card_filter(call)
    limit = request.number("limit")
    sort = request.option("sort") or "rank"
    if request.flag("all") or wants_archived:
        cards = [card for card in ws.cards() if matches is None or matches(card)]
    else:
        table = ws.table("card")
        on_board = (Card(table[id]) for column in ws.columns() for id in ws.column_cards(column.key))
        cards = [card for card in on_board if matches is None or matches(card)]
        if sort == "rank":
            return cards[:limit]
    from tuiboard.engine.lens import sort_cards

    ordered = sort_cards(ws, cards, sort, call.today)
    if sort == "rank":
        ordered.sort(key=lambda card: card.archived)  # those have left their place
    return ordered[:limit]


def filter_text(call: Call) -> str:
    """The filter that was given, with the saved one before it that --filter names; empty where none was. Raises
    Refused."""
    text = joined(call.request.words.get("FILTER", ()), call.workspace)
    name = call.request.option("filter")
    if name is not None:
        saved = call.workspace.board.filters
        if name not in saved:
            from tuiboard.domain.names import did_you_mean

            hint = did_you_mean(name, saved) or "`tuiboard filter list` shows them."
            refuse("not_found", f"There is no saved filter “{visible(name, 60)}”.", hint)
        text = f"{saved[name]} {text}".strip()
    return text


def card_filter(call: Call) -> tuple[Callable[[Card], bool] | None, bool]:
    """What a card has to match (None: every card does), and whether archived ones are asked for."""
    text = filter_text(call)
    if not text:
        return None, False
    from tuiboard.engine.filter import FilterContext, compile_filter

    found = compile_filter(text, call.workspace, FilterContext(call.today, call.session.who))
    return found.matches, found.wants_archived


def joined(words: Sequence[str], ws: Workspace) -> str:
    """Return the filter text that the arguments of a command stand for.

    A shell takes the quotes off `in:"In progress"`: of several arguments, one with a blank in it gets them back. A
    single argument is the whole text, unless it is just that, `in:` and the name of a column.
    """
    if len(words) == 1:
        name = words[0].lstrip("-").partition("in:")
        if name[0] or name[2].casefold() not in {column.name.casefold() for column in ws.columns()}:
            return words[0]
    return " ".join(map(_requoted, words))


def _requoted(word: str) -> str:
    if len(word.split()) < 2 or '"' in word:
        return word
    dashes = word[: len(word) - len(word.lstrip("-"))]
    rest = word[len(dashes) :]
    key, colon, value = rest.partition(":")
    if colon and key.isalpha():
        return f'{dashes}{key}:"{value}"'
    return f'{dashes}{rest[0]}"{rest[1:]}"' if rest[0] in "@#*!" else f'{dashes}"{rest}"'


def print_cards(call: Call, chosen: Sequence[Card]) -> None:
    """Print cards as an aligned table; on a terminal with a heading, colours, and titles cut to its width."""
    out = call.out
    rows = _rows(call.workspace, chosen, call.today, _LONGEST_WORD if out.is_terminal else LONGEST_SHOWN)
    if rows or not out.is_terminal:
        print_table(out, rows, _FORM)
    else:
        out.note("No card matches." if call.request.words.get("FILTER") else "There are no cards here yet.")


def _rows(ws: Workspace, chosen: Sequence[Card], today: str, longest: int) -> list[tuple[str, ...]]:
    """Id, column, due, owner, value, state, title and tags; at most `longest` cells of a column's or owner's name."""
    done = {column.key for column in ws.columns() if column.does == "done"}
    columns: dict[str, str] = {column.key: cut(visible(column.key), longest) for column in ws.columns()}
    words: dict[tuple[str, bool], str] = {}
    people: dict[str, str] = {"": ""}
    rows: list[tuple[str, ...]] = []
    for card in chosen:
        doc = card.doc
        finished = doc["column"] in done
        due = doc.get("due", "")
        if due and (due, finished) not in words:
            words[due, finished] = short_date(due, today) if finished else due_words(due, today)
        owner = doc.get("owner", "")
        if owner not in people:
            people[owner] = cut(f"@{visible(owner)}", longest)
        value = doc.get("value", VALUE_UNSET)
        state = "archived" if doc.get("archived") else "blocked" if "blocked" in doc else ""
        state = state or ("help" if "help_wanted" in doc else "")
        title = doc["title"]
        tags = doc.get("tags")
        if tags:
            title += GAP + "#" + " #".join(tags)
        if not (title.isascii() and title.isprintable()):
            title = visible(title)
        rows.append((
            str(doc["id"]), columns.get(doc["column"], "?"), words[due, finished] if due else "", people[owner],
            "" if value == VALUE_UNSET else f"!{value}", state, title,
        ))  # fmt: skip
    return rows


def _role(index: int, row: Sequence[str]) -> str:
    if index == 2 and row[2].endswith("late"):
        return "card-late"
    if index == 5:
        return "card-blocked"
    return "head" if index == 0 else ""


_FORM = Form(("ID", "COLUMN", "DUE", "OWNER", "VALUE", "STATE", "TITLE"), 6, frozenset({0}), _role)
