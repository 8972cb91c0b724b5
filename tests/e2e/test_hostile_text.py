"""Text that attacks the terminal comes in through every door and is seen on every surface: nothing of it is obeyed.

What the program writes besides text must be the sequences that it starts with on a board without any of it.
"""

import base64
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.e2e.hostile import ALL, MIXED, PAYLOADS, board_changes
from tests.e2e.program import done, holds, leave, quit, screen, small_board, state, tuiboard, written
from tests.e2e.wire import taken_apart, unseen
from tests.engine.exchange.samples import THREE, a_board, a_card, action, member
from tests.pty_probe import PtyProbe
from tuiboard import wiring

TYPED = {name: text for name, text in PAYLOADS.items() if name not in ("newline", "surrogate")}
"""What can be pasted: a line, in UTF-8."""
JOINERS = {"U+200C", "U+200D"}
"""Kept in files: Persian and emoji are written with them."""
NAME_ASKED = "│ Name +│"

PILES = {"pile of marks"}
"""Marks that someone types over each other are theirs to see, while they type."""

# Keys, what is on the screen then; where it is left by escape it is gone afterwards.
DIALOGS = (
    ("m", "Move 1 "), ("@", "Owner of"), ("t", "Tags of"), ("d", "Due of"), ("S", "Start of"), ("p", "Value of"),
    ("C", "Comment on"), ("e", "O save"), ("i", "Column "), ("F", "Saved filters"), ("?", "Move around"),
    (":", "Open the card"), ("s", "Sort cards by"),
    ("B", "Open another board"),
)  # fmt: skip


def step(probe: PtyProbe, keys: str, there: str) -> str:
    probe.send(*([keys] if len(keys) > 1 and keys.isalpha() else keys))
    return probe.wait(there)


def walk_wide(probe: PtyProbe) -> None:
    """The board at each density with the details of cards beside it, and the form."""
    probe.wait("made +11 mar")
    for lines in (4, 1):
        step(probe, "z", f"{lines} lines? a card")
    for number in range(1, 4):
        step(probe, "j", f"said-{number:02}")
    step(probe, "z", "2 lines a card")
    for _ in range(3):
        probe.send("k")
    probe.wait("▌ 1 ")
    walk_form(probe)


def walk_dialogs(probe: PtyProbe) -> None:
    """Every dialog, menu and line to type on, on the card that has everything, in a terminal of 80x24."""
    for keys, there in DIALOGS:
        step(probe, keys, there)
        leave(probe, there)
    step(probe, "enter", "esc leave")
    shown = probe.screen()
    while "imported it" not in shown:
        probe.send("pagedown")
        shown = probe.wait_until(lambda now, last=shown: now != last, "the next page")  # type: ignore[misc]
    leave(probe, "esc leave")
    for keys, there in (("i", "Rename"), ("down", "Rename"), ("enter", NAME_ASKED)):
        step(probe, keys, there)
    leave(probe, NAME_ASKED)
    step(probe, "7", "imported")
    step(probe, "1", "blocked")
    step(probe, "u", "nothing left to undo")
    walk_lines(probe)


def walk_lines(probe: PtyProbe) -> None:
    """Completions of the quick line and of the filter, a saved filter, a block's question."""
    step(probe, "a", "into ")
    for word in ("@", "#", ">", "p:", "*"):
        probe.send(word)
        probe.wait("tab  ")
        probe.send("backspace", "backspace")
        probe.wait_gone("tab  ")
    probe.wait("into ")
    leave(probe, "^ *Add ")
    step(probe, "/", "35 cards")
    for word in ("@", "#", "in:", "p:"):
        probe.send(word)
        probe.wait("tab  ")
        probe.send("backspace", "backspace", "backspace")
        probe.wait_gone("tab  ")
    probe.wait("35 cards")
    leave(probe, "^ *Find ")
    step(probe, "F", "Saved filters")
    probe.send("enter")
    probe.wait_gone("Saved filters")
    probe.wait(r"\d+ of 35")
    probe.send("esc")
    probe.wait_gone(r"\d+ of 35")
    step(probe, "b", "[Uu]nblocked 1")
    step(probe, "b", "What blocks 1")
    leave(probe, "What blocks 1")


def walk_form(probe: PtyProbe) -> None:
    """Every field of the form that has everything, and what is said of a field that makes no sense."""
    step(probe, "e", "O save")
    for _ in range(30):
        probe.send("tab")
    probe.wait("body-00|policy|O save")
    leave(probe, "O save")


def make_board(folder: Path, hostile: bool) -> Path:
    board = written(folder / "team.json", board_changes(hostile), who=MIXED if hostile else "ana")
    other = "other\x1b]0;PWNED\x07[red]" if hostile else "other"
    written(folder / f"{other}.json", [])
    return board


WALKS = {
    "wide": (walk_wide, 140, 60),
    "dialogs": (walk_dialogs, 80, 24),
}


@pytest.fixture(scope="module")
def its_own(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The sequences that the program needs to show a board."""
    with screen(make_board(tmp_path_factory.mktemp("benign"), hostile=False)) as probe:
        found = taken_apart(probe.raw).sequences
        quit(probe)
    return found


@pytest.mark.parametrize("name", WALKS)
def test_no_surface_lets_a_sequence_from_data_through(own_world: Path, its_own: frozenset[str], name: str) -> None:
    walk, cols, rows = WALKS[name]
    with screen(make_board(own_world, hostile=True), cols=cols, rows=rows) as probe:
        walk(probe)
        wire = taken_apart(probe.raw)
        quit(probe)
    assert wire.sequences - its_own == set()
    assert unseen(wire.text) == set()


def test_brackets_are_shown_as_they_are(own_world: Path) -> None:
    titles = [PAYLOADS[name] for name in ("closing tag", "tag", "fraction", "action", "unclosed", "backslash")]
    board = small_board(own_world, [{"title": title, "column": "backlog", "body": title} for title in titles])
    with screen(board, cols=160, rows=40) as probe:
        for number, title in enumerate(titles, 1):
            if number > 1:
                probe.send("j")
            probe.wait_until(lambda shown, title=title: shown.count(title) >= 3, title)  # type: ignore[misc]
        probe.send("C")
        probe.wait("Comment on 6")
        probe.send("[/red] [@click=app.quit]")
        probe.wait(r"│ +\[/red\] \[@click=app\.quit\]")
        probe.send("ctrl+o")
        probe.wait_gone("Comment on 6")
        probe.wait(r"\[/red\] \[@click=app\.quit\]")
        quit(probe)


def paste(text: str) -> str:
    return f"\x1b[200~{text}\x1b[201~"


def test_pasted_into_the_quick_line_it_is_kept_and_never_obeyed(own_world: Path) -> None:
    board = small_board(own_world)
    typed = list(TYPED.values())
    few = [" ".join(typed[start : start + 4]) for start in range(0, len(typed), 4)]
    with screen(board, cols=120) as probe:
        benign = taken_apart(probe.raw).sequences
        for number, text in enumerate(few, 1):
            step(probe, "a", "into Backlog")
            probe.send(paste(f"{text} pasted-{number:02}"))
            probe.wait(f"pasted-{number:02}")
            probe.send("enter")
            probe.wait_until(lambda shown: "Add " not in shown.splitlines()[-1], f"{number} to be taken")
        wire = taken_apart(probe.raw)
        quit(probe)
    assert wire.sequences - benign == {"CSI ?25h"} & wire.sequences
    assert unseen(wire.text) == set()
    assert len(list(state(board).cards())) == 5 + len(few)
    holds(board)


def test_a_paste_with_an_escape_in_it_types_no_commands(own_world: Path) -> None:
    board = small_board(own_world)
    with screen(board) as probe:
        step(probe, "a", "into Backlog")
        probe.send(paste("x \x1b]\rDDD\r"))
        probe.wait(r"x .*\]|Archived")
        probe.send("esc")
        probe.wait_gone("^ *Add ")
        quit(probe)
    assert not any(card.archived for card in state(board).cards())


def test_pasted_into_the_form_the_filter_and_a_comment(own_world: Path) -> None:
    board = small_board(own_world)
    text = " ".join(text for text in TYPED.values() if "\x1b" not in text and "\r" not in text)
    with screen(board, cols=120, rows=40) as probe:
        benign = taken_apart(probe.raw).sequences
        step(probe, "e", "O save")
        probe.send("home", paste(MIXED), "end")
        probe.wait(r"\[/red\]")
        probe.send("ctrl+o")
        probe.wait("Saved 1")
        step(probe, "/", "5 cards")
        probe.send(paste(text))
        probe.wait("0 of 5|1 of 5|5 of 5")
        leave(probe, "Find")
        step(probe, "C", "Comment on 1")
        probe.send(paste(text))
        probe.wait(r"\[WIP\]")
        probe.send("ctrl+o")
        probe.wait_gone("Comment on")
        step(probe, "i", "Column ")
        probe.send("down", "enter")
        probe.wait(NAME_ASKED)
        probe.send(paste(MIXED))
        probe.wait(r"│ +\[/red\].*PWNED|│ .*PWNED.*\[/red\]")
        probe.send("enter")
        probe.wait_gone("╰")
        step(probe, "7", "imported")
        wire = taken_apart(probe.raw)
        probe.send("1")
        quit(probe)
    assert wire.sequences - benign == {"CSI ?25h"} & wire.sequences
    assert unseen(wire.text) <= PILES
    holds(board)


def on_a_terminal(*words: str) -> bytes:
    """What a command in this process writes to a terminal."""
    result = Shell(wiring.system_clock())(*words, terminal=100)
    assert "Traceback" not in result.err, words
    return (result.out + result.err).encode()


def commands(board: Path, hostile: bool) -> Iterator[Sequence[str]]:
    """Reading commands, and wrong ones that name what was typed."""
    word = "".join(c for c in MIXED if c != "\0") if hostile else "word"
    yield from (
        ["list"],
        ["list", "--sort", "due"],
        ["show", "1"],
        ["log"],
        ["export", "--to", "md"],
        ["export", "--to", "csv"],
    )
    yield from (
        ["column", "list"],
        ["person", "list"],
        ["project", "list"],
        ["milestone", "list"],
        ["filter", "list"],
        ["board", "show"],
    )
    yield from (
        ["show", word],
        ["move", "1", word],
        ["list", f"@{word}"],
        ["list", f"in:{word}"],
        ["list", "--sort", word],
        [word],
    )
    yield from (
        ["add", f"x @{word} due:{word}"],
        ["import", word],
        ["edit", "1", f"{word}=1"],
        ["edit", "1", f"due={word}"],
    )
    yield from (
        ["-b", word, "list"],
        ["__complete", "--", "show", word],
        ["__complete", "--", "move", "1", ""],
        ["__complete", "--", "list", "#"],
        ["undo"],
        ["completion", word],
        ["export", "-o", f"/{word}/x"],
    )


def test_no_command_prints_a_sequence_from_data(own_world: Path) -> None:
    seen: list[frozenset[str]] = []
    for hostile in (False, True):
        folder = own_world / str(hostile)
        folder.mkdir()
        board = make_board(folder, hostile)
        found: set[str] = set()
        for words in commands(board, hostile):
            wire = taken_apart(on_a_terminal("-b", str(board), *words))
            found |= wire.sequences - ({"control 09"} if words[0] == "export" else set())
            assert unseen(wire.text) <= (JOINERS if words[0] == "export" else set()), words
        seen.append(frozenset(found))
    assert seen[1] - seen[0] == set()


def test_what_is_added_by_command_and_imported_is_harmless_on_the_screen_and_in_pipes(own_world: Path) -> None:
    board = own_world / "team.json"
    done(board, "init")
    run = Shell(wiring.system_clock())
    for text in TYPED.values():
        run("-b", str(board), "add", "--", f"{text} added")
    result = tuiboard("-b", board, "add", "-", stdin=f"{ALL.replace(chr(10), ' ')[:150]} line")
    assert result.returncode in (0, 2, 65), result.stderr
    lists = [{**found, "name": f"{MIXED} {found['name']}"} for found in THREE]
    cards = [a_card(number, f"{text} imported", "to do", desc=text) for number, text in enumerate(PAYLOADS.values(), 1)]
    trello = a_board(
        lists, cards, [action("commentCard", 50, 1, "eve", text=ALL)], name=MIXED, members=[member("eve", ALL)]
    )
    (own_world / "trello.json").write_text(json.dumps(trello))
    result = tuiboard("-b", board, "import", "trello.json")
    assert result.returncode in (0, 65), result.stderr
    for words in (
        ["list", "--all"],
        ["list", "--json"],
        ["show", "1"],
        ["log"],
        ["log", "--json"],
        ["export", "--to", "md"],
    ):
        wire = taken_apart(run.done("-b", str(board), *words).out.encode())
        assert wire.sequences <= {"control 0a"}, words
        if "--json" not in words:
            assert unseen(wire.text) <= (JOINERS if words[0] == "export" else set()), words
    with screen(board, cols=160, rows=60) as probe:
        benign = {sequence for sequence in taken_apart(probe.raw).sequences if not sequence.startswith(("C1", "ESC"))}
        step(probe, "7", "imported|added")
        wire = taken_apart(probe.raw)
        assert wire.sequences - benign == set()
        assert unseen(wire.text) == set()
        probe.send("1")
        quit(probe)
    holds(board)


def test_copying_puts_harmless_text_on_the_clipboard_and_nothing_else(own_world: Path) -> None:
    board = make_board(own_world, True)
    with screen(board) as probe:
        benign = taken_apart(probe.raw).sequences
        step(probe, "y", "Copied 1")
        extra = list(taken_apart(probe.raw).sequences - benign)
        quit(probe)
    assert len(extra) == 1
    assert all(sequence.startswith("OSC 52;c;") for sequence in extra)
    copied = base64.b64decode(extra.pop().removeprefix("OSC 52;c;")).decode()
    assert copied.startswith("1 [/red]")
    assert copied.isprintable()
    assert unseen(copied) == set()


def test_a_hostile_login_place_theme_and_keymap_are_harmless(own_world: Path) -> None:
    folder = own_world / "dir\x1b]0;PWNED\x07[red]\u202e"
    folder.mkdir()
    board = small_board(folder)
    env = {"LOGNAME": MIXED, "SUDO_USER": MIXED, "SSH_CONNECTION": MIXED.replace("\0", "")}
    with screen(board, "--theme", MIXED, "--keymap", MIXED, env=env) as probe:
        probe.wait("There is no theme")
        step(probe, "L", "Moved 1")
        step(probe, "B", "Open another board")
        leave(probe, "Open another")
        step(probe, "7", "moved 1")
        wire = taken_apart(probe.raw)
        probe.send("1")
        quit(probe)
    assert not any(sequence.startswith(("OSC 0", "C1", "control 9")) for sequence in wire.sequences)
    assert unseen(wire.text) == set()
    with screen(os.path.join(folder, "new.json"), until="3  Start") as probe:
        wire = taken_apart(probe.raw)
        assert "OSC 0;PWNED" not in wire.sequences
        assert unseen(wire.text) == set()
    holds(board)
