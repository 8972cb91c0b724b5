"""A menu that narrows as one types: the dialog behind columns, owners, tags, themes, boards and the palette."""

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.dialogs.dialog import Dialog
from tuiboard.tui.safe_text import safe_field, safe_text
from tuiboard.tui.widgets.menu_list import MenuList

MOST_SHOWN = 300
LINE_ROOM = 52
"""Cells of a line beside its cursor in a menu of the usual width; a longer one makes the menu wider."""


class NarrowInput(Input):
    """The line that narrows a menu; keys that mean something to the menu are not typed."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Leave a key to the menu where the menu has a use for it."""
        menu = self.screen
        if isinstance(menu, Chooser) and menu.has_use_for(key):
            return False
        return super().check_consume_key(key, character)


class Chooser(Dialog[Chosen | None]):
    """Arrows or typing choose, enter takes, escape leaves. With `several`, space ticks and enter takes all ticked.

    `create` makes a line for a typed text that no choice equals, nor any of those `taken`. `numbers` gives digits that
    take a choice (by its key) at once while nothing is typed. `moved` is told of each line the cursor comes to (a live
    preview).
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False),
        Binding("down,ctrl+n", "step(1)", "Down", show=False),
        Binding("up,ctrl+p", "step(-1)", "Up", show=False),
        Binding("pagedown", "step(8)", "Page down", show=False),
        Binding("pageup", "step(-8)", "Page up", show=False),
        Binding("space", "tick('space')", "Tick", show=False, priority=True),
        Binding("tab", "tick('tab')", "Tick", show=False, priority=True),
        *(Binding(str(n), f"number('{n}')", f"Number {n}", show=False, priority=True) for n in range(10)),
    ]

    def __init__(
        self, title: str, choices: Sequence[Choice], *, several: bool = False, create: str = "",
        current: str | None = None, numbers: Mapping[str, str] | None = None,
        moved: Callable[[str], None] | None = None, placeholder: str = "type to narrow",
        taken: Sequence[str] = (),
    ) -> None:  # fmt: skip
        super().__init__()
        self._title = title
        self._choices = list(choices)
        self._several = several
        self._create = create
        self._current = current
        self._numbers = numbers or {}
        self._moved = moved
        self._placeholder = placeholder
        self._known = {text.casefold() for text in (*taken, *(choice.key for choice in choices))}
        self._ticked = [choice.key for choice in choices if choice.ticked]
        self._shown: list[Choice] = []

    def compose(self) -> ComposeResult:
        longest = max((cell_len(f"{choice.label}  {choice.hint}") for choice in self._choices[:MOST_SHOWN]), default=0)
        with Vertical(id="dialog", classes="menu wide" if longest > LINE_ROOM else "menu"):
            yield Static(safe_text(self._title), id="dialog-title")
            yield NarrowInput(placeholder=safe_field(self._placeholder), id="chooser-input")
            yield MenuList(id="chooser-list")
            yield Static(id="dialog-hint")

    def on_mount(self) -> None:
        self._narrow("")
        options = self.query_one(MenuList)
        options.can_focus = False
        options.highlighted = next((i for i, choice in enumerate(self._shown) if choice.key == self._current), 0)
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._narrow(event.value)

    def _narrow(self, typed: str) -> None:
        words = typed.casefold().split()
        found = [c for c in self._choices if all(w in f"{c.label} {c.hint} {c.key}".casefold() for w in words)]
        if words:
            first = words[0].lstrip("@#")
            found.sort(key=lambda c: first not in (c.key.casefold(), c.label.casefold().partition(" ")[0]))
            found.sort(key=lambda c: not (c.key.casefold().startswith(first) or c.label.casefold().startswith(first)))
        if self._create and typed.strip() and typed.strip().casefold() not in self._known:
            found.append(Choice("", f"{self._create} “{typed.strip()}”"))
        self._shown = found[:MOST_SHOWN]
        self.query_one(MenuList).show([self._line(choice) for choice in self._shown])
        self.query_one("#dialog-hint", Static).update(safe_text(self._hint(typed)))

    def _hint(self, typed: str) -> str:
        """The keys that have something to take, or that there is nothing."""
        if not self._shown:
            ticked = "enter take what is ticked · " if self._several else ""
            return f"{'Nothing here matches' if typed else 'There is nothing to choose'} · {ticked}esc leave"
        return "space or tab tick · enter take · esc leave" if self._several else "enter take · esc leave"

    def _line(self, choice: Choice) -> Content:
        line = safe_text(choice.label, 200)
        if self._several and choice.key:
            line = Content("[x] " if choice.key in self._ticked else "[ ] ") + line
        if choice.hint:
            line = line + Content("  ") + safe_text(choice.hint, 120).stylize("dim")
        for text in choice.below:
            line = line + Content("\n") + safe_text(text, 200).stylize("dim")
        return line

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Digits and the space bar are typed like any other sign where they have no meaning of their own."""
        if action == "number":
            return self.has_use_for(str(parameters[0]))
        if action == "tick":
            return self.has_use_for(str(parameters[0]))
        return True

    def has_use_for(self, key: str) -> bool:
        """True for the space bar where lines are ticked, and for a digit that takes a line while nothing is typed."""
        if key == "space":
            return self._several and not self.query_one(Input).value
        if key == "tab":
            return self._several
        return key in self._numbers and not self.query_one(Input).value

    def action_number(self, digit: str) -> None:
        """Take the choice of that number."""
        self.dismiss(Chosen(self._numbers[digit]))

    def action_tick(self, _: str) -> None:
        """Tick the line, or take the tick off; what was typed to find it goes."""
        choice = self._here()
        if choice is not None and choice.key:
            self._tick(choice)
            self.query_one(Input).value = ""

    def _tick(self, choice: Choice) -> None:
        if choice.key in self._ticked:
            self._ticked.remove(choice.key)
        else:
            self._ticked.append(choice.key)
        options = self.query_one(MenuList)
        if options.highlighted is not None:
            options.change(options.highlighted, self._line(choice))

    def _here(self) -> Choice | None:
        index = self.query_one(MenuList).highlighted
        return self._shown[index] if index is not None and index < len(self._shown) else None

    def action_step(self, by: int) -> None:
        """Move the highlight, stopping at the ends."""
        self.query_one(MenuList).step(by)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        choice = self._here()
        if self._moved is not None and choice is not None:
            self._moved(choice.key)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._take()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._take()

    def _take(self) -> None:
        choice = self._here()
        typed = self.query_one(Input).value.strip()
        if choice is None:
            if self._several:
                self.dismiss(Chosen(None, tuple(self._ticked), ""))
            return
        if self._several and choice.key:
            if typed and choice.key not in self._ticked:
                self._ticked.append(choice.key)
            typed = ""
        self.dismiss(Chosen(choice.key, tuple(self._ticked), typed))

    def action_leave(self) -> None:
        """Leave without choosing."""
        self.dismiss(None)
