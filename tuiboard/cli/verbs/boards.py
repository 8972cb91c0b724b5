"""Boards as a whole: open one on the screen, make one, check its journal, bring its file up to date."""

import os

from tuiboard import wiring
from tuiboard.cli.call import Call
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible

_HEAD_LENGTH = 64


def open_screen(call: Call) -> int:
    """Open the board on the screen; without a terminal print its cards."""
    if has_terminal(call):
        return _screen(call, call.board, demo=False)
    return _print(call, call.board)


def demo(call: Call) -> int:
    """Open a private copy of the demo board on the screen; without a terminal print its cards."""
    if has_terminal(call):
        return _screen(call, "", demo=True)
    return _print(call, wiring.demo_board(call.world.env, call.world.clock, call.world.actor))


def has_terminal(call: Call) -> bool:
    """True where there is someone to look and to press keys."""
    able = call.world.env.get("TERM") not in ("dumb", "unknown")
    return (
        able
        and call.world.stdin.isatty()
        and call.out.is_terminal
        and call.world.stderr.isatty()
        and not call.out.as_json
    )


def _screen(call: Call, path: str, demo: bool) -> int:
    from tuiboard.launch import open_screen

    return open_screen(path, screen_flags(call), demo)


def screen_flags(call: Call) -> dict[str, object]:
    """What the options say about the screen."""
    options = call.request.options
    flags: dict[str, object] = {name: options[name] for name in ("theme", "density", "keymap") if name in options}
    if "no-mouse" in options:
        flags["mouse"] = False
    if "ascii" in options:
        flags["ascii"] = True
    return flags


def _print(call: Call, path: str) -> int:
    from tuiboard.cli.verbs import listing

    call.open(path)
    code = listing.show(call)
    call.out.note("This is no terminal, so the cards are printed instead of shown on the screen.")
    return code


def init(call: Call) -> int:
    """Make an empty board."""
    path = call.board
    columns = call.request.option("columns")
    session = call.use(wiring.new_board(path, columns, call.world.clock, call.world.actor))
    if call.out.as_json:
        call.out.document({"seq": session.workspace.seq, "ids": [column.key for column in session.workspace.columns()]})
    else:
        names = ", ".join(visible(column.name, 60) for column in session.workspace.columns())
        call.out.line(f"Made {visible(path, 500)} with the columns {names}.")
    return 0


def verify(call: Call) -> int:
    """Walk the chain of the journal and print its head; 1 where it is broken or lacks the expected head."""
    expect = call.request.option("expect")
    if expect is not None and not (len(expect) == _HEAD_LENGTH and set(expect.lower()) <= set("0123456789abcdef")):
        refuse(
            "usage", f"“{visible(expect, 80)}” is not a head: those are {_HEAD_LENGTH} hexadecimal digits.",
            "`tuiboard verify` prints today's.",
        )  # fmt: skip
    verdict = wiring.verify(call.board, None if expect is None else expect.lower())
    held = not verdict.broken and verdict.expected_found is not False
    if call.out.as_json:
        call.out.document({"ok": held, **verdict._asdict()})
        return 0 if held else 1
    if verdict.edited:
        hint = (
            f"The journal holds: {verdict.entries:,} entries, each follows on the one before. "
            "`tuiboard outside show` shows what was changed."
        )
        refuse("rule", f"{visible(verdict.broken, 300)}.", hint)
    if verdict.broken:
        where = f"Line {verdict.line} of the journal" if verdict.line is not None else "The board"
        hint = f"The {verdict.entries:,} entries before it hold."
        refuse("rule", f"{where} is broken: {visible(verdict.broken, 300)}.", hint)
    call.out.line(verdict.head)
    call.out.line(f"{verdict.entries:,} entries, every one follows on the one before.")
    if verdict.expected_found is False:
        hint = "The journal was cut off or written anew since that head was noted."
        refuse("rule", "The expected head is not a link of this chain.", hint)
    return 0


def sync(call: Call) -> int:
    """Bring the board's file up to date with its journal."""
    session = call.session
    behind = session.store.behind
    outside = session.store.outside
    if session.store.read_only and (behind or (outside is not None and outside.is_edited)):
        refuse("cannot_write", f"The board is read-only: {visible(session.store.read_only, 300)}.")
    session.checkpoint()
    if session.store.behind and session.store.warning:
        refuse("cannot_write", f"{session.store.warning}.", "Nothing is lost: the journal has everything.")
    if session.store.warning:
        call.out.warning(f"{session.store.warning}.")
    if call.out.as_json:
        call.out.document({"seq": session.workspace.seq, "ids": []})
    else:
        name = visible(os.path.basename(session.store.name), 200)
        news = f", {behind:,} more than before." if behind else " already."
        call.out.line(f"{name} is up to date with entry {session.workspace.seq}{news}")
    return 0
