"""From one place to another: the page of a card or risk, and the log of one thing, whatever stands on the screen."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from textual.screen import ModalScreen

from tuiboard.domain.changes import Id
from tuiboard.domain.shapes import is_id
from tuiboard.domain.workspace import Workspace

if TYPE_CHECKING:
    from tuiboard.tui.app import TuiboardApp

Thing = tuple[str, Id]


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
    """Open the page of the first card or risk that these are, or are on; a page that is open is left."""
    if isinstance(app.screen, ModalScreen):
        app.screen.dismiss()
        app.call_later(open_thing, app, things)
        return
    board, ws = app.board, app.session.workspace
    found = next((page for thing in things if (page := page_of(ws, thing)) is not None), None)
    if found is None or board is None:
        if app.view is not None:
            app.view.say("There is no card or risk to open: it is about something else, or that is gone.", "warning")
        return
    kind, id = found
    if kind == "card":
        from tuiboard.tui.dialogs.card_page import CardPage

        app.show_view("board")
        board.go_to_card(id)
        app.push_screen(CardPage(id, board))
        return
    from tuiboard.tui.dialogs.risk_page import RiskPage
    from tuiboard.tui.screens.risks import RiskScreen

    app.show_view("risks")
    app.push_screen(RiskPage(id, cast(RiskScreen, app.view)))


def page_of(ws: Workspace, thing: Thing) -> tuple[str, int] | None:
    """The card or risk that a thing is, or is on (a comment, a hand-off, a promise); None where there is none."""
    kind, id = thing
    if kind in ("card", "risk"):
        return (kind, id) if is_id(id) and ws.doc(kind, id) is not None else None
    doc = ws.doc(kind, id) or {}
    on = doc.get("on")
    if isinstance(on, list | tuple) and len(on) == 2 and on[0] in ("card", "risk"):
        return page_of(ws, (on[0], on[1]))
    return page_of(ws, ("card", doc["card"])) if is_id(doc.get("card")) else None
