"""Commands that change cards: add, move, done, edit, block, unblock, comment, check, archive, undo, redo."""

from collections.abc import Sequence

from tuiboard.cli.call import Call
from tuiboard.cli.output import Painted
from tuiboard.domain import commands as c
from tuiboard.domain.names import find_card, find_column, find_risk, is_risk
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.engine.session import Done

LARGEST_INPUT = 4 * 1024 * 1024
"""Characters that are read from standard input."""


def add(call: Call) -> int:
    """Add one card, or one a line of standard input, all or none; print the ids."""
    words = call.request.words["TEXT"]
    if words == ("-",):
        lines = read_input(call).splitlines()
        numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
        if not numbered:
            refuse("usage", "There is no card on standard input.", "Write one a line.")
        cards = [_understood(call, line, number) for number, line in numbered]
    else:
        from tuiboard.engine.quick_add import join

        cards = [_understood(call, join(words), None)]
    done = call.dispatch(c.AddCards(cards))
    if not call.told_as_json(done):
        made = [change for change in done.entry.changes if change.kind == "card" and change.before is None]
        following = [change for change in made if (change.after or {}).get("follows") is not None]
        for change in made:
            if change not in following:
                _say_added(call, int(change.id))
        if following:
            from tuiboard.view.recurrence import following_words  # late: most cards come once

            call.out.note(f"{following_words(following, 'Added')}.")
    return 0


def _understood(call: Call, line: str, number: int | None) -> dict[str, object]:
    """The fields of a card from its line. Raises Refused, naming the number of the line."""
    from tuiboard.engine import quick_add

    found = quick_add.parse(line, call.workspace, call.today, call.session.who)
    for problem in found.problems:
        where = "" if number is None else f"Line {number}: "
        refuse(problem.code, f"{where}{problem.message}", "" if number is None else "Nothing was added.")
    return found.fields


def _say_added(call: Call, id: int) -> None:
    """The id alone for a script; on a terminal also what was understood."""
    if not call.out.is_terminal:
        call.out.line(str(id))
        return
    from tuiboard.view.cards import card_view

    card = call.workspace.card(id)
    column = None if card is None else call.workspace.column(card.column)
    if card is not None and column is not None:
        view = card_view(call.workspace, card, call.today)
        facts = "  ".join(fact.text for fact in (*view.facts, *view.more))
        call.out.line(
            Painted("head", str(id)), f"  {visible(column.name, 60)}  {view.title}  ", Painted("card-dim", facts)
        )


def read_input(call: Call) -> str:
    """Standard input, read to its end. Raises Refused."""
    try:
        text = call.world.stdin.read(LARGEST_INPUT + 1)
    except UnicodeDecodeError as error:
        refuse("bad_data", f"Standard input is not UTF-8 text: {error.reason}.")
    if len(text) > LARGEST_INPUT:
        refuse("bad_data", f"Standard input is larger than {LARGEST_INPUT // 1024**2} MiB.", "Split it.")
    return text.removeprefix("\ufeff")


def _ids(call: Call) -> list[int]:
    return [find_card(call.workspace, word).id for word in call.request.words["ID"]]


def move(call: Call) -> int:
    """Move cards to the end of a column."""
    column = find_column(call.workspace, call.request.word("COLUMN"))
    ids = _ids(call)
    reason = call.request.option("reason")
    return _moved(call, ids, c.MoveCards(ids, column.key, reason=reason, seen=call.seen(ids)))


def done(call: Call) -> int:
    """Move cards to the first done column."""
    ids = _ids(call)
    return _moved(call, ids, c.CompleteCards(ids, call.request.option("reason")))


def _moved(call: Call, ids: Sequence[int], command: c.MoveCards | c.CompleteCards) -> int:
    """Carry out a move, and say which risks can be scored again because what was to prevent them is done."""
    call.carry_out(command)
    risks = dict.fromkeys(risk for id in ids for risk in call.workspace.risks_of(id))
    if risks:
        from tuiboard.domain.risk_states import is_mitigated, is_open_on, needs_rescoring

        for risk in filter(None, map(call.workspace.risk, risks)):
            ws = call.workspace
            if is_open_on(risk, call.today) and is_mitigated(ws, risk) and needs_rescoring(ws, risk):
                aim = risk.score("target")
                to = "" if aim is None else f"; its target is {aim.probability}×{aim.impact} = {aim.value}"
                call.out.note(f"What was to prevent {risk.key} is done: score it again{to}.")
    return 0


def edit(call: Call) -> int:
    """Set fields of cards."""
    from tuiboard.engine.fields import parse_assignments

    ids = _ids(call)
    parts = parse_assignments(call.request.words["FIELD=VALUE"], call.workspace, call.today, call.session.who)
    return call.carry_out(c.EditCards(ids, parts.set, parts.add, parts.remove, call.seen(ids)))


def block(call: Call) -> int:
    """Mark a card as blocked."""
    ids = _ids(call)
    seen = {id: {"blocked": (doc.get("blocked") or {}).get("reason")} for id, doc in call.seen(ids).items()}
    return call.carry_out(c.BlockCards(ids, " ".join(call.request.words["REASON"]), seen))


def unblock(call: Call) -> int:
    """Take the block off cards."""
    return call.carry_out(c.UnblockCards(_ids(call)))


def comment(call: Call) -> int:
    """Comment on a card or a risk, with the words given or with standard input."""
    words = call.request.words["TEXT"]
    text = read_input(call) if words == ("-",) else " ".join(words)
    word = call.request.word("ID")
    if is_risk(word):
        return call.carry_out(c.AddComment(("risk", find_risk(call.workspace, word).id), text))
    return call.carry_out(c.AddComment(("card", _ids(call)[0]), text))


def check(call: Call) -> int:
    """Tick or untick an item of a checklist, counted from 1."""
    word = call.request.word("N")
    if not (word.isascii() and word.isdecimal() and len(word) < 10 and int(word) > 0):
        hint = "Items count from 1, as in tuiboard check 12 1."
        refuse("usage", f"“{visible(word, 60)}” is not the number of an item.", hint)
    tick, untick = call.request.flag("done"), call.request.flag("undone")
    if tick and untick:
        refuse("usage", "--done and --undone exclude each other.")
    return call.carry_out(c.CheckItem(_ids(call)[0], int(word) - 1, tick if tick or untick else None))


def archive(call: Call) -> int:
    """Take cards off the board, or bring them back."""
    ids = _ids(call)
    return call.carry_out(c.RestoreCards(ids) if call.request.flag("restore") else c.ArchiveCards(ids))


def recur(call: Call) -> int:
    """Make what has come due of series, or skip a date."""
    from tuiboard.domain.recurrence_commands import ContinueSeries, SkipDates

    if call.request.flag("skip"):
        return call.carry_out(SkipDates(_ids(call)))
    if call.request.words["ID"]:
        refuse("usage", "Cards are named with --skip only.", "`tuiboard recur` makes what has come due.")
    return call.carry_out(ContinueSeries())


def undo(call: Call) -> int:
    """Take back one's own latest entry."""
    return _say_back(call, call.accepted(call.session.undo()), "Undone")


def redo(call: Call) -> int:
    """Take back one's own latest undo."""
    return _say_back(call, call.accepted(call.session.redo()), "Redone")


def _say_back(call: Call, outcome: Done, word: str) -> int:
    if not call.told_as_json(outcome):
        from tuiboard.view.words import describe, describe_changes

        undone = outcome.undone
        if word == "Undone" and undone is not None:
            words = describe(undone, call.workspace)
        else:
            words = describe_changes(outcome.entry.changes, call.workspace)
        call.out.line(f"{word}: {words}")
    return 0
