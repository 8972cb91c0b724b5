"""From one place to another: the page of a card, a risk, a decision …, what one is linked to, and the log of one thing,
whatever stands on the screen."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from textual.screen import ModalScreen

from tuiboard.domain.changes import Id
from tuiboard.domain.raid import RAID_KINDS
from tuiboard.domain.shapes import is_id
from tuiboard.domain.workspace import Workspace
from tuiboard.tui.choices import Choice, Chosen

if TYPE_CHECKING:
    from tuiboard.tui.app import TuiboardApp
    from tuiboard.tui.screens.recording import RecordingHost

Thing = tuple[str, Id]
PAGED = ("card", "risk", *RAID_KINDS)
"""Kinds that have a page."""


def show_log(app: "TuiboardApp", about: str) -> None:
    """Show what happened to one thing (`12`, `R3`); a page that is open is left."""
    if isinstance(app.screen, ModalScreen):
        app.screen.dismiss()
        app.call_later(show_log, app, about)
        return
    app.show_view("log")
    if app.view is not None:
        app.view.find(about)


def open_thing(app: "TuiboardApp", things: Iterable[Thing]) -> None:
    """Open the page of the first card, risk, decision … that these are, or are on; a page that is open is left."""
    if isinstance(app.screen, ModalScreen):
        app.screen.dismiss()
        app.call_later(open_thing, app, things)
        return
    board, ws = app.board, app.session.workspace
    found = next((page for thing in things if (page := page_of(ws, thing)) is not None), None)
    if found is None or board is None:
        if app.view is not None:
            app.view.say("There is nothing to open: it is about something without a page, or that is gone.", "warning")
        return
    kind, id = found
    if kind == "card":
        from tuiboard.tui.dialogs.card_page import CardPage

        app.show_view("board")
        board.go_to_card(id)
        app.push_screen(CardPage(id, board))
        return
    if kind in RAID_KINDS:
        from tuiboard.tui.dialogs.raid_page import RaidPage
        from tuiboard.tui.screens.raid import RaidScreen

        app.show_view("raid")
        app.push_screen(RaidPage((kind, id), cast(RaidScreen, app.view)))
        return
    from tuiboard.tui.dialogs.risk_page import RiskPage
    from tuiboard.tui.screens.risks import RiskScreen

    app.show_view("risks")
    app.push_screen(RiskPage(id, cast(RiskScreen, app.view)))


def go_to_linked(host: "RecordingHost", kind: str, id: int) -> None:
    """Open what a card or a risk is linked to; of several, the one that is chosen from a menu."""
    from tuiboard.view.links import linked_of
    from tuiboard.view.words import name_of

    app, name = host.tui, name_of(kind, id, host.workspace)
    found = linked_of(host.workspace, kind, id, host.today)
    if not found:
        host.say(f"Nothing is linked to {name}.", "warning")
    elif len(found) == 1:
        open_thing(app, [(found[0].kind, found[0].id)])
    else:
        choices = [Choice(str(at), each.text, each.state) for at, each in enumerate(found)]

        def chosen(answer: Chosen) -> None:
            each = found[int(answer.key or 0)]
            open_thing(app, [(each.kind, each.id)])

        host.choose(f"Go to what is linked to {name}", choices, chosen)


def page_of(ws: Workspace, thing: Thing) -> tuple[str, int] | None:
    """The card, risk, decision … that a thing is, or is on (a comment, a hand-off, a promise); None without one."""
    kind, id = thing
    if kind in PAGED:
        return (kind, id) if is_id(id) and ws.doc(kind, id) is not None else None
    doc = ws.doc(kind, id) or {}
    on = doc.get("on")
    if isinstance(on, list | tuple) and len(on) == 2 and on[0] in PAGED:
        return page_of(ws, (on[0], on[1]))
    return page_of(ws, ("card", doc["card"])) if is_id(doc.get("card")) else None
