"""From the words of the command line to a Request.

Not argparse: it costs 4 of the 60 ms that a command may take, and it takes filter words like `-#later` for options.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, NoReturn

from tuiboard.cli.catalogue import COMMON, GROUPS, OPENING, SCREEN, VERBS
from tuiboard.cli.verb import Option, Verb
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible


class Request(NamedTuple):
    """What was asked for: the command, its words by name, its options by name without dashes (flags: True)."""

    verb: Verb
    words: Mapping[str, tuple[str, ...]]
    options: Mapping[str, str | bool]

    def word(self, name: str) -> str:
        """The one word of that name; empty where an optional one is missing."""
        found = self.words[name]
        return found[0] if found else ""

    def option(self, name: str) -> str | None:
        """The value of an option, or None."""
        value = self.options.get(name)
        return value if isinstance(value, str) else None

    def flag(self, name: str) -> bool:
        """True where the flag was given."""
        return self.options.get(name) is True

    def number(self, name: str) -> int | None:
        """The value of an option that is a whole number from 1 on, or None. Raises Refused (usage)."""
        text = self.option(name)
        if text is None:
            return None
        if not (text.isascii() and text.isdecimal() and 0 < len(text) < 10 and int(text) > 0):
            refuse("usage", f"--{name} takes a whole number from 1 on, not “{visible(text, 60)}”.")
        return int(text)


def parse(argv: Sequence[str]) -> Request:
    """Understand the command line. Raises Refused (usage), naming the word that is wrong."""
    before, literal = _cut(argv)
    verb, rest = _verb(before)
    options, words = _options(verb, rest)
    if "help" in options or verb.name in GROUPS:
        return Request(verb, {}, options)
    return Request(verb, _shared(verb, [*words, *literal]), options)


def asks(argv: Sequence[str], option: str) -> bool:
    """True where that flag stands among the options: for errors about the command line itself."""
    return option in _cut(argv)[0]


def _cut(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """The arguments before `--`, and those after it, which are words whatever they look like."""
    words = list(argv)
    at = words.index("--") if "--" in words else len(words)
    return words[:at], words[at + 1 :]


def _verb(argv: list[str]) -> tuple[Verb, list[str]]:
    """The command that is named, and the arguments without its name."""
    at = _next_word(argv, 0)
    if at is None:
        return OPENING, argv
    name, rest = argv[at], argv[:at] + argv[at + 1 :]
    if name in GROUPS:
        at = _next_word(rest, at)
        if at is not None:
            name, rest = f"{name} {rest[at]}", rest[:at] + rest[at + 1 :]
        elif "--help" in rest or "-h" in rest:
            return OPENING._replace(name=name, options=()), rest
    verb = VERBS.get(name)
    if verb is None:
        _unknown_command(name)
    return verb, rest


def _next_word(argv: Sequence[str], start: int) -> int | None:
    """Where the next word stands that is neither an option nor the value of one."""
    valued = {name for option in (*COMMON, *SCREEN) if option.metavar for name in (option.name, option.short) if name}
    at = start
    while at < len(argv):
        if argv[at] in valued:
            at += 1
        elif not argv[at].startswith("-"):
            return at
        at += 1
    return None


def _options(verb: Verb, argv: Sequence[str]) -> tuple[dict[str, str | bool], list[str]]:
    """The options by name, and the words."""
    known = {name: option for option in (*COMMON, *verb.options) for name in (option.name, option.short) if name}
    found: dict[str, str | bool] = {}
    words: list[str] = []
    rest = iter(argv)
    for word in rest:
        name, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        option = known.get(name)
        if option is None and (not word.startswith("-") or word == "-" or (verb.free and not word.startswith("--"))):
            words.append(word)
        elif option is None:
            _unknown_option(verb, name, known)
        elif not option.metavar:
            if equals:
                refuse("usage", f"{option.name} takes no value.")
            found[option.name[2:]] = True
        else:
            given = value if equals else next(rest, None)
            if given is None:
                refuse("usage", f"{option.name} needs a value: {option.name} {option.metavar}.")
            found[option.name[2:]] = given
    return found, words


def _shared(verb: Verb, words: list[str]) -> dict[str, tuple[str, ...]]:
    """Give each place its words; one that takes several leaves one for each needed place behind it."""
    shared: dict[str, tuple[str, ...]] = {}
    for index, place in enumerate(verb.words):
        behind = sum(1 for later in verb.words[index + 1 :] if later.needed)
        count = max(len(words) - behind, 0) if place.many else min(1, len(words))
        if place.many and behind and verb.words[index + 1].many:
            count = next((at for at, word in enumerate(words) if not _is_id(word)), len(words))
        if place.needed and count < 1:
            refuse("usage", f"{place.name} is missing.", f"Usage: {usage(verb)}. Example: {verb.example}")
        shared[place.name] = tuple(words[:count])
        words = words[count:]
    if words:
        name = f"tuiboard {verb.name}".strip()
        refuse("usage", f"{name} can't do anything with “{visible(words[0], 60)}”.", f"Usage: {usage(verb)}.")
    return shared


def _is_id(word: str) -> bool:
    return word.lstrip("#Rr").isdecimal() and len(word) - len(word.lstrip("#Rr")) <= 1


def usage(verb: Verb) -> str:
    """The usage of a command on one line."""
    parts = ["tuiboard", verb.name] if verb.name else ["tuiboard"]
    parts += [f"[{f'{option.name} {option.metavar}'.strip()}]" for option in verb.options]
    for place in verb.words:
        text = place.name + ("…" if place.many else "")
        parts.append(text if place.needed else f"[{text}]")
    return " ".join(parts)


def _unknown_command(name: str) -> NoReturn:
    from tuiboard.domain.names import did_you_mean

    group, _, second = name.partition(" ")
    if group in GROUPS:
        if second == "show" and group in ("risk", "issue"):
            key = "R3" if group == "risk" else "I1"
            refuse("usage", f"Unknown command “{group} show”.", f"One {group} is shown by tuiboard show {key}.")
        known = [verb for verb in VERBS if verb.startswith(f"{group} ")]
        what = f"Unknown command “{visible(name, 60)}”." if second else f"tuiboard {group} needs a command."
        refuse("usage", what, (did_you_mean(name, known) if second else "") or f"Commands: {', '.join(known)}.")
    hint = "tuiboard --help lists them."
    if _is_id(name):
        hint = f"To see that card: tuiboard show {visible(name, 30)}."
    elif "/" in name or name.endswith(".json"):
        hint = f"To open that board: tuiboard -b {visible(name, 60)}."
    known = [verb for verb in VERBS if " " not in verb and not VERBS[verb].hidden]
    refuse("usage", f"Unknown command “{visible(name, 60)}”.", did_you_mean(name, [*known, *GROUPS]) or hint)


def _unknown_option(verb: Verb, name: str, known: Mapping[str, Option]) -> NoReturn:
    from tuiboard.domain.names import did_you_mean

    hint = f"tuiboard {verb.name} --help lists them.".replace("  ", " ")
    if verb.free:
        hint = f"A text that begins with dashes goes behind --, as in tuiboard {verb.name} -- {visible(name, 30)}."
    guess = did_you_mean(name, [option for option in known if option.startswith("--")])
    refuse("usage", f"Unknown option “{visible(name, 60)}”.", guess or hint)
