"""What every view shares: the workspace shown, menus and questions, messages, and the bars above and below."""

import inspect
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, cast

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.screen import Screen

from tuiboard.domain.changes import Entry
from tuiboard.domain.refusal import Refusal, Refused
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace
from tuiboard.tui.actions import BY_ID, FOOTER_ORDER, actions_of, key_sign, keys_of, method_name
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.safe_text import safe_label
from tuiboard.tui.widgets.bars import LEAST_PIECE, Bar, Piece
from tuiboard.tui.widgets.card_lines import clipped
from tuiboard.view.words import describe

if TYPE_CHECKING:
    from tuiboard.tui.app import TuiboardApp

MESSAGE_SECONDS = 6.0
OTHERS_SHOWN_SECONDS = 60
ROOMY = 100
"""Cells from which the header says who looks."""
LEAST_NAME = 10
"""Cells that the name of a board keeps beside the tabs and what stands on the right."""
VIEWS = (
    ("board", "Board", "Board"),
    ("risks", "Risks", "Risks"),
    ("priorities", "Priorities", "Prio"),
    ("people", "People", "People"),
    ("timeline", "Timeline", "Time"),
    ("flow", "Flow", "Flow"),
    ("log", "Log", "Log"),
    ("raid", "RAID", "RAID"),
)
"""The views in the order of their tabs: name, word, and short word."""


def bindings_of(view: str) -> list[BindingType]:
    """The keys of a view, made from the registry."""
    return [
        Binding(action.keys, f"act('{action.id}')", action.label, id=action.id, show=False)
        for action in actions_of(view)
        if action.keys
    ]


class ViewHost(Screen[None]):
    """A view: a screen with a header and a footer that is kept, as it was left, while another view is shown."""

    VIEW: ClassVar[str] = ""
    """Its name in VIEWS and in the registry of actions."""
    header_bar: Bar
    footer_bar: Bar
    line_is_pending = False
    """True while the line at the bottom waits for what was typed to be recorded."""

    is_pending = False
    """True while what a key opens is being reckoned."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.message: tuple[str, str] | None = None
        self._message_timer: Any = None
        self._others: tuple[float, str] | None = None

    @property
    def tui(self) -> "TuiboardApp":
        """The app, by its own type."""
        return cast("TuiboardApp", self.app)

    @property
    def workspace(self) -> Workspace:
        """The state that is shown."""
        return self.tui.session.workspace

    @property
    def today(self) -> str:
        """The date where the person is."""
        return self.tui.session.clock.today()

    def make_bars(self) -> tuple[Bar, Bar]:
        """Make the header and the footer, to be yielded by `compose`."""
        glyphs, palette = self.tui.glyphs, self.tui.palette
        self.header_bar = Bar(glyphs, palette, "header-bg", id="header-bar")
        self.footer_bar = Bar(glyphs, palette, "header-bg", id="footer-bar")
        return self.header_bar, self.footer_bar

    # Actions

    async def action_act(self, id: str) -> None:
        """Carry out an action of the registry: the view's own, the app's, or the board's."""
        name = method_name(id)
        method = getattr(self, name, None) or getattr(self.tui, name, None) or getattr(self.tui.board, name)
        if self.message is not None and not id.startswith("cursor."):
            self.message = None
            self.show_footer()
        result = method()
        if inspect.isawaitable(result):
            await result

    def find(self, text: str) -> None:
        """Show only what a filter finds, where the view has one."""

    def look_up(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Reckon in the background what a key opens; keys typed behind it are for that, and wait. `then` gets it."""

        def found(result: Any) -> None:
            self.is_pending = False
            if isinstance(result, Refusal):
                self.tui.not_recorded()
                self.say(on_screen(result), "warning")
            elif self.app.screen is self:
                self._forget()
                then(result)

        self.is_pending = True
        self.show_message("Looking …", "done")
        self.tui.bridge.read(work, found, awaited=True)

    # Questions; the dialogs are loaded when the first one opens

    def choose(
        self, title: str, choices: Sequence[Choice], then: Callable[[Chosen], None], *, several: bool = False,
        create: str = "", current: str | None = None, numbers: Mapping[str, str] | None = None,
        moved: Callable[[str], None] | None = None, left: Callable[[], None] | None = None,
        placeholder: str = "type to narrow", taken: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """Offer a menu; `then` gets the answer, `left` is called where there is none. See Chooser."""
        from tuiboard.tui.dialogs.chooser import Chooser

        def answered(answer: Chosen | None) -> None:
            if answer is not None:
                then(answer)
            elif left is not None:
                left()

        menu = Chooser(
            title, choices, several=several, create=create, current=current, numbers=numbers, moved=moved,
            placeholder=placeholder, taken=taken,
        )  # fmt: skip
        self.app.push_screen(menu, answered)

    def ask(
        self, title: str, then: Callable[[str], None], *, value: str = "", hint: str = "", empty: bool = False,
        check: Callable[[str], str] | None = None,
    ) -> None:  # fmt: skip
        """Ask for one line; `then` gets it. See LinePrompt."""
        from tuiboard.tui.dialogs.line_prompt import LinePrompt

        def answered(text: str | None) -> None:
            if text is not None:
                then(text)

        self.app.push_screen(LinePrompt(title, value=value, hint=hint, check=check, empty=empty), answered)

    # What is shown

    def start_anew(self) -> None:
        """Show another board from its beginning."""
        self._others = None

    def board_changed(self, by_others: list[Entry]) -> None:
        """The workspace is another one now; `by_others` is what other processes wrote."""
        if by_others:
            last = by_others[-1]
            self._others = (time.monotonic(), f"{last.who} {describe(last, self.workspace, 48)}")
            self.set_timer(OTHERS_SHOWN_SECONDS + 0.5, self.show_status)

    def use_palette(self) -> None:
        """Draw with the app's palette, which has changed."""
        self.header_bar.use(self.tui.palette)
        self.footer_bar.use(self.tui.palette)

    def show_status(self) -> None:
        """Show the header line."""

    def show_header(self, right: Sequence[Piece]) -> None:
        """Show the board's name, the views, and what stands on the right. Where room is short, the name and the words
        of the views yield, and what is said in passing is cut."""
        news = self.tui.news.count
        if news:
            keys = keys_of(BY_ID["notices.open"], self.tui.keymap)
            sign = f" ({key_sign(keys[0], self.tui.glyphs.ascii)})" if keys else ""
            right = [("foot-key", f" {news:,} new{sign} "), *right]
        name = visible(self.workspace.board.name, 80)
        least = min(cell_len(name), LEAST_NAME)
        firm = [piece for piece in right if piece[0] != "header-dim"]
        passing = [piece for piece in right if piece[0] == "header-dim"][-1:]
        for shortness, cut in ((0, False), (1, False), (0, True), (1, True), (2, True)):
            tabs = self._tabs(shortness)
            room = self.size.width - _cells((*(firm if cut else right), *tabs)) - 5
            if room >= least + (LEAST_PIECE if cut and passing else 0):
                break
        shown = list(firm if cut else right)
        if cut and passing and room > least + LEAST_PIECE:
            role, text = passing[0]
            said = clipped(text, room - least - 1, self.tui.glyphs)
            shown = [(role, f"{said} "), *firm]
            room -= cell_len(said) + 1
        name = clipped(name, max(room, least), self.tui.glyphs)
        self.header_bar.show([("header-name", f" {name} "), ("header-dim", " "), *tabs], shown)

    def _tabs(self, shortness: int) -> list[Piece]:
        """The views with their keys: 0 in full, 1 in short words, 2 only this one with its word."""
        pieces: list[Piece] = []
        for view, word, short in VIEWS:
            keys = keys_of(BY_ID[f"view.{view}"], self.tui.keymap)
            sign = key_sign(keys[0], self.tui.glyphs.ascii) if keys else ""
            here = view == self.VIEW
            shown = word if shortness == 0 else short if shortness == 1 or here or not sign else ""
            gap = " " if here or shortness == 0 else ""
            pieces.append(("tab-active" if here else "header-dim", f" {f'{sign} {shown}'.strip()}{gap}"))
        return pieces

    def notices(self) -> list[Piece]:
        """Who looks, where there is room, and what others did last: the first of what stands on the right."""
        roomy = self.size.width >= ROOMY
        pieces: list[Piece] = [("header-dim", f" you: {visible(self.tui.session.who, 20)} ")] if roomy else []
        if self._others is not None and time.monotonic() - self._others[0] <= OTHERS_SHOWN_SECONDS:
            pieces.append(("header-dim", f" {self._others[1]} "))
        return pieces

    def warnings(self) -> list[Piece]:
        """What waits for my answer, and what is wrong with the store: the last of what stands on the right."""
        store = self.tui.session.store
        pieces: list[Piece] = []
        many = 0
        if self.workspace.table("handoff"):
            from tuiboard.domain.handoffs import to_answer

            many += len(to_answer(self.workspace, self.tui.session.who))
        if self.workspace.table("promise"):
            from tuiboard.domain.promises import waiting_for

            many += len(waiting_for(self.workspace, self.tui.session.who))
        pieces += [("card-promise", f" {many} to answer ")] if many else []
        if store.outside is not None and store.outside.is_edited:
            pieces.append(("card-late", " changed outside "))
        if store.read_only:
            pieces.append(("card-late", " read-only "))
        return pieces

    def say(self, text: str, kind: str = "done") -> None:
        """Show a message for a few seconds, in the footer line of the view that is on top.

        `kind` is done, warning or error. A page that hides the footer says it too.
        """
        told = getattr(self.app.screen, "hear", None)
        if callable(told):
            told(visible(text, 400), kind)
        (self.tui.view or self).show_message(text, kind)

    def offer_lesson(self, entry: Entry) -> None:
        """Where there is something to learn, say behind what was done which key notes it; nothing is asked."""
        from tuiboard.domain.lesson_offers import lesson_offer  # late: most is done in time

        offer = lesson_offer(entry, self.workspace)
        if offer is None:
            return
        self.tui.lesson_offer = offer
        keys = keys_of(BY_ID["lesson.note"], self.tui.keymap)
        if keys:
            view = self.tui.view or self
            kind, text = view.message or ("done", sentence(offer.cause))
            view.show_message(f"{text} {key_sign(keys[0], self.tui.glyphs.ascii)} notes a lesson from it.", kind)

    def show_message(self, text: str, kind: str) -> None:
        """Show a message here."""
        self.message = (kind, visible(text, 400))
        if self._message_timer is not None:
            self._message_timer.stop()
        self._message_timer = self.set_timer(MESSAGE_SECONDS * (2 if kind == "error" else 1), self._forget)
        self.show_footer()

    def _forget(self) -> None:
        self.message = None
        self.show_footer()

    def show_footer(self) -> None:
        """Show the message, or the keys that work here."""
        if self.message is not None:
            kind, text = self.message
            role = {"error": "error", "warning": "warning", "done": "success"}[kind]
            self.footer_bar.tell(role, text)
            return
        pieces: list[Piece] = []
        room = self.size.width
        for id in FOOTER_ORDER[self.VIEW]:
            action = BY_ID[id]
            keys = keys_of(action, self.tui.keymap)
            if not keys or not self.foot_shows(id):
                continue
            sign = self.foot_sign(id, keys[0])
            word = self.foot_word(id)
            if sum(len(t) for _, t in pieces) + len(sign) + len(word) + 3 > room - (8 if id != "app.help" else 0):
                continue
            pieces += [("foot-key", f" {sign}"), ("header-dim", f" {word} ")]
        self.footer_bar.show(pieces)

    def foot_shows(self, id: str) -> bool:
        """True for an action that makes sense now."""
        return True

    def foot_sign(self, id: str, key: str) -> str:
        """The key of an action as the footer shows it."""
        return "H L" if id == "card.move_right" and key == "L" else key_sign(key, self.tui.glyphs.ascii)

    def foot_word(self, id: str) -> str:
        """The word of an action in the footer."""
        return safe_label(BY_ID[id].foot, 20)

    def on_resize(self, event: Resize) -> None:
        """Other keys fit into the footer, and more of the name into the header."""
        self.show_footer()
        self.show_status()

    # The views

    def do_view_board(self) -> None:
        """The columns of cards."""
        self.tui.show_view("board")

    def do_view_risks(self) -> None:
        """The register of risks."""
        self.tui.show_view("risks")

    def do_view_priorities(self) -> None:
        """What comes first, and why."""
        self.tui.show_view("priorities")

    def do_view_people(self) -> None:
        """Who has what to do, and when."""
        self.tui.show_view("people")

    def do_view_timeline(self) -> None:
        """When cards begin and are due."""
        self.tui.show_view("timeline")

    def do_view_flow(self) -> None:
        """How long work takes, and how much is done."""
        self.tui.show_view("flow")

    def do_view_log(self) -> None:
        """What everybody did, newest first."""
        self.tui.show_view("log")

    def do_view_raid(self) -> None:
        """Decisions, assumptions, issues and lessons."""
        self.tui.show_view("raid")

    def do_view_next(self) -> None:
        """The view after this one."""
        self._step_view(1)

    def do_view_previous(self) -> None:
        """The view before this one."""
        self._step_view(-1)

    def _step_view(self, by: int) -> None:
        names = [name for name, _, _ in VIEWS]
        self.tui.show_view(names[(names.index(self.VIEW) + by) % len(names)])


def on_screen(refusal: Refusal) -> str:
    """A refusal as the screen says it: a hint that names a shell command, or an option of one, is of no use here."""
    text = refusal.message if "`tuiboard" in refusal.hint or refusal.hint.startswith("--") else refusal.text
    return text[:1].upper() + text[1:]


def refused_by(read: Callable[[str], object]) -> Callable[[str], str]:
    """What `read` refuses of a text, or an empty text."""

    def check(text: str) -> str:
        try:
            read(text)
        except Refused as refused:
            return on_screen(refused.refusal)
        return ""

    return check


def sentence(text: str) -> str:
    """A text as a sentence: first letter large, a full stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "…")) else ".")


def _cells(pieces: Sequence[Piece]) -> int:
    return sum(cell_len(text) for _, text in pieces)
