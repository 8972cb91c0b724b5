"""Triage from the shell, in a real terminal: below the prompt, and gone when it ends but for what was decided."""

import re
from pathlib import Path

from tests.e2e.program import screen, small_board, state
from tests.e2e.test_ending import MODES
from tests.e2e.wire import taken_apart


def test_three_decisions_below_the_prompt_leave_a_summary_and_the_terminal_as_it_was(own_world: Path) -> None:
    cards = [{"title": "Label \x1b[2Jpanels"}, {"title": "Migrate LDAP"}, {"title": "Order cables"}, {"title": "Audit"}]
    board = small_board(own_world, cards)
    with screen(board, "triage", until=r"1 of 4") as probe:
        assert "Triage" in probe.screen().splitlines()[0], "right where the prompt is"
        assert not any(line.strip() for line in probe.screen().splitlines()[16:]), "and not the whole screen"
        probe.send("4", "sfri", "enter", "xnot ours", "enter", "q")
        assert probe.wait_exit() == 0
        raw = probe.raw.decode()
        left = probe.screen()
    assert [line.rstrip() for line in left.splitlines() if line.strip()] == [
        "Triage: 3 of 4 cards decided, 1 left.",
        "1 scheduled, 1 dropped, 1 valued.",
        "  1  value 4            Label ␛[2Jpanels",
        "  2  due fri            Migrate LDAP".replace("due fri", re.search(r"  2  (due \S+)", left)[1]),  # type: ignore[index]
        "  3  dropped: not ours  Order cables",
    ]  # fmt: skip
    assert "\x1b[?1049h" not in raw, "no screen of its own"
    for mode, wanted in MODES.items():
        last = max(raw.rfind(f"\x1b[?{mode}h"), raw.rfind(f"\x1b[?{mode}l"))
        assert last < 0 or raw[last + 3 + len(mode)] == wanted, mode
    assert "\x1b[?1003h" not in raw, "the mouse stays the terminal's"
    summary = raw[raw.rfind("Triage: ") :]
    assert "CSI 2J" not in taken_apart(summary.encode()).sequences
    now = state(board)
    assert (now.card(1).value, now.card(3).archived, now.seq) == (4, True, 4)  # type: ignore[union-attr]
