"""`promise …`: making promises, what becomes of them, and how many were kept; and `show P5`."""

from collections.abc import Sequence
from typing import Any

from tuiboard.cli.call import Call
from tuiboard.cli.output import Painted
from tuiboard.cli.table import Form, print_table
from tuiboard.domain import promise_commands as p
from tuiboard.domain.calendar import parse_date
from tuiboard.domain.names import find_card, find_person, find_project, find_promise, nearest
from tuiboard.domain.promises import REASONS, Promise, promises
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import one_line, visible
from tuiboard.view import promises as view


def _day(call: Call, word: str | None, name: str) -> str | None:
    if word is None:
        return None
    day = parse_date(word, call.today)
    if day is None:
        refuse("usage", f"“{visible(word, 60)}” is no day for {name}.", "fri, +3d, eom, 2026-12-01.")
    return day


def make(call: Call) -> int:
    """Promise something about a card, or ask someone to."""
    ws, who = call.workspace, call.session.who
    card = find_card(ws, call.request.word("ID"))
    by = call.request.option("performer")
    performer = None if by is None else find_person(ws, by, who).handle
    to = one_line(call.request.option("to") or "") or None
    if to is not None and to.startswith("@"):
        to = f"@{find_person(ws, to, who).handle}"
    due = _day(call, call.request.option("due"), "--due")
    return call.carry_out(p.MakePromise(card.id, to, due, performer, call.request.option("conditions")))


def _named(call: Call) -> Promise:
    return find_promise(call.workspace, call.request.word("ID"))


def give(call: Call) -> int:
    """Promise what was asked for."""
    return call.carry_out(p.GivePromise(_named(call).id))


def decline(call: Call) -> int:
    """Decline what was asked for, or ask for it no more."""
    return call.carry_out(p.DeclinePromise(_named(call).id, call.request.option("note")))


def declare(call: Call) -> int:
    """Declare it done."""
    return call.carry_out(p.DeclarePromise(_named(call).id))


def keep(call: Call) -> int:
    """Accept it: kept."""
    return call.carry_out(p.KeepPromise(_named(call).id))


def hand_back(call: Call) -> int:
    """Hand back what was declared done."""
    note = call.request.option("note")
    if not one_line(note or ""):
        refuse("usage", "What is missing?", "tuiboard promise return P5 --note 'two users can not log in'")
    return call.carry_out(p.ReturnPromise(_named(call).id, note or ""))


def miss(call: Call) -> int:
    """Its date has passed, and it was not done."""
    return call.carry_out(p.MissPromise(_named(call).id, _reason(call) or "", call.request.option("note")))


def break_promise(call: Call) -> int:
    """It will not be done."""
    return call.carry_out(p.BreakPromise(_named(call).id, _reason(call) or "", call.request.option("note")))


def renegotiate(call: Call) -> int:
    """Agree on another day."""
    day = _day(call, call.request.word("DATE"), "the promise") or ""
    return call.carry_out(p.RenegotiatePromise(_named(call).id, day, call.request.option("note"), _reason(call)))


def _reason(call: Call) -> str | None:
    """A reason of the list by its name or its unique beginning."""
    word = call.request.option("reason")
    if word is None:
        return None
    wanted = "-".join(word.casefold().split())
    begun = [reason for reason in REASONS if wanted and reason.startswith(wanted)]
    if wanted not in REASONS and len(begun) != 1:
        near = nearest(wanted, REASONS)
        hint = f"Did you mean {near[0]}?" if near else f"Choose one of {', '.join(REASONS)}; --note can say more."
        refuse("bad_data", f"“{visible(word, 60)}” is no reason of the list.", hint)
    return wanted if wanted in REASONS else begun[0]


# Reading


def show_all(call: Call) -> int:
    """Print the promises that are open, those past their date first; with --all those that came to an end too."""
    from tuiboard.cli.verbs.listing import card_filter

    ws, today = call.workspace, call.today
    matches, _ = card_filter(call)
    mine = call.session.who if call.request.flag("mine") else None
    by = call.request.option("performer")
    performer = None if by is None else find_person(ws, by, call.session.who).handle

    def is_meant(found: Promise) -> bool:
        card = None if found.card is None else ws.card(found.card)
        return (
            (found.is_open or call.request.flag("all"))
            and (matches is None or (card is not None and matches(card)))
            and (mine is None or mine in (found.performer, found.customer_handle))
            and (performer is None or found.performer == performer)
        )

    chosen = sorted(filter(is_meant, promises(ws)), key=lambda f: (not f.is_open, f.due or "9", f.id))
    if call.out.as_json:
        call.out.document([view.document(found, ws, today) for found in chosen])
    elif chosen or not call.out.is_terminal:
        print_table(call.out, [_row(call, found) for found in chosen], _FORM)
    else:
        call.out.note("No promise is open." if not call.request.flag("all") else "Nothing was promised yet.")
    return 0


def _row(call: Call, found: Promise) -> tuple[str, ...]:
    doc = None if found.card is None else call.workspace.doc("card", found.card)
    title = "gone" if doc is None else visible(doc.get("title", ""))
    return (found.key, f"@{visible(found.performer, 24)}", visible(found.customer, 30),
            view.standing_short(found, call.today), f"{'?' if found.card is None else found.card} {title}")  # fmt: skip


def _role(index: int, row: Sequence[str]) -> str:
    if index == 3:
        return "card-late" if row[3].endswith("settle it") else "card-dim"
    return "head" if index == 0 else ""


_FORM = Form(("ID", "WHO", "TO", "STANDS", "CARD"), 4, frozenset({0}), _role)


def reliability(call: Call) -> int:
    """Print how many promises were kept, for each person and project, or for one."""
    ws = call.workspace
    word, key = call.request.word("PERSON"), call.request.option("project")
    if word and key is not None:
        refuse("usage", "Name a person or a project, not both.")
    handle = find_person(ws, word, call.session.who).handle if word else None
    project = None if key is None else find_project(ws, key).key
    rows = view.reliabilities(ws, call.today, handle, project)
    if call.out.as_json:
        call.out.document([view.reliability_document(row) for row in rows])
    elif rows:
        call.out.lines(row.sentence for row in rows)
    else:
        call.out.note("Nothing was promised yet.")
    return 0


def show(call: Call) -> int:
    """Print one promise with its history."""
    from tuiboard.cli.verbs.showing import HISTORY_SHOWN, heading, history_line
    from tuiboard.view.words import history_lines

    ws, out = call.workspace, call.out
    found = _named(call)
    lines = history_lines(call.session.history("promise", found.id, HISTORY_SHOWN), "promise", found.id, ws)
    history = [line._replace(text=line.text.replace(f"{found.key} of it", found.key)) for line in lines]
    if out.as_json:
        document: dict[str, Any] = view.document(found, ws, call.today)
        out.document({**document, "history": [line._asdict() for line in history], "seq": ws.seq})
        return 0
    out.line(Painted("head", view.summary(found, call.today)))
    for fact in view.facts(ws, found, call.today):
        out.line("  ", Painted("card-dim", f"{fact.name:11}"), Painted(fact.role, fact.value))
    if history:
        heading(call, "History")
        out.lines(f"  {history_line(line)}" for line in history[:HISTORY_SHOWN])
    return 0
