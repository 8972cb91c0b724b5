"""Going through the risks whose review is due, one at a time, one key a decision; each decision is recorded."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tuiboard.domain import risk_commands as r
from tuiboard.domain.changes import Entry
from tuiboard.domain.refusal import Refusal
from tuiboard.domain.risks import Risk
from tuiboard.engine.session import Done
from tuiboard.tui.dialogs.dialog import Dialog
from tuiboard.tui.safe_text import safe_text
from tuiboard.tui.screens.host import on_screen
from tuiboard.tui.widgets.card_lines import wrap
from tuiboard.view.card_details import history_words
from tuiboard.view.risk_details import risk_details
from tuiboard.view.risk_review import Reviewed, in_words, review_rows, review_summary, since_review
from tuiboard.view.words import HistoryLine, history_lines

if TYPE_CHECKING:
    from tuiboard.tui.screens.risk_actions import RiskActions

KEYS = "k keep · s score · c close · e escalate · n skip · u undo · q leave"
END_KEYS = "u undo the last one · enter, q leave"
HISTORY_READ, HISTORY_SHOWN = 40, 6


class RiskReview(Dialog[None]):
    """One risk after the other. k keeps it as it is, s scores it anew, c closes it, e escalates it, n skips it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape", "leave", "Leave", show=False),
        Binding("enter", "end", "Leave", show=False),
        Binding("k", "keep", "Keep", show=False),
        Binding("s", "score", "Score", show=False),
        Binding("c", "close", "Close", show=False),
        Binding("e", "escalate", "Escalate", show=False),
        Binding("n", "skip", "Skip", show=False),
        Binding("u", "undo", "Undo", show=False),
        Binding("down", "scroll(1)", "Down", show=False),
        Binding("up", "scroll(-1)", "Up", show=False),
        Binding("pagedown", "scroll(10)", "Page down", show=False),
        Binding("pageup", "scroll(-10)", "Page up", show=False),
    ]

    def __init__(self, ids: Sequence[int], host: "RiskActions") -> None:
        super().__init__()
        self._ids = list(ids)
        self._host = host
        self._at = 0
        self._seen: Risk | None = None
        """The risk as it is shown: that is what one decides about."""
        self._done: list[Reviewed] = []
        self._history: tuple[int, list[HistoryLine]] = (0, [])
        self.is_pending = False
        """True while a decision is being recorded: keys wait then."""

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog", classes="risk-review"):
            yield Static(id="dialog-title")
            with VerticalScroll(id="review-scroll", can_focus=False):
                yield Static(id="review-text")
            yield Static(id="dialog-hint")

    def on_mount(self) -> None:
        self.call_after_refresh(self._show)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def board_changed(self, by_others: list[Entry]) -> None:
        """The risk may have changed."""
        self._history = (0, [])
        self._show()

    @property
    def _risk(self) -> Risk | None:
        return self._host.workspace.risk(self._ids[self._at]) if self._at < len(self._ids) else None

    # What is shown

    def _show(self) -> None:
        if not self.is_attached:
            return
        risk = self._risk
        if self._at >= len(self._ids):
            self._show_summary()
            return
        number = f"{self._at + 1} of {len(self._ids)}"
        if risk is None:
            self._put(f"Review {number}", safe_text(f"R{self._ids[self._at]} is gone."), "n next · q leave")
            return
        self._seen = risk
        host = self._host
        rows = review_rows(risk_details(host.workspace, risk, host.today, host.tui.session.clock.now()))
        width = max(len(row.name) for row in rows)
        room = max(self.query_one("#review-text").content_size.width - width - 3, 20)
        lines = []
        colors = {} if host.tui.mono else host.tui.theme_variables
        for row in rows:
            first, *more = [line for part in row.value.split("\n") for line in wrap(part, room)]
            value = safe_text("\n".join([first, *(" " * (width + 2) + text for text in more)]), 2000, keep="\n")
            color = colors.get(row.role, "")
            lines.append(
                safe_text(f"{row.name:<{width}}  ").stylize("dim") + (value.stylize(color) if color else value)
            )
        lines += self._changes(risk, room + width)
        self._put(f"Review {number}: {host.named_risk(risk)}", Content("\n").join(lines), KEYS)

    def _changes(self, risk: Risk, room: int) -> list[Content]:
        """What happened since the last review; read beside the queue the first time."""
        id, history = self._history
        if id != risk.id:
            self._history = (risk.id, [])
            self._read(risk.id)
            return []
        since = since_review(history, risk)
        head = "Since the last review" if risk.last_review else "Never reviewed until now"
        now = self._host.tui.session.clock.now()
        lines = [history_words(line, now) for line in since[:HISTORY_SHOWN]] or ["nothing changed"]
        return [
            safe_text(f"\n{head}:", keep="\n").stylize("bold"),
            *(safe_text(line[: room * 2]).stylize("dim") for line in lines),
        ]

    def _read(self, id: int) -> None:
        session = self._host.tui.session

        def done(lines: object) -> None:
            if isinstance(lines, list) and self.is_attached:
                self._history = (id, lines)
                self._show()

        self._host.tui.bridge.read(
            lambda: history_lines(session.history("risk", id, HISTORY_READ), "risk", id, session.workspace), done
        )

    def _show_summary(self) -> None:
        decided = {each.id for each in self._done}
        skipped = [id for id in self._ids if id not in decided]
        lines = review_summary(self._done, skipped, len(self._ids))
        self._put("The review is done", safe_text("\n".join(lines), 4000, keep="\n"), END_KEYS)

    def _put(self, title: str, text: Content, keys: str) -> None:
        self.query_one("#dialog-title", Static).update(safe_text(title))
        self.query_one("#review-text", Static).update(text)
        self.tell(keys, False)

    def tell(self, text: str, wrong: bool = True) -> None:
        """Say something below the risk."""
        hint = self.query_one("#dialog-hint", Static)
        hint.update(safe_text(text, 400))
        hint.set_class(wrong, "wrong")

    # Decisions

    def _next(self, what: str = "", words: str = "", entries: tuple[int, ...] = ()) -> None:
        if what:
            self._done.append(Reviewed(self._ids[self._at], what, words, entries))
        self._at += 1
        self.query_one("#review-scroll").scroll_home(animate=False)
        self._show()

    def _decided(self, what: str) -> Callable[[Done], None]:
        return lambda done: self._next(what, entries=_made(done))

    def action_keep(self) -> None:
        """It stays as it is; the next review follows from its band."""
        risk = self._seen
        if self._risk is None or risk is None or self.is_pending:
            return

        def told(trouble: str) -> None:
            self.is_pending = False
            if trouble:
                self.tell(trouble)

        self.is_pending = True
        keep = r.ReviewRisk(risk.id, seen={"current": risk.doc.get("current") or {}})
        self._host.run_command(keep, self._decided("kept"), quiet=True, told=told)

    def action_score(self) -> None:
        """Score it anew: that is a review too."""
        risk = self._risk
        if risk is None:
            return
        was = in_words(risk.score(), self._host.rules)

        def scored(entries: tuple[int, ...]) -> None:
            now = self._host.workspace.risk(risk.id)
            words = in_words(now.score() if now is not None else None, self._host.rules)
            self._next("re-scored", f"{was} → {words}" if was != words else f"{words} again", entries)

        self._host.ask_score(risk, then=scored)

    def action_close(self) -> None:
        """It can't happen any more: why."""
        risk = self._seen
        if self._risk is not None and risk is not None:

            def closed(done: Done) -> None:
                now = self._host.workspace.risk(risk.id)
                self._next("closed", now.close_reason if now is not None else "", _made(done))

            self._host.close_risk(risk, closed)

    def action_escalate(self) -> None:
        """Someone above has to know."""
        risk = self._risk
        if risk is not None:
            self._host.escalate_risk(risk, self._decided("escalated"))

    def action_skip(self) -> None:
        """Leave it due."""
        if self._at < len(self._ids):
            self._next()

    def action_undo(self) -> None:
        """Take back the last decision and go back to its risk."""
        if not self._done or self.is_pending:
            self.tell("Nothing to take back in this review.")
            return
        self.is_pending = True
        self._take_back(self._done[-1], self._done[-1].entries)

    def _take_back(self, last: Reviewed, entries: tuple[int, ...]) -> None:
        """Take back what was recorded of a decision, the last first, and nothing else that the person did."""
        if not entries:
            self.is_pending = False
            self._done.pop()
            self._at = self._ids.index(last.id)
            self._show()
            return

        def undone(result: Done | Refusal) -> None:
            if isinstance(result, Refusal):
                self.is_pending = False
                self._done[-1] = last._replace(entries=entries)
                self.tell(on_screen(result))
            else:
                self._take_back(last, entries[:-1])

        self._host.tui.bridge.undo(undone, only=entries[-1])

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one("#review-scroll").scroll_relative(y=by, animate=False)

    def action_end(self) -> None:
        """Leave, where it is done."""
        if self._at >= len(self._ids):
            self.dismiss(None)

    def action_leave(self) -> None:
        """Leave; what was decided is recorded. In the middle, what it came to is shown first."""
        if self._at < len(self._ids) and self._done:
            self._at = len(self._ids)
            self._show()
        else:
            self.dismiss(None)


def _made(done: Done) -> tuple[int, ...]:
    """The entry that a command made, if it made one."""
    return (done.entry.seq,) if done.changed else ()
