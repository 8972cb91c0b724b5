"""What all actions about cards share: which cards are meant, in whatever view they stand."""

from abc import abstractmethod
from typing import TYPE_CHECKING

from tuiboard.domain import commands as c
from tuiboard.domain.board import Card
from tuiboard.domain.changes import Entry, touched
from tuiboard.domain.text import visible
from tuiboard.engine.filter import Filter, FilterContext, compile_filter
from tuiboard.tui.screens.lines import FilterHost

if TYPE_CHECKING:
    from tuiboard.engine.completion import Completion


class CardFilterHost(FilterHost[Filter]):
    """A view that shows what a filter of cards finds."""

    def compiled(self, text: str, typing: bool) -> Filter:
        return compile_filter(text, self.workspace, FilterContext(self.today, self.tui.session.who), typing=typing)

    def filter_completion(self, text: str, cursor: int) -> "Completion":
        from tuiboard.engine.completion import complete

        return complete(text, cursor, self.workspace, "filter")


class CardHost(CardFilterHost):
    """A view of cards, without its actions."""

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self.only: int | None = None
        """The card that actions are about while they are called from its page."""

    @property
    @abstractmethod
    def cursor_card(self) -> int | None:
        """The card under the cursor."""

    @abstractmethod
    def selected(self) -> list[int]:
        """The cards that are selected, in the order in which they are shown."""

    @abstractmethod
    def go_to_card(self, id: int) -> bool:
        """Put the cursor on a card; False where it isn't shown."""

    @abstractmethod
    def step_card(self, by: int) -> None:
        """Put the cursor on a card further down."""

    @abstractmethod
    def adding_column(self) -> str | None:
        """The column that a new card goes into, unless it says otherwise."""

    # Cards meant

    @property
    def card(self) -> Card | None:
        """The card under the cursor, or the one whose page is open."""
        id = self.only if self.only is not None else self.cursor_card
        return self.workspace.card(id) if id is not None else None

    def targets(self) -> list[int]:
        """The selected cards in the order shown, else the one under the cursor; says so where there is none."""
        if self.only is not None:
            return [self.only]
        ids = self.selected() or ([self.cursor_card] if self.cursor_card is not None else [])
        if not ids:
            self.say("There is no card here.", "warning")
        return ids

    def shared_cards(self) -> list[int] | None:
        """The selected cards, else those that the filter finds; None where there is neither."""
        if self.only is not None or self.selected():
            return self.targets()
        filter = self.filter
        if filter is None:
            return None
        cards = (card for card in self.workspace.cards() if filter.wants_archived or not card.archived)
        return [card.id for card in cards if filter.matches(card)]

    def one_of(self, ids: list[int]) -> list[int]:
        """The first of the cards meant; says so where there are more, which are left alone."""
        if len(ids) > 1:
            self.say(f"Of the {len(ids)} selected cards only {self.named(ids[:1])}: it goes card by card.", "warning")
        return ids[:1]

    def named(self, ids: list[int]) -> str:
        """`12 “Replace core switch”`, or `3 cards`."""
        if len(ids) != 1:
            return f"{len(ids)} cards"
        card = self.workspace.card(ids[0])
        return f"{ids[0]} “{visible(card.title, 40)}”" if card is not None else str(ids[0])

    def seen(self, ids: list[int]) -> c.Seen:
        """The cards as they are shown now: a command is decided on by that."""
        return {card.id: card.doc for id in ids if (card := self.workspace.card(id)) is not None}

    def cards_of(self, entry: Entry) -> list[int]:
        """Ids of the cards that an entry touches."""
        return [int(id) for kind, id in touched(entry.changes) if kind == "card"]
