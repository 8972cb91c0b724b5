"""What the keys do to the program: help, the palette, themes, the way out."""

from tuiboard.tui.actions import actions_of, signs_of
from tuiboard.tui.choices import Choice, Chosen
from tuiboard.tui.screens.host import ViewHost


class ProgramActions(ViewHost):
    """Actions whose ids begin with `app.`."""

    def do_app_quit(self) -> None:
        """Quit once everything asked for is on the disk."""
        self.tui.do_app_quit()

    def do_app_help(self) -> None:
        """All keys of this view."""
        from tuiboard.tui.dialogs.help import HelpScreen

        self.app.push_screen(HelpScreen(self.tui.keymap, self.tui.glyphs, self.VIEW))

    def do_app_palette(self) -> None:
        """Everything that can be done here."""
        keymap, ascii = self.tui.keymap, self.tui.glyphs.ascii
        choices = [Choice(a.id, a.label, signs_of(a, keymap, ascii)) for a in actions_of(self.VIEW)]

        def chosen(answer: Chosen) -> None:
            if answer.key:
                self.app.call_later(self.tui.do_action, answer.key)

        self.choose("Do", choices, chosen)

    def do_app_theme(self) -> None:
        """Choose a theme; each is shown as the cursor comes to it."""
        from tuiboard.tui.themes import list_themes

        was = self.app.theme
        choices = [Choice(name, name, _theme_hint(name, source, was)) for name, source in list_themes()]

        def show(name: str) -> None:
            wrong = self.tui.use_theme(name)
            if wrong:
                self.say(wrong, "error")

        self.choose(
            "Theme",
            choices,
            lambda chosen: self._keep_theme(chosen.key or was),
            current=was,
            moved=show,
            left=lambda: show(was),
        )

    def _keep_theme(self, name: str) -> None:
        from tuiboard.engine.config import save_setting

        problem = self.tui.use_theme(name) or save_setting("theme", name)
        self.say(problem or f"Theme {name}, kept for next time.", "error" if problem else "done")


def _theme_hint(name: str, source: str, current: str) -> str:
    return "now" if name == current else "" if source == "shipped" else source
