"""The board as a page to read: a section a column, and titles that say only what they say."""

import pytest

from tests.conftest import NOW, make_workspace
from tuiboard.domain.workspace import Workspace
from tuiboard.engine import exchange
from tuiboard.engine.exchange.markdown import inert


def page(ws: Workspace, cards: list[int] | None = None) -> str:
    return exchange.write("md", ws, cards, None, NOW)


def test_the_small_board(workspace: Workspace) -> None:
    assert page(workspace) == (
        "# Network refresh\n\n5 cards, 2026-03-11\n\n"
        "## Backlog\n\n- [ ] 1 Replace core switch (@maria, due 2026-03-13, \\#network)\n- [ ] 2 Label patch panels\n\n"
        "## Doing\n\n- [ ] 3 Migrate LDAP users (@ana, due 2026-03-09)\n\n"
        "## Review\n\n- [ ] 4 Firewall rule audit (@omar)\n\n"
        "## Done\n\n- [x] 5 Order new cables\n"
    )


def test_some_cards_show_only_their_columns(workspace: Workspace) -> None:
    assert "1 card, " in page(workspace, [3])
    assert "Backlog" not in page(workspace, [3])


def test_empty_columns_archived_and_blocked_cards() -> None:
    ws = make_workspace(
        cards=[{"title": "a", "archived": True}, {"title": "b", "blocked": {"reason": "no *parts*", "since": NOW}}]
    )
    assert "## Doing\n\nNo cards.\n" in page(ws)
    assert "- [ ] 2 b (blocked: no \\*parts\\*)\n" in page(ws)
    assert page(ws).endswith("## Archived\n\n- [ ] 1 a\n")


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("[click](javascript:x)", "\\[click\\](javascript:x)"),
        ("**bold** _it_ `code` ~~gone~~", "\\*\\*bold\\*\\* \\_it\\_ \\`code\\` \\~\\~gone\\~\\~"),
        ("a | b & c \\ #1 $x$", "a \\| b &amp; c \\\\ \\#1 \\$x\\$"),
        ("see https://x.org or www.x.org", "see https\\://x.org or www\\.x.org"),
        ("two\n- [x] lines", "two - \\[x\\] lines"),
        ("\x1b[2J", "␛\\[2J"),
    ],
)
def test_titles_are_inert(title: str, shown: str) -> None:
    assert inert(title) == shown
    assert f"- [ ] 1 {shown}\n" in page(make_workspace(cards=[{"title": title}]))
