"""Where the files that come with the program are: inside the package in a wheel, beside it in a checkout."""

import os

from tuiboard.domain.refusal import refuse

_PACKAGE = os.path.dirname(os.path.abspath(__file__))


def themes_folder() -> str:
    """The folder of the shipped themes."""
    return _folder("themes")


def demo_folder() -> str:
    """The folder of the demo board."""
    return _folder("demo_data")


def keymaps_folder() -> str:
    """The folder of the shipped keymap presets."""
    return os.path.join(_PACKAGE, "tui", "keymaps")


def _folder(name: str) -> str:
    """Return the folder `name` of this installation. Raises Refused (unreachable) where it is missing."""
    for parent in (_PACKAGE, os.path.dirname(_PACKAGE)):
        path = os.path.join(parent, name)
        if os.path.isdir(path):
            return path
    refuse("unreachable", f"The folder {name} of this installation is missing.", "Install tuiboard again.")
