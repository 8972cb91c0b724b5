"""Keys are taken one at a time: one typed ahead waits until what the one before it opened, moved or wrote is there.

Textual sends a burst of keys to the widget that has the focus when they arrive. Over a slow line, where `aTitle` comes
in one packet, the title would go to the board as commands.
"""

from collections import deque
from collections.abc import Sequence
from functools import partial

from textual.app import App
from textual.events import Event, Key, Paste
from textual.message import Message
from textual.timer import Timer

LONGEST_WAIT = 0.25
"""Seconds that a key waits for a write to reach the disk; when the board is busy for longer, keys go on."""

SETTLING_ROUNDS = 3
"""Turns through the queues of screen and app that a key gets."""


class KeyDone(Message):
    """Follows a key on its way up from the widget to the app: when it arrives, the key has been dealt with."""

    def __init__(self, turn: int) -> None:
        super().__init__()
        self.turn = turn


class KeyGate(App[int]):
    """An app whose keys keep their order and their meaning."""

    def __init__(self, ansi_color: bool | None = None, css_path: Sequence[str] | None = None) -> None:
        super().__init__(css_path=None if css_path is None else list(css_path), ansi_color=ansi_color)
        self._waiting: deque[Key | Paste] = deque()
        self._key_is_out = False
        self._turn = 0
        """Counts the keys let out."""
        self._timer: Timer | None = None

    @property
    def is_taking_keys(self) -> bool:
        """True while a key is out, or waits."""
        return self._key_is_out

    @property
    def holds_keys(self) -> bool:
        """True while a form waits for what was typed to be recorded: only then is it known what keys are for."""
        return False

    @property
    def is_writing(self) -> bool:
        """True while something asked for is not recorded yet."""
        return False

    async def on_event(self, event: Event) -> None:
        """Hold a key back while another is out."""
        if isinstance(event, (Key, Paste)) and not event.is_forwarded:
            if self._key_is_out and isinstance(event, Key) and event.key == "escape" and self.holds_keys:
                self._waiting.clear()  # who leaves the form doesn't mean what was typed after it
                await super().on_event(event)
            elif self._key_is_out:
                self._waiting.append(event)
            else:
                await self._let_out(event)
        else:
            await super().on_event(event)

    async def _let_out(self, event: Key | Paste) -> None:
        self._key_is_out = True
        self._turn += 1
        target = self.focused or self.screen
        await super().on_event(event)
        if not target.is_attached or target.screen is not self.screen:
            target = self.focused or self.screen  # a key of the whole form has left it: nothing comes up from there
        target.post_message(KeyDone(self._turn))
        # A widget that is taken away with its message unread must not take the keyboard with it.
        self.set_timer(2 * LONGEST_WAIT, partial(self._next, self._turn))

    def on_key_done(self, message: KeyDone) -> None:
        """The key was dealt with; what it opened or closed gets the time to do so."""
        if message.turn == self._turn:
            self._settle(SETTLING_ROUNDS, message.turn)

    def _settle(self, rounds: int, turn: int) -> None:
        if not self.screen_stack:
            return  # on the way out
        # A new screen handles this after its own mounting; its focus is set by a callback of the app before ours; and
        # what a widget told its screen about the key (an answer submitted, say) was told before.
        after = partial(self._next, turn) if rounds <= 1 else partial(self._settle, rounds - 1, turn)
        if not self.screen.call_later(self.call_later, after):
            self.call_later(after)

    async def _next(self, turn: int) -> None:
        if turn != self._turn or not self._key_is_out or self._timer is not None:
            return  # it went on already
        if self.is_writing:
            # A line that is being recorded is still open: the next key is not for it.
            self._timer = self.set_timer(LONGEST_WAIT, self._overdue)
        else:
            await self._go_on()

    async def _overdue(self) -> None:
        if self.holds_keys and self.is_writing:
            self._timer = self.set_timer(LONGEST_WAIT, self._overdue)
        else:
            await self._go_on()

    async def _go_on(self) -> None:
        self._timer = None
        if self._waiting:
            await self._let_out(self._waiting.popleft())
        else:
            self._key_is_out = False

    def not_recorded(self) -> None:
        """To be called when what was typed is not recorded: the keys behind it were meant for what comes later."""
        self._waiting.clear()

    def write_done(self) -> None:
        """To be called when what was written is shown: a key that waited for it goes on."""
        if self._timer is not None and not self.is_writing:
            self._timer.stop()
            self._timer = None
            self.call_later(self._go_on)
