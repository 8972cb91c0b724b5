"""Whether someone is there on the days that count."""

from tuiboard.domain.workspace import Workspace


def absence(ws: Workspace, handle: str, today: str, due: str = "") -> str:
    """Return why a person is not there, as the end of a sentence: on `due` if that is still to come, else on `today`.

    An empty text for someone who is.
    """
    person = ws.person(handle)
    if person is None:
        return "is not on the board"
    return "" if person.active else "has left"
