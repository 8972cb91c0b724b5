"""What the terminal can do, decided before Textual is imported: Textual reads its environment at import."""

import os
import sys
from collections.abc import Mapping, MutableMapping
from io import TextIOWrapper
from typing import NamedTuple

from tuiboard.engine.config import Config

COLOR_SYSTEMS: Mapping[str, str] = {"truecolor": "truecolor", "256": "256", "16": "standard", "none": "standard"}
"""Our names of colour depths, and Textual's. Without any system at all Textual drops bold and reverse too, so `none`
is 16 colours of which none is used."""

_ASCII_TERMINALS = ("linux", "dumb", "vt52", "vt100", "vt102", "vt220", "vt320", "cons25")
"""Terminals whose font or character set lacks what we draw; the Linux console has 256 glyphs and no `✓`."""


class TerminalProfile(NamedTuple):
    """What is used of the terminal. `color` is truecolor, 256, 16 or none."""

    ascii: bool
    color: str
    mouse: bool
    animations: bool
    over_ssh: bool

    @property
    def glyphs(self) -> "Glyphs":
        """The set of signs for the terminal."""
        return glyphs(self.ascii)


def terminal_profile(env: Mapping[str, str], config: Config, encoding: str | None = None) -> TerminalProfile:
    """Return what to use of the terminal; `encoding` is that of the stream Textual writes to, standard error."""
    over_ssh = any(env.get(name) for name in ("SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"))
    if encoding is None:
        encoding = getattr(sys.__stderr__, "encoding", None) or "utf-8"
    return TerminalProfile(
        ascii=_needs_ascii(env, encoding) if config.ascii is None else config.ascii,
        color=_color_depth(env) if config.colors == "auto" else config.colors,
        mouse=config.mouse,
        animations=not over_ssh and env.get("TEXTUAL_ANIMATIONS", "").lower() != "none",
        over_ssh=over_ssh,
    )


def prepare(profile: TerminalProfile, environ: MutableMapping[str, str] = os.environ, stream: object = None) -> None:
    """Tell Textual, through its environment, what the profile says. To be called before Textual is imported.

    What the person set for Textual stays. In ASCII mode `stream` (standard error, to which Textual writes) gets an
    encoder that turns what is left of other characters, as in Textual's own widgets, into ASCII of the same width.
    """
    environ["TEXTUAL_COLOR_SYSTEM"] = COLOR_SYSTEMS[profile.color]
    if profile.color == "none":
        environ["NO_COLOR"] = "1"
    else:
        # Textual takes even an empty NO_COLOR for set, against the convention; and a flag goes before the environment.
        environ.pop("NO_COLOR", None)
    if not profile.animations:
        environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    if profile.over_ssh:
        environ.setdefault("TEXTUAL_FPS", "30")
        environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
    if profile.ascii:
        _write_ascii(sys.__stderr__ if stream is None else stream)


def _needs_ascii(env: Mapping[str, str], encoding: str) -> bool:
    """True where the locale or the stream is not UTF-8, or the terminal is known to lack the characters.

    An explicit C locale counts, although Python then writes UTF-8; no locale at all (containers) does not.
    """
    if env.get("TERM", "") in _ASCII_TERMINALS:
        return True
    names: tuple[str, ...] = ("LC_ALL", "LC_CTYPE", "LANG")
    if env.get("LC_CTYPE") == "C.UTF-8" and env.get("LANG") in ("C", "POSIX"):
        names = ("LC_ALL", "LANG")  # Python itself sets LC_CTYPE so in a C locale (PEP 538)
    locale = next((env[name] for name in names if env.get(name)), "")
    charset = locale.partition(".")[2].partition("@")[0]
    if locale in ("C", "POSIX") or (charset and not _is_utf8(charset)):
        return True
    return not _is_utf8(encoding)


def _is_utf8(charset: str) -> bool:
    return charset.lower().replace("-", "") in ("utf8", "utf8mb4", "utf8sig")


def _color_depth(env: Mapping[str, str]) -> str:
    """The colour depth that the environment tells of. SSH usually drops COLORTERM, which leaves 256."""
    term = env.get("TERM", "").strip().lower()
    if env.get("NO_COLOR") or term in ("dumb", "unknown") or term.startswith("vt"):
        return "none"
    forced = env.get("TEXTUAL_COLOR_SYSTEM", "").strip().lower()
    for ours, theirs in COLOR_SYSTEMS.items():
        if forced == theirs:
            return ours
    if env.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return "truecolor"
    name, _, suffix = term.rpartition("-")
    if suffix == "direct":
        return "truecolor"
    return "256" if suffix == "256color" or "kitty" in (name, suffix) else "16"


class Glyphs(NamedTuple):
    """The signs we draw, one cell each (`border` is the name of Textual's border). None is an emoji."""

    ascii: bool
    rule: str
    line: str
    cursor: str
    ellipsis: str
    check: str
    done: str
    todo: str
    blocked: str
    late: str
    stale: str
    over: str
    hard: str
    selected: str
    risk: str
    folded: str
    more_left: str
    more_right: str
    more_up: str
    more_down: str
    value_on: str
    value_off: str
    thumb: str
    track: str
    dot: str
    bullet: str
    arrow: str
    trend_up: str
    trend_down: str
    trend_flat: str
    times: str
    dash: str
    border: str


UNICODE = Glyphs(
    ascii=False, rule="│", line="─", cursor="▌", ellipsis="…", check="✓", done="✓", todo="○", blocked="■", late="!",
    stale="~", over="▲", hard="!", selected="●", risk="■", folded="▸", more_left="‹", more_right="›", more_up="↑",
    more_down="↓", value_on="●", value_off="○", thumb="┃", track="│", dot="·", bullet="•", arrow="→", trend_up="↑",
    trend_down="↓", trend_flat="→", times="×", dash="–", border="round",
)  # fmt: skip
ASCII = Glyphs(
    ascii=True, rule="|", line="-", cursor=">", ellipsis="~", check="x", done="x", todo="o", blocked="#", late="!",
    stale="~", over="^", hard="!", selected="*", risk="#", folded=">", more_left="<", more_right=">", more_up="^",
    more_down="v", value_on="*", value_off=".", thumb="#", track="|", dot="-", bullet="*", arrow=">", trend_up="^",
    trend_down="v", trend_flat="=", times="x", dash="-", border="ascii",
)  # fmt: skip


def glyphs(ascii: bool) -> Glyphs:
    """The set of signs for the terminal."""
    return ASCII if ascii else UNICODE


_ENCODER = "tuiboard.ascii"
_SIGNS = {
    "-": "─━┄┅┈┉╌╍═▔▁‐‑‒–—−·", "|": "│┃┆┇┊┋║▏▎▍▌▋▊▉▕▐", "+": "┌┐└┘├┤┬┴┼╭╮╰╯┏┓┗┛╔╗╚╝╞╡╤╧╪", "#": "█▇▆▅▄▃▂▀■▰▓▒░",
    "*": "●•◆★", "o": "○◯", "~": "…", "x": "✓✔✗✘×", "^": "▲△↑", "v": "▼▽↓", ">": "▶▸►→›»⏵", "<": "◀◂◄←‹«",
    '"': "“”„", "'": "‘’‚",
}  # fmt: skip
LOOKALIKES: Mapping[int, str] = {ord(sign): ascii for ascii, signs in _SIGNS.items() for sign in signs}
"""ASCII for signs by their code point, for `str.translate`."""


def _write_ascii(stream: object) -> None:
    """Make a text stream write nothing but ASCII."""
    if not isinstance(stream, TextIOWrapper):
        return  # a test's or a wrapper's stream: not a terminal
    import codecs

    codecs.register_error(_ENCODER, _encode_error)
    stream.reconfigure(encoding="ascii", errors=_ENCODER)


def _encode_error(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: ASCII that takes as many cells as what it stands for."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(ascii_cells(character) for character in error.object[error.start : error.end]), error.end


def ascii_cells(character: str) -> str:
    """Return ASCII for one character, as wide as the character: `│` is `|`, `é` is `e`, a wide one is `??`."""
    known = LOOKALIKES.get(ord(character))
    if known is not None or character.isascii():
        return known or character
    import unicodedata

    from rich.cells import cell_len  # the widths that Textual lays out by; loaded by it long since

    width = cell_len(character)
    base = unicodedata.normalize("NFKD", character)[0]
    return base if width == 1 and base.isascii() and base.isprintable() else "?" * width


class PasteGuard:
    """Keeps what is pasted a text: Textual takes what follows an ESC inside a bracketed paste for key presses."""

    BEGIN, END = "\x1b[200~", "\x1b[201~"

    def __init__(self) -> None:
        self._inside = False
        self._held = ""

    def passed(self, text: str) -> str:
        """Return what the keyboard sent, in pieces of any length, with every ESC inside a paste made visible."""
        text, self._held = self._held + text, ""
        done = []
        while text:
            mark = self.END if self._inside else self.BEGIN
            found = text.find(mark)
            piece = text if found < 0 else text[:found]
            text = "" if found < 0 else text[found + len(mark) :]
            if found < 0:
                # A mark may be cut in two: what could be its beginning waits for the rest. Outside a paste that is
                # never an ESC alone, which is a key.
                least = 0 if self._inside else 2
                cut = next((n for n in range(len(mark) - 1, least, -1) if piece.endswith(mark[:n])), 0)
                piece, self._held = piece[: len(piece) - cut], piece[len(piece) - cut :]
            done.append(piece.replace("\x1b", "␛") if self._inside else piece)
            if found >= 0:
                done.append(mark)
                self._inside = not self._inside
        return "".join(done)


def accept_any_bytes() -> None:
    """Let the keyboard send bytes that are not UTF-8. To be called after Textual is imported, before the app runs.

    Textual 8 decodes the keyboard strictly: one é from a Latin-1 terminal, or such a byte in a paste, ends the app with
    a traceback. Here it is read in the encoding of standard input, and what has no meaning in that becomes `�`.
    """
    import codecs

    from textual.drivers import linux_driver, linux_inline_driver

    encoding = getattr(sys.__stdin__, "encoding", None) or "utf-8"

    def decoder(_name: str) -> type[codecs.IncrementalDecoder]:
        class Decoder(codecs.getincrementaldecoder(encoding)):  # type: ignore[misc]
            def __init__(self) -> None:
                super().__init__("replace")
                self._paste = PasteGuard()

            def decode(self, data: bytes, final: bool = False) -> str:
                return self._paste.passed(super().decode(data, final))

        return Decoder

    for driver in (linux_driver, linux_inline_driver):
        vars(driver)["getincrementaldecoder"] = decoder
