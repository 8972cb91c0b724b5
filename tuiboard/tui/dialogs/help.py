"""All keys, made from the registry."""

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tuiboard.tui.actions import actions_of, groups, signs_of
from tuiboard.tui.dialogs.dialog import Dialog
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.terminal import Glyphs


class HelpScreen(Dialog[None]):
    """The keys by group, in two columns where there is room."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,enter", "dismiss", "Leave", show=False),
        Binding("j,down", "scroll(1)", "Down", show=False),
        Binding("k,up", "scroll(-1)", "Up", show=False),
        Binding("pagedown,space", "scroll(12)", "Page down", show=False),
        Binding("pageup", "scroll(-12)", "Page up", show=False),
    ]

    def __init__(self, keymap: Mapping[str, str], glyphs: Glyphs, view: str = "board") -> None:
        super().__init__()
        self._keymap, self._glyphs, self._view = keymap, glyphs, view

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="help"):
            yield Static(safe_text("Keys"), id="dialog-title")
            with VerticalScroll(id="help-scroll"):
                yield Static(self._text())
            yield Static(safe_text("up down scroll · esc leave · : does everything by name"), id="dialog-hint")

    def _text(self) -> Content:
        lines: list[Content] = []
        for group, actions in groups(actions_of(self._view)).items():
            lines.append(safe_text(group).stylize("bold"))
            for action in actions:
                signs = signs_of(action, self._keymap, self._glyphs.ascii) or ":"
                lines.append(
                    Content("  ") + safe_text(f"{signs:<11} ").stylize("bold $accent") + safe_text(action.label)
                )
            lines.append(Content(""))
        lines += [safe_text(line) for line in QUICK_LINES.get(self._view, ())]
        return Content("\n").join(lines)

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)


RISKS = (
    "Marks in the register",
    "  ! after a title: something needs attention (f shows what)",
    "  after the score: up, down or as before when it was scored last",
    "  in the map: i inherent, o now, t target of the risk under the cursor;",
    "  l m h c are the bands, the heavy line is the appetite, R4+ an opportunity",
    "",
    "Quick line",
    "  Core switch fails %4 i5 @ana #network due:fri cat:network",
    "  % probability 1-5   i impact 1-5   @ owner   # tag   due: next review",
    "",
    "Find",
    "  words @ana @me @none #tag band:high score:>=10 state:treating cell:4x5",
    "  emv:>10k review:<7d cat:security card:12 p:refresh",
    "  is:open is:closed is:late is:unrated is:above is:lapsed is:unowned",
    "  is:attention is:escalated is:threat is:opportunity",
    "  -word is not, a|b is either",
)
QUICK_LINES: Mapping[str, tuple[str, ...]] = {
    "board": (
        "Marks on the board",
        "  3/3 cards and limit, ! a hard limit   2 of 12 shown under a filter",
        "  2/5 checklist   !4 value   4d here: stale   #tag   M1 milestone",
        "  one line a card: a square is blocked, ? asks for help, ! is late",
        "",
        "Quick line",
        "  Replace core switch @maria !4 due:fri ~2d #network >doing",
        "  @ owner   !0-!5 value   due: start: dates   ~ effort   # tag   > column",
        '  after:12 depends on   for:"City Hall" promised   *M1 milestone   p: project',
        "  dates: today fri next-mon +3d +2w 12-24 2026-12-01 eow eom none",
        "",
        "Find",
        "  words @ana @me @none #tag !>=4 due:<7d due:late in:doing p:refresh *M1",
        "  is:blocked is:help is:stale is:overdue is:unowned is:promised is:done is:archived",
        "  -word is not, a|b is either",
    ),
    "risks": RISKS,
    "priorities": (
        "Marks among the priorities",
        "  P 0-100: 0.4 x urgency + 0.6 x importance (i changes the numbers)",
        "  Do now: both; Schedule: important; Delegate: urgent; Later: neither",
        "  pinned: put there by hand until a day   12.5? no estimate, a day assumed",
        "",
        "Find",
        "  words @ana @me @none #tag !>=4 due:<7d due:late in:doing p:refresh *M1",
        "  is:blocked is:stale is:overdue is:unowned is:promised risk:any",
        "  -word is not, a|b is either",
    ),
}
