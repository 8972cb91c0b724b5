"""tuiboard: a kanban board, risk register and priority view in the terminal."""

__version__ = "0.1.0"
