"""What `--help` prints: of everything, of a group like `person`, or of one command with its example."""

from collections.abc import Sequence

from tuiboard.cli.arguments import usage
from tuiboard.cli.catalogue import COMMON, GROUPS, SCREEN, SECTIONS, VERBS
from tuiboard.cli.verb import Option, Verb


def help_text(verb: Verb) -> str:
    """Return the help of a command; of all for the one without a name, of its commands for a group."""
    if verb.name in GROUPS:
        return "\n".join(_group(verb.name))
    if not verb.name:
        return "\n".join(_everything())
    lines = [f"Usage: {usage(verb)}", "", f"{verb.summary[0].upper()}{verb.summary[1:]}.", ""]
    lines += _table([(place.name, place.help) for place in verb.words])
    lines += _table([(_names(option), option.help) for option in (*verb.options, *COMMON)])
    return "\n".join([*lines, "", f"Example: {verb.example}"])


def _names(option: Option) -> str:
    names = f"{option.short}, {option.name}" if option.short else f"    {option.name}"
    return f"{names} {option.metavar}".rstrip()


def _table(rows: Sequence[tuple[str, str]]) -> list[str]:
    width = max((len(name) for name, _ in rows), default=0)
    return [f"  {name:{width}}  {text}" for name, text in rows]


def _group(name: str) -> list[str]:
    verbs = [verb for verb in VERBS.values() if verb.name.startswith(f"{name} ")]
    lines = [f"Usage: tuiboard {name} COMMAND", ""]
    for verb in verbs:
        lines += [f"  {usage(verb)}", f"      {verb.summary}"]
    return [*lines, "", f"Example: {verbs[1 % len(verbs)].example}"]


def _everything() -> list[str]:
    lines = ["Usage: tuiboard [-b BOARD] [COMMAND …]", "", "Without a command the board opens on the screen."]
    for title, verbs in SECTIONS:
        lines += ["", title, *_table([(f"{verb.name:16}", verb.summary) for verb in verbs if not verb.hidden])]
    rows = [(_names(option), option.help) for option in (*COMMON, *SCREEN)]
    lines += ["", "Options", *_table([*rows, ("    --version", "show the version")])]
    return [*lines, "", "Example: tuiboard list @me 'due:<7d'    (tuiboard COMMAND --help shows one for each command)"]
