"""Moving cards up and down in their column, and by mouse: only where columns are shown."""

from tuiboard.domain import commands as c
from tuiboard.tui.screens.board_host import BoardHost
from tuiboard.tui.screens.card_actions import CardActions
from tuiboard.tui.widgets.board_canvas import BoardCanvas


class CardMoves(CardActions, BoardHost):
    """Actions on the place of a card in its column."""

    def do_card_move_down(self) -> None:
        """One place down in its column."""
        self._reorder(1)

    def do_card_move_up(self) -> None:
        """One place up in its column."""
        self._reorder(-1)

    def _reorder(self, by: int) -> None:
        if self.sort != "rank":
            self.say(f"The board is sorted by {self.sort}; s and rank give it back its own order.", "warning")
            return
        ids = self.targets()
        column, place = self.canvas.column, self.canvas.place_of(ids[0] if ids else None)
        if column is None or place is None or self.in_several_columns(ids):
            return
        shown = self.canvas.view.columns[place[0]]
        others = [id for id in shown.ids if id not in ids]
        before = [id for id in list(shown.ids)[: place[1]] if id not in ids]
        at = len(before) + by
        if not 0 <= at <= len(others):
            return
        if at == 0:
            move = c.MoveCards(ids, shown.key, before=others[0] if others else None, top=True)
        else:
            move = c.MoveCards(ids, shown.key, after=others[at - 1])
        self.run_command(move._replace(seen=self.seen(ids)), quiet=True)

    def on_board_canvas_card_dropped(self, event: BoardCanvas.CardDropped) -> None:
        """A card was dragged; in a sorted board only from one column to another."""
        card = self.workspace.card(event.card)
        if self.sort != "rank":
            if card is not None and card.column != event.column:
                self.move_cards([event.card], event.column, self.seen([event.card]))
            else:
                self.say(f"The board is sorted by {self.sort}; cards keep that order.", "warning")
            return
        place = self.canvas.place_of(event.card)
        shown = self.canvas.view.columns[place[0]] if place is not None else None
        if shown is not None and place is not None and shown.key == event.column:
            above = shown.ids[place[1] - 1] if place[1] else None
            if event.after in (above, event.card):
                return  # it lies where it was
        seen = self.seen([event.card])
        move = c.MoveCards([event.card], event.column, after=event.after, top=event.after is None, seen=seen)
        self.run_command(move, self.follow)

    def on_board_canvas_card_activated(self, event: object) -> None:
        """A card was clicked twice."""
        self.do_card_open()
