"""How the screen gets at boards, without naming a backend."""

from typing import Protocol

from tuiboard.engine.session import Session


class Boards(Protocol):
    """How the screen gets at boards: given by the wiring, so that the screen names no backend."""

    def open(self, path: str) -> Session:
        """Open a board that exists; raises StoreError."""
        ...

    def new(self, path: str) -> Session:
        """Make a board with four columns; raises StoreError and Refused."""
        ...

    def imported(self, path: str, file: str) -> Session:
        """Make a board of what a file holds; raises StoreError and Refused."""
        ...

    def demo(self) -> Session:
        """Make and open a private copy of the demo board."""
        ...

    def near(self, path: str) -> list[str]:
        """Recent boards and those near a path, the one at `path` left out."""
        ...
