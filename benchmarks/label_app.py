"""The reference for the screen: the smallest Textual app, one label."""

from textual.app import App, ComposeResult
from textual.widgets import Label

LABEL = "One label and nothing else"


class LabelApp(App[None]):
    """Shows a label until `q` is pressed."""

    BINDINGS = [("q", "quit", "Quit")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        yield Label(LABEL)


if __name__ == "__main__":
    LabelApp().run()
