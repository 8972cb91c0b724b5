"""What a command of the command line is, as data, and the words that many of them take."""

from typing import NamedTuple


class Option(NamedTuple):
    """An option; without a `metavar` it is a flag. `offers` says what completes its value."""

    name: str
    help: str
    metavar: str = ""
    short: str = ""
    offers: str = ""


class Word(NamedTuple):
    """Words without dashes: one, or several (`many`); `offers` says what completes them."""

    name: str
    help: str
    many: bool = False
    needed: bool = True
    offers: str = ""


class Verb(NamedTuple):
    """A command. `does` is `module:function` below `tuiboard.cli.verbs`; `free` commands take words that begin with one
    dash as text (a filter word `-#later`, say)."""

    name: str
    summary: str
    does: str
    words: tuple[Word, ...] = ()
    options: tuple[Option, ...] = ()
    example: str = ""
    free: bool = False
    hidden: bool = False


FIELDS = Word("FIELD=VALUE", "what to set; an empty value clears", many=True, offers="fields")
AS_OF = Option("--as-of", "refuse what someone else changed since entry N (`seq` of show --json)", "N")
