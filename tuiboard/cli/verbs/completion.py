"""`completion` prints the script of a shell; the script asks the hidden `__complete` what may stand at the cursor.

So all three shells offer the same, made from the catalogue and the board. No script lets its shell expand what comes
from a board: bash's `compgen -W` would run a `$(…)` that stands in a column's key.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from tuiboard import wiring
from tuiboard.cli.call import Call
from tuiboard.cli.catalogue import COMMON, GROUPS, OPENING, VERBS
from tuiboard.cli.verb import Option, Verb
from tuiboard.domain.refusal import refuse
from tuiboard.domain.text import visible
from tuiboard.domain.workspace import Workspace

Pair = tuple[str, str]
"""A word that may stand at the cursor, and what it is."""

_LONGEST_MEANING = 60
_FILTER_WORDS = (
    "@me", "@none", "due:late", "due:none", "due:today", "due:<7d", "is:blocked", "is:help", "is:stale", "is:overdue",
    "is:unowned", "is:promised", "is:recurring", "is:done", "is:archived",
)  # fmt: skip


def script(call: Call) -> int:
    """Print the completion script of a shell."""
    shell = call.request.word("SHELL")
    if shell not in _SCRIPTS:
        refuse("usage", f"There is no completion for “{visible(shell, 60)}”.", f"Shells: {', '.join(_SCRIPTS)}.")
    call.out.text(_SCRIPTS[shell])
    return 0


def offer(call: Call) -> int:
    """Print `files` or `words` on the first line, then each word that may stand at the cursor, a tab, and what it is.

    The arguments are the words of the line up to the cursor, the last one as far as it is typed.
    """
    words = list(call.request.words["WORD"]) or [""]
    typed = words[-1].replace("\\", "").lstrip("'\"")
    line = _understood(words[:-1])
    board = wiring.find_board(line.board, call.world.env, call.world.cwd)
    offers = _offers(line, typed)
    call.out.lines(["files" if "files" in offers else "words"])
    found: list[Pair] = []
    for name in offers:
        if name in _FROM_CATALOGUE:
            found += _FROM_CATALOGUE[name](line)
        elif name == "backups":
            found += [(backup.name, backup.at) for backup in wiring.backups(board, call.world.env)]
        elif name in _FROM_BOARD:
            if wiring.board_exists(board):
                found += _FROM_BOARD[name](call.workspace if call.is_open else call.open(board).workspace, typed)
        elif name != "files":
            found.append((name, ""))
    call.out.pairs((word, meaning[:_LONGEST_MEANING]) for word, meaning in found if _fits(word, typed))
    return 0


def _fits(word: str, typed: str) -> bool:
    """True for a word that continues what is typed and that a shell can take as it is."""
    return word.startswith(typed) and visible(word) == word and not any(map(str.isspace, word))


class _Line(NamedTuple):
    """The line before the cursor: the command (None: not yet named), the option that wants a value, how many words."""

    verb: Verb | None
    group: str
    option: Option | None
    given: int
    board: str | None
    literal: bool


def _understood(words: Sequence[str]) -> _Line:
    verb: Verb | None = None
    group = ""
    option: Option | None = None
    board: str | None = None
    given = 0
    literal = False
    for word in words:
        if option is not None:
            board = word if option.name == "--board" else board
            option = None
        elif literal or not word.startswith("-"):
            if verb is not None:
                given += 1
            elif group or word in GROUPS:
                verb = VERBS.get(f"{group} {word}") if group else None
                group = group or word
            else:
                verb = VERBS.get(word)
        elif word == "--":
            literal = True
        else:
            known = (*COMMON, *(verb or OPENING).options)
            option = next((o for o in known if word in (o.name, o.short) and o.metavar), None)
    return _Line(verb, group, option, given, board, literal)


def _offers(line: _Line, typed: str) -> list[str]:
    """Names of what may stand at the cursor; a name that is none of ours stands for itself."""
    if line.option is not None:
        return line.option.offers.split()
    if not line.literal and (typed.startswith("--") or typed == "-"):
        return ["options"]
    if line.verb is None:
        return ["seconds"] if line.group else ["commands"]
    places, at = line.verb.words, 0
    for _ in range(line.given):
        if at < len(places) and not places[at].many:
            at += 1
    here = list(places[at : at + 1])
    if here and here[0].many and line.given > at:
        here += places[at + 1 : at + 2]
    return [name for place in here for name in place.offers.split()]


# What may stand there: from the catalogue


def _commands(line: _Line) -> Iterator[Pair]:
    yield from ((verb.name, verb.summary) for verb in VERBS.values() if not verb.hidden and " " not in verb.name)
    yield from ((group, "list, add, edit …") for group in sorted(GROUPS))


def _seconds(line: _Line) -> Iterator[Pair]:
    for name, verb in VERBS.items():
        group, _, second = name.partition(" ")
        if group == line.group:
            yield second, verb.summary


def _options(line: _Line) -> Iterator[Pair]:
    return ((option.name, option.help) for option in ((line.verb or OPENING).options + COMMON))


_FROM_CATALOGUE: dict[str, Callable[[_Line], Iterator[Pair]]] = {
    "commands": _commands, "seconds": _seconds, "options": _options,
}  # fmt: skip


# What may stand there: from the board


def _ids(ws: Workspace, typed: str) -> Iterator[Pair]:
    table = ws.table("card")
    return ((str(id), table[id]["title"]) for column in ws.columns() for id in ws.column_cards(column.key))


def _columns(ws: Workspace, typed: str) -> Iterator[Pair]:
    return ((column.key, column.name) for column in ws.columns())


def _people(ws: Workspace, typed: str) -> Iterator[Pair]:
    return ((person.handle, person.name) for person in ws.people() if person.active)


def _projects(ws: Workspace, typed: str) -> Iterator[Pair]:
    return ((project.key, project.name) for project in ws.projects())


def _milestones(ws: Workspace, typed: str) -> Iterator[Pair]:
    return ((f"M{milestone.id}", milestone.title) for milestone in ws.milestones())


def _saved(ws: Workspace, typed: str) -> Iterator[Pair]:
    return iter(sorted(ws.board.filters.items()))


def _marked(ws: Workspace, typed: str) -> Iterator[Pair]:
    """What filters and quick add write alike."""
    yield from ((f"@{handle}", name) for handle, name in _people(ws, typed))
    yield from ((f"p:{key}", name) for key, name in _projects(ws, typed))
    yield from ((f"*{key}", title) for key, title in _milestones(ws, typed))
    if typed.startswith("#"):
        tags = {tag for doc in ws.table("card").values() for tag in doc.get("tags", ())}
        yield from ((f"#{tag}", "") for tag in sorted(tags))


def _rules(ws: Workspace, typed: str) -> Iterator[Pair]:
    from tuiboard.domain.recurrence import RULE_WORDS, parse_rule, rule_words

    yield from ((word, rule_words(parse_rule(word))) for word in RULE_WORDS)


def _quick(ws: Workspace, typed: str) -> Iterator[Pair]:
    """Only where a mark is begun: a title has no words to offer."""
    if typed[:1] in ("@", "#", "*", "p"):
        yield from _marked(ws, typed)
    yield from ((f">{key}", name) for key, name in _columns(ws, typed) if typed[:1] == ">")
    yield from ((f"+{key}", title) for key, title in _risks(ws, typed) if typed[:1] == "+")
    yield from ((f"every:{rule}", meaning) for rule, meaning in _rules(ws, typed) if typed[:6] == "every:")


def _filters(ws: Workspace, typed: str) -> Iterator[Pair]:
    dashes = typed[: len(typed) - len(typed.lstrip("-"))]
    plain = typed[len(dashes) :]
    yield from ((dashes + word, "") for word in _FILTER_WORDS)
    yield from ((f"{dashes}in:{key}", name) for key, name in _columns(ws, plain))
    yield from ((dashes + word, meaning) for word, meaning in _marked(ws, plain))


def _risks(ws: Workspace, typed: str) -> Iterator[Pair]:
    return ((risk.key, risk.title) for risk in ws.risks())


def _raid(*kinds: str) -> Callable[[Workspace, str], Iterator[Pair]]:
    """Decisions, assumptions, issues and lessons by their keys."""

    def pairs(ws: Workspace, typed: str) -> Iterator[Pair]:
        from tuiboard.domain.raid import RAID_KINDS, raid_items

        return ((item.key, item.text) for item in raid_items(ws, kinds or RAID_KINDS))

    return pairs


def _raid_fields(kind: str) -> Callable[[Workspace, str], Iterator[Pair]]:
    def pairs(ws: Workspace, typed: str) -> Iterator[Pair]:
        from tuiboard.engine.fields import FIELDS

        yield from ((f"{field.name}=", field.hint) for field in FIELDS[kind].values())  # type: ignore[index]
        if typed.startswith("owner="):
            yield from ((f"owner={word}", meaning) for word, meaning in _people(ws, typed))

    return pairs


def _raid_filters(ws: Workspace, typed: str) -> Iterator[Pair]:
    from tuiboard.engine.completion import complete
    from tuiboard.engine.raid_filter import choices

    dashes = typed[: len(typed) - len(typed.lstrip("-"))]
    offered = dict(complete(typed, len(typed), ws, "raid-filter").candidates)
    for word in ("@me", "@none", "due:<7d"):
        offered.setdefault(word, "")
    for key in ("is", "kind", "state", "due"):
        for word in choices(key):
            offered.setdefault(f"{key}:{word}", "")
    yield from ((dashes + word, meaning) for word, meaning in offered.items())


def _handoffs(ws: Workspace, typed: str) -> Iterator[Pair]:
    from tuiboard.domain.handoffs import offers, title_of

    return ((offer.key, title_of(ws, offer)) for offer in offers(ws))


def _promises(ws: Workspace, typed: str) -> Iterator[Pair]:
    """Those that are open."""
    from tuiboard.domain.promises import promises

    return ((found.key, f"@{found.performer} to {found.customer}") for found in promises(ws) if found.is_open)


def _risk_quick(ws: Workspace, typed: str) -> Iterator[Pair]:
    """Only where a mark is begun, as for a card."""
    from tuiboard.engine.completion import complete

    return iter(complete(typed, len(typed), ws, "risk-add").candidates)


def _risk_filters(ws: Workspace, typed: str) -> Iterator[Pair]:
    from tuiboard.engine.completion import complete
    from tuiboard.engine.risk_filter import choices

    dashes = typed[: len(typed) - len(typed.lstrip("-"))]
    offered = dict(complete(typed, len(typed), ws, "risk-filter").candidates)
    for word in ("@me", "@none", "score:>=10", "review:<7d", "emv:>10k"):
        offered.setdefault(word, "")
    for key in ("is", "state", "band", "review"):
        for word in choices(key):
            offered.setdefault(f"{key}:{word}", "")
    yield from ((dashes + word, meaning) for word, meaning in offered.items())


def _log_filters(ws: Workspace, typed: str) -> Iterator[Pair]:
    from tuiboard.engine.completion import complete
    from tuiboard.engine.log_filter import IS_WORDS

    dashes = typed[: len(typed) - len(typed.lstrip("-"))]
    offered = dict(complete(typed, len(typed), ws, "log-filter").candidates)
    for word in ("@me", "<7d", "since:today", "since:mon", *(f"is:{word}" for word in IS_WORDS)):
        offered.setdefault(word, "")
    yield from ((dashes + word, meaning) for word, meaning in offered.items())


def _risk_fields(ws: Workspace, typed: str) -> Iterator[Pair]:
    from tuiboard.engine.fields import FIELDS

    yield from ((f"{field.name}=", field.hint) for field in FIELDS["risk"].values())
    for name, pairs in (("owner", _people), ("project", _projects), ("caused_by", _risks)):
        if typed.startswith(f"{name}="):
            yield from ((f"{name}={word}", meaning) for word, meaning in pairs(ws, typed))


def _fields(ws: Workspace, typed: str) -> Iterator[Pair]:
    from tuiboard.engine.fields import FIELDS

    yield from ((f"{field.name}=", field.hint) for field in FIELDS["card"].values())
    for name, pairs in (("owner", _people), ("project", _projects), ("milestone", _milestones), ("every", _rules)):
        if typed.startswith(f"{name}="):
            yield from ((f"{name}={word}", meaning) for word, meaning in pairs(ws, typed))


def _tolerances(ws: Workspace, typed: str) -> Iterator[Pair]:
    from tuiboard.engine.tolerances import LABELS

    yield from ((f"{name}=", meaning) for name, (_, meaning) in LABELS.items())


_FROM_BOARD: dict[str, Callable[[Workspace, str], Iterator[Pair]]] = {
    "ids": _ids, "columns": _columns, "people": _people, "projects": _projects, "milestones": _milestones,
    "saved": _saved, "quick": _quick, "filters": _filters, "fields": _fields, "risks": _risks,
    "handoffs": _handoffs, "promises": _promises, "tolerances": _tolerances,
    "risk-quick": _risk_quick, "risk-filters": _risk_filters, "risk-fields": _risk_fields, "log-filters": _log_filters,
    "raid": _raid(), "decisions": _raid("decision"), "assumptions": _raid("assumption"), "issues": _raid("issue"),
    "lessons": _raid("lesson"), "raid-filters": _raid_filters,
    **{f"{kind}-fields": _raid_fields(kind) for kind in ("decision", "assumption", "issue", "lesson")},
}  # fmt: skip


# Scripts

_SCRIPTS = {
    "bash": r"""# bash completion of tuiboard. In ~/.bashrc: eval "$(tuiboard completion bash)"
_tuiboard() {
    local before=${COMP_LINE:0:COMP_POINT} words typed done line kind=
    read -ra words <<< "$before"
    [[ $before == *[[:space:]] ]] && words+=('')
    typed=${words[-1]}
    # bash replaces only what stands behind the last of these characters.
    done=${typed%"${typed##*[:=@<>]}"}
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ -z $kind ]]; then
            kind=$line
        else
            line=${line%%$'\t'*}
            COMPREPLY+=("$(printf %q "${line#"$done"}")")
        fi
    done < <("${COMP_WORDS[0]}" __complete -- "${words[@]:1}" 2> /dev/null)
    if [[ $kind == files ]]; then
        compopt -o default
    elif [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *= ]]; then
        compopt -o nospace
    fi
}
complete -F _tuiboard tuiboard""",
    "zsh": r"""#compdef tuiboard
# zsh completion of tuiboard. In ~/.zshrc, after compinit: eval "$(tuiboard completion zsh)"
_tuiboard() {
    local -a lines found
    local line
    lines=("${(@f)$("${words[1]}" __complete -- "${(@)words[2,CURRENT]}" 2> /dev/null)}")
    if [[ $lines[1] == files ]]; then
        _files
        return
    fi
    for line in "${(@)lines[2,-1]}"; do
        found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
    done
    _describe tuiboard found
}
compdef _tuiboard tuiboard""",
    "fish": r"""# fish completion of tuiboard. In ~/.config/fish/config.fish: tuiboard completion fish | source
function __tuiboard_offers
    set -l words (commandline -opc) (commandline -ct)
    set -l lines ($words[1] __complete -- $words[2..-1] 2> /dev/null)
    if test "$lines[1]" = files
        __fish_complete_path (commandline -ct)
    else
        printf '%s\n' $lines[2..-1]
    end
end
complete -c tuiboard -f -a '(__tuiboard_offers)'""",
}
