"""Text from people and files, made harmless for a terminal.

Every text that did not come from the program itself passes through `visible` before anything shows it.
"""

import re
import unicodedata

# What a terminal or a reader would obey instead of show: C0, DEL, C1, bidi controls, zero-width and
# invisible characters, variation selectors, interlinear and tag characters, surrogates, noncharacters.
_HOSTILE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_PLAIN = re.compile(r"[\x20-\x7e]*\Z")
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4,}"
)

LONGEST_SHOWN = 100_000
"""Characters of one text that are ever given to a widget (a 10 MB text took Textual 27 s)."""


def visible(text: object, limit: int = LONGEST_SHOWN, *, keep: str = "") -> str:
    """Return `text` with every control, bidi and invisible character replaced by a visible sign.

    C0 controls become their control pictures (`␛`), the others `�`. Runs of more than three combining
    marks are cut to three. Characters named in `keep` (a newline, say) pass. Longer texts end in `…`.
    """
    shown = text if isinstance(text, str) else str(text)
    if len(shown) > limit:
        shown = shown[: max(limit - 1, 0)] + "…"
    if _PLAIN.match(shown):
        return shown
    if shown.isascii() is False:
        shown = _MARKS.sub(lambda run: run[0][:3], shown)
    return _HOSTILE.sub(lambda found: found[0] if found[0] in keep else _sign(found[0]), shown)


def _sign(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else "�"


def one_line(text: str) -> str:
    """Return `text` on one line: every run of white space, newlines included, is one blank; ends trimmed."""
    return " ".join(text.split())


_LOOKALIKES = str.maketrans("“”„‘’…·–—−→×", '"""\'\'~---->x')
"""Signs of the program's own sentences, each as one ASCII character."""


def to_ascii(text: str) -> str:
    """Return `text` for a terminal that shows ASCII only: accents dropped, anything else a `?`."""
    if text.isascii():
        return text
    folded = unicodedata.normalize("NFKD", text.translate(_LOOKALIKES))
    return "".join(c if c < "\x7f" else "?" for c in folded if not unicodedata.combining(c))
