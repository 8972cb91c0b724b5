"""`raci`, `standup`, `support`, `ask` and `escalate`: who does what, and who waits for whom."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tuiboard.cli.call import Call
from tuiboard.cli.output import Painted
from tuiboard.cli.table import GAP, Form, print_table
from tuiboard.domain import team_commands as c
from tuiboard.domain.names import find_card, find_milestone, find_risk
from tuiboard.domain.raci import CURES, LETTER_WORDS, Key, key_of, lacks, roles_of
from tuiboard.domain.refusal import refuse
from tuiboard.domain.support import waited_words
from tuiboard.domain.text import visible

LEAST_TITLE, LEAST_HEAD, LONGEST_HEAD = 20, 4, 12
"""Cells that a title keeps beside the matrix, and of a person's heading at least and at most."""
_KEY = re.compile(r"([RrMm#]?)([0-9]{1,9})\Z")


# RACI


def raci(call: Call) -> int:
    """Print the roles of everything open that matches, or of one thing; with `--lint` what is wrong with them."""
    from tuiboard.view.raci import matrix

    words = call.request.words["FILTER"]
    if len(words) == 1 and (named := _KEY.match(words[0])) is not None:
        return _one(call, _named(call, named[1].upper(), words[0]))
    from tuiboard.cli.verbs.listing import joined
    from tuiboard.engine.filter_language import FilterContext

    ws, text = call.workspace, joined(words, call.workspace)
    matches = None
    if text:
        from tuiboard.engine.raci_filter import compile_raci_filter

        matches = compile_raci_filter(text, ws, FilterContext(call.today, call.session.who))
    found = matrix(ws, call.today, matches, text)
    if call.request.flag("lint"):
        return _lint(call, found.lacks)
    if call.out.as_json:
        from tuiboard.view.raci import roles_document

        wrong = {key: [lack for lack in found.lacks if lack.key == key] for key in {lack.key for lack in found.lacks}}
        call.out.document([
            roles_document(key, ws.doc(*key) or {}, wrong.get(key, ())) for key in found.keys
        ])  # fmt: skip
        return 0
    _print(call, found.keys)
    if found.lacks:
        many = f"{len(found.lacks):,} thing{'' if len(found.lacks) == 1 else 's'}"
        call.out.note(f"{many} to put right: tuiboard raci --lint.")
    return 0


def _named(call: Call, letter: str, word: str) -> Key:
    if letter == "R":
        return "risk", find_risk(call.workspace, word).id
    if letter == "M":
        return "milestone", find_milestone(call.workspace, word).id
    return "card", find_card(call.workspace, word).id


def _one(call: Call, key: Key) -> int:
    """One thing, each role on a line, and what is wrong."""
    from tuiboard.view.raci import role_cells, roles_document, title_of

    doc = call.workspace.doc(*key) or {}
    wrong = list(lacks(call.workspace, key, doc, call.today))
    if call.request.flag("lint"):
        return _lint(call, wrong)
    if call.out.as_json:
        call.out.document(roles_document(key, doc, wrong))
        return 0
    roles = roles_of(doc)
    call.out.line(Painted("head", f"{key_of(key)}  {title_of(doc)}"))
    for letter, people in zip("ARCI", role_cells(roles), strict=True):
        name = LETTER_WORDS[letter]
        words = f"{people.strip('()')}, as nobody else is named" if letter == "R" and roles.implied else people or "-"
        call.out.line("  ", Painted("card-dim", f"{letter}  {name:<13}"), words)
    for lack in wrong:
        call.out.line("  ", Painted("card-late", f"{lack.name}: {lack.words}"), f" ({CURES[lack.cure]})")
    return 0


def _print(call: Call, keys: Sequence[Key]) -> None:
    from tuiboard.view.raci import role_cells, title_of

    docs = [(key, call.workspace.doc(*key) or {}) for key in keys]
    if _across(call, docs):
        return
    rows = [(key_of(key), *role_cells(roles_of(doc)), title_of(doc)) for key, doc in docs]
    if rows or not call.out.is_terminal:
        form = Form(("ID", "A", "R", "C", "I", "TITLE"), 5, frozenset({0}),
                    lambda index, row: "head" if index == 0 else "card-late" if row[index] == "-" else "")  # fmt: skip
        print_table(call.out, rows, form)
    else:
        call.out.note("Nothing that is open matches." if call.request.words["FILTER"] else "Nothing is open.")


def _across(call: Call, docs: Sequence[tuple[Key, Mapping[str, Any]]]) -> bool:
    """Print the matrix with people across; False, and nothing, without a terminal and where they don't all fit."""
    from tuiboard.view.raci import short_heads, title_of

    found = [(key, roles_of(doc), title_of(doc)) for key, doc in docs]
    people = list(dict.fromkeys(who for _, roles, _ in found for who in roles.people()))
    room = (call.out.width or 0) - LEAST_TITLE - max((len(key_of(key)) for key, _, _ in found), default=0)
    most = room // len(people) - len(GAP) if people else 0
    if not call.out.is_terminal or most < LEAST_HEAD:
        return False
    heads = short_heads(people, min(most, LONGEST_HEAD))
    rows = [(key_of(key), *(roles.letters(who) for who in people), title) for key, roles, title in found]
    form = Form(("ID", *(heads[who] for who in people), "TITLE"), len(people) + 1, frozenset({0}),
                lambda index, row: "head" if index == 0 else "card-owner" if "A" in row[index] else "")  # fmt: skip
    print_table(call.out, rows, form)
    call.out.note("A accountable, R responsible (r: as nobody else is named), C consulted, I informed.")
    return True


def _lint(call: Call, wrong: Sequence[object]) -> int:
    from tuiboard.domain.raci import Lack
    from tuiboard.view.raci import lack_document

    found = [lack for lack in wrong if isinstance(lack, Lack)]
    if call.out.as_json:
        call.out.document([lack_document(lack) for lack in found])
        return 0
    rows = [(key_of(lack.key), lack.name, lack.words, CURES[lack.cure]) for lack in found]
    if rows or not call.out.is_terminal:
        form = Form(("ID", "FINDING", "IN WORDS", "CURE"), 2, frozenset({0}),
                    lambda index, row: "head" if index == 0 else "card-dim" if index == 3 else "")  # fmt: skip
        print_table(call.out, rows, form)
    else:
        call.out.note("Nothing is wrong: each has one who is accountable and somebody who does it.")
    return 0


# Stand-up


def standup(call: Call) -> int:
    """Print the stand-up: as text, Markdown or JSON."""
    from tuiboard.domain.names import find_person
    from tuiboard.view import standup as view

    ws, word = call.workspace, call.request.word("PERSON")
    who = find_person(ws, word, call.session.who).handle if word else None
    found = view.standup(ws, call.session.store.scan(), call.today, call.world.clock.now(), who)
    out = call.out
    if out.as_json:
        out.document(view.standup_document(found))
        return 0
    if call.request.flag("md"):
        out.file(view.markdown(found, ws.board.name))
        return 0
    out.line(Painted("head", f"{visible(ws.board.name, 60)}: {view.sentence(found)}"))
    for report in found.reports:
        out.line()
        out.line(Painted("head", view.report_name(report)))
        for part in report.parts:
            out.line("  ", Painted("card-dim", view.part_name(part, found)))
            for item in part.items:
                out.line("    ", Painted(item.role, item.text))
    quiet = view.quiet_words(found)
    if quiet:
        out.line()
        out.line(Painted("card-dim", quiet))
    return 0


# Support


def support(call: Call) -> int:
    """Print the support queue."""
    from tuiboard.cli.verbs.listing import card_filter
    from tuiboard.view import support as view

    ws = call.workspace
    matches, _ = card_filter(call)
    ids = None if matches is None else [card.id for card in ws.cards() if matches(card)]
    rows = view.support_queue(ws, call.world.clock.now(), ids)
    shown = rows[: call.request.number("limit") or len(rows)]
    out = call.out
    if out.as_json:
        out.document([view.row_document(row) for row in shown])
        return 0
    if out.is_terminal or not rows:
        out.note(view.queue_sentence(rows, matches is not None))
    width = max((len(str(row.id)) for row in shown), default=0)
    for row in shown:
        owner = f"@{visible(row.owner, 24)}" if row.owner else "nobody's"
        level = view.level_words(row)
        out.line(Painted("head", f"{row.id:>{width}}"), f"  {row.title}  {owner}  {waited_words(row.hours)}",
                 Painted("card-late" if row.is_to_escalate else "card-dim", f"  {level}" if level else ""))  # fmt: skip
        out.line(" " * width, Painted("card-blocked", f"  {view.why_words(row)}"))
        helped = view.helpers_words(row.helpers)
        if helped:
            out.line(" " * width, f"  could help: {helped}")
    return 0


def ask(call: Call) -> int:
    """Ask for help with a card, or say that none is wanted any more."""
    id = find_card(call.workspace, call.request.word("ID")).id
    text = " ".join(call.request.words["TEXT"])
    if call.request.flag("done"):
        if text:
            refuse("usage", "--done takes no text.", "tuiboard ask 12 --done")
        return call.carry_out(c.EndHelp([id]))
    if not text:
        refuse("usage", "It doesn't say what help is wanted.", "tuiboard ask 12 someone who knows OSPF")
    return call.carry_out(c.AskForHelp([id], text))


def escalate(call: Call) -> int:
    """Record that a card was escalated: to whom is said, or the sponsor of its project."""
    from tuiboard.view.support import sponsor_of

    card = find_card(call.workspace, call.request.word("ID"))
    to = " ".join(call.request.words["TO"]) or sponsor_of(call.workspace, card.project)
    if not to:
        refuse("usage", f"To whom is card {card.id} escalated? Its project has no sponsor.",
               f"tuiboard escalate {card.id} @ana")  # fmt: skip
    return call.carry_out(c.EscalateCard(card.id, to))
