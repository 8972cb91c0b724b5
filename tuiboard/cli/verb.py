"""What a command of the command line is made of, and the words that several have."""

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


ID = Word("ID", "number of a card", offers="ids")
ANY = Word("ID", "a card, as in 12, or a risk, as in R3", offers="ids risks")
FILTER = Word("FILTER", "words to find, @person, #tag, due:<7d, in:doing, is:blocked, -word …", True, False, "filters")
NOTE = Option("--note", "why; recorded", "TEXT")
