"""Every text from data goes to a widget through `tuiboard.tui.safe_text`: read off the source of the whole screen.

Four rules, each for a way in which a text reached the terminal as a command or the app as markup:

1. `from_markup` gets a literal template, and what it fills in is safe. `markup=True` is never written.
2. `notify` gets `markup=False`, and safe texts.
3. What reads markup (Static, Label, Button, Option, Tab, `update`, `border_title`, `tooltip` …) gets a literal or a
   Content. A Content is what `safe_text`, or a function or field that says `Content`, gives.
4. What shows a text as it is (Content, rich's Text, Input, TextArea, Markdown, `value`, `placeholder`) gets a literal,
   `safe_label`, `safe_field` or `visible`. So a Content is always safe, and rule 3 may rely on it.

Lines drawn by hand (`Segment`) are not judged: their texts come from view models that have passed `visible`, and
`HarmlessLines` catches the rest. Where a rule is wrong, the line says why it is safe: `# safe: the name of a month`.
"""

import ast
from collections.abc import Callable, Iterator, Set
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

TUI = Path(__file__).resolve().parents[2] / "tuiboard" / "tui"

MARKUP_WIDGETS = {
    "Static",
    "Label",
    "Button",
    "Link",
    "Tab",
    "TabPane",
    "Option",
    "Checkbox",
    "RadioButton",
    "ToggleButton",
    "Collapsible",
    "Tooltip",
    "Header",
}
MARKUP_METHODS = {
    "update",
    "add_option",
    "add_options",
    "add_row",
    "add_rows",
    "add_column",
    "add_columns",
    "add_tab",
    "add_leaf",
    "set_options",
    "set_label",
    "replace_option_prompt",
    "replace_option_prompt_at_index",
}
MARKUP_FIELDS = {"border_title", "border_subtitle", "tooltip", "sub_title"}
MARKUP_KEYWORDS = {"content", "renderable", "label", "prompt", "title", "tooltip"}
RAW_WIDGETS = {"Content", "Text", "Input", "TextArea", "Markdown", "Log"}
RAW_METHODS = {"load_text"}
RAW_FIELDS = {"value", "placeholder"}
RAW_KEYWORDS = {"text", "value", "placeholder", "markdown"}
CLEANERS = {"safe_label", "safe_field", "visible"}
CONTENT_MAKERS = {"safe_text", "from_markup"}


class Finding(NamedTuple):
    line: int
    message: str


def content_names(trees: list[ast.Module]) -> Set[str]:
    """Names of functions, fields and parameters that say they are, or give, Content: mypy holds them to it."""
    found = set(CONTENT_MAKERS)
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _says_content(node.returns):
            found.add(node.name)
        elif isinstance(node, ast.AnnAssign) and _says_content(node.annotation):
            found.add(node.target.id if isinstance(node.target, ast.Name) else getattr(node.target, "attr", ""))
    return found


def _says_content(annotation: ast.expr | None) -> bool:
    if annotation is None:
        return False
    words = ast.unparse(annotation).replace("'", "").replace('"', "")
    return words in ("Content", "Content | None") or words.endswith((", Content]", "[Content]"))


def _says_number(annotation: ast.expr | None) -> bool:
    return annotation is not None and ast.unparse(annotation) in ("int", "float", "bool", "int | None")


class Lint(ast.NodeVisitor):
    """Finds what breaks the rules in one file."""

    def __init__(self, source: str, makers: Set[str] = CONTENT_MAKERS) -> None:
        self.findings: list[Finding] = []
        self._makers = makers
        self._lines = source.splitlines()
        self._scopes: list[ast.AST] = []
        self._assumed: list[str] = []

    def _tell(self, node: ast.expr | ast.stmt, message: str) -> None:
        marked = any("# safe: " in line for line in self._lines[node.lineno - 1 : node.end_lineno])
        if not marked:
            self.findings.append(Finding(node.lineno, message))

    # Where we are

    def _enter(self, node: ast.AST) -> None:
        self._scopes.append(node)
        self.generic_visit(node)
        self._scopes.pop()

    visit_Module = visit_ClassDef = visit_FunctionDef = visit_AsyncFunctionDef = visit_Lambda = _enter  # type: ignore[assignment]

    # Sinks

    def visit_Call(self, node: ast.Call) -> None:
        name = _name(node.func)
        keywords = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
        if _is_true(keywords.get("markup")):
            self._tell(node, "markup=True: data would be read as markup")
        if name == "from_markup":
            self._check_template(node)
        elif name == "notify":
            if not _is_false(keywords.get("markup")):
                self._tell(node, "notify() without markup=False reads its text as markup")
            self._check_clean(node, [*node.args[:1], *_of(keywords, {"message", "title"})])
        elif name in MARKUP_WIDGETS or (name == "__init__" and self._in_subclass_of(MARKUP_WIDGETS)):
            # Only the first positional argument of these is a text; of a Button the variant is the second.
            texts = [*node.args[:1], *_of(keywords, MARKUP_KEYWORDS)]
            (self._check_clean if _is_false(keywords.get("markup")) else self._check_content)(node, texts)
        elif name in MARKUP_METHODS and isinstance(node.func, ast.Attribute):
            first = 1 if name.startswith("replace_") else 0  # which option comes first
            self._check_content(node, [*node.args[first:], *_of(keywords, MARKUP_KEYWORDS)])
        elif name in RAW_WIDGETS:
            positional = 2 if name == "Input" else 1
            self._check_clean(node, [*node.args[:positional], *_of(keywords, RAW_KEYWORDS)])
        elif name in RAW_METHODS:
            self._check_clean(node, node.args[:1])
        if "tooltip" in keywords and name not in MARKUP_WIDGETS:
            self._check_content(node, [keywords["tooltip"]])
        self.generic_visit(node)

    def _check_template(self, node: ast.Call) -> None:
        if not node.args or not _is_literal(node.args[0]):
            self._tell(node, "from_markup() of a text that is not a literal: data would be read as markup")
        self._check_clean(node, [keyword.value for keyword in node.keywords])

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self._check_field(target, node.value, node)
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._check_field(node.target, node.value, node)
        self.generic_visit(node)

    def _check_field(self, target: ast.expr, value: ast.expr, node: ast.stmt) -> None:
        if not isinstance(target, ast.Attribute):
            return
        if target.attr in MARKUP_FIELDS and not self._is_content(value):
            self._tell(node, f"{target.attr} reads markup: give it safe_text(…)")
        if target.attr in RAW_FIELDS and not self._is_self(target) and not self._is_clean(value):
            self._tell(node, f"{target.attr} shows control characters: give it safe_field(…) or safe_label(…)")

    def _is_self(self, target: ast.Attribute) -> bool:
        """A field of an object of ours; only widgets of Textual show what is put into theirs."""
        return (
            isinstance(target.value, ast.Name) and target.value.id == "self" and not self._in_subclass_of(RAW_WIDGETS)
        )

    def _check_content(self, node: ast.Call, values: list[ast.expr]) -> None:
        for value in values:
            if not self._is_content(value):
                self._tell(node, f"{_name(node.func)}(…{ast.unparse(value)[:40]}…) reads markup: give it safe_text(…)")

    def _check_clean(self, node: ast.Call, values: list[ast.expr]) -> None:
        for value in values:
            if not self._is_clean(value):
                shown = ast.unparse(value)[:40]
                self._tell(
                    node,
                    f"{_name(node.func)}(…{shown}…) shows control characters: give it safe_label(…), safe_field(…)",
                )

    # What is safe

    def _is_content(self, value: ast.expr) -> bool:
        """True for a literal, and for what can be seen to be Content (or to hold no text at all)."""
        match value:
            case ast.Constant() | ast.Dict() | ast.DictComp() | ast.Set() | ast.SetComp():
                return True  # dictionaries and sets: not a widget's `update`
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return all(map(self._is_content, parts))
            case ast.ListComp(elt=part) | ast.GeneratorExp(elt=part) | ast.Starred(value=part):
                return self._is_content(part)
            case ast.NamedExpr(value=part) | ast.Await(value=part) | ast.Subscript(value=part):
                return self._is_content(part)
            case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, op=ast.Add(), right=other):
                return self._is_content(one) and self._is_content(other)
            case ast.BoolOp(values=parts):
                return all(map(self._is_content, parts))
            case ast.Call(func=function):
                name = _name(function)
                if name in self._makers or name in ("Content", "Text", "Option"):
                    return True
                if name == "safe_field":  # for Markdown.update, which reads Markdown and no markup
                    return self._mentions("Markdown")
                return isinstance(function, ast.Attribute) and self._is_content(function.value)
            case ast.Attribute(attr=name):
                return name in self._makers or name.isupper()
            case ast.Name(id=name):
                return name.isupper() or name.lstrip("_").isupper() or self._is_known(name, self._is_content)
        return False

    def _is_clean(self, value: ast.expr) -> bool:
        """True for what holds no control character, though maybe markup."""
        match value:
            case ast.Call(func=function) if _name(function) in CLEANERS:
                return True
            case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, op=ast.Add(), right=other):
                return self._is_clean(one) and self._is_clean(other)
            case ast.BoolOp(values=parts):
                return all(map(self._is_clean, parts))
            case ast.Name(id=name) if self._is_known(name, self._is_clean):
                return True
            case ast.JoinedStr(values=parts):
                return all(self._is_clean(p.value) if isinstance(p, ast.FormattedValue) else True for p in parts)
        return self._is_content(value)

    def _is_known(self, name: str, judge: Callable[[ast.expr], bool]) -> bool:
        """True where every assignment to a local name is safe, and the parameter says Content or a number."""
        if name in self._assumed:
            return True  # `line = line + …` is as safe as what is added
        self._assumed.append(name)
        known = self._is_assigned_safely(name, judge)
        self._assumed.pop()
        return known

    def _is_assigned_safely(self, name: str, judge: Callable[[ast.expr], bool]) -> bool:
        for scope in reversed(self._scopes):
            if isinstance(scope, ast.ClassDef):
                continue
            values = list(_assigned(scope, name))
            safe = all(value is not None and judge(value) for value in values)
            if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                for argument in [*scope.args.posonlyargs, *scope.args.args, *scope.args.kwonlyargs]:
                    if argument.arg == name:
                        return safe and (_says_content(argument.annotation) or _says_number(argument.annotation))
            if values:
                return safe
        return False

    def _mentions(self, word: str) -> bool:
        functions = [s for s in self._scopes if isinstance(s, ast.FunctionDef | ast.AsyncFunctionDef)]
        return any(_uses(function, word) for function in functions)

    def _in_subclass_of(self, names: Set[str]) -> bool:
        classes = [scope for scope in self._scopes if isinstance(scope, ast.ClassDef)]
        return bool(classes) and any(_name(base) in names for base in classes[-1].bases)


def _assigned(scope: ast.AST, name: str) -> Iterator[ast.expr | None]:
    """What is assigned to a name in a scope; None where it can't be told (a loop, `with`, an import)."""
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
            yield node.value
        elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr):
            if isinstance(node.target, ast.Name) and node.target.id == name and node.value is not None:
                yield node.value
        elif isinstance(node, ast.Assign):
            if any(_uses(target, name) for target in node.targets if isinstance(target, ast.Tuple | ast.List)):
                yield None
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension) and _uses(node.target, name):
            yield None


def _uses(node: ast.AST | None, name: str) -> bool:
    return node is not None and any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(node))


def _name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(value=value):
            return _name(value)
    return ""


def _of(keywords: dict[str, ast.expr], names: Set[str]) -> list[ast.expr]:
    return [value for name, value in keywords.items() if name in names]


def _is_literal(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant)


def _is_true(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is True


def _is_false(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is False


parsed = cache(ast.parse)


def findings(source: str, makers: Set[str] | None = None) -> list[Finding]:
    tree = parsed(source)
    lint = Lint(source, content_names([tree]) if makers is None else makers)
    lint.visit(tree)
    return lint.findings


def test_every_text_goes_through_safe_text() -> None:
    sources = {
        path: path.read_text(encoding="utf-8") for path in sorted(TUI.rglob("*.py")) if path.name != "safe_text.py"
    }
    makers = content_names([parsed(source) for source in sources.values()])
    found = [
        f"{path.relative_to(TUI.parents[1])}:{line}: {message}"
        for path, source in sources.items()
        for line, message in findings(source, makers)
    ]
    assert len(sources) > 5
    assert not found, "\n".join(["", *found])


BAD = [
    # 1. Markup
    "Content.from_markup(card.title)",
    "Content.from_markup(f'[b]{card.title}[/b]')",
    "Text.from_markup('[b]' + title)",
    "Content.from_markup('[b]$t[/b]', t=card.title)",
    "Static(safe_text(x), markup=True)",
    "RichLog(markup=True)",
    # 2. Notifications
    "self.notify('saved')",
    "self.app.notify(safe_label(card.title))",
    "self.notify(card.title, markup=False)",
    "self.notify('saved', title=card.title, markup=False)",
    "self.notify('saved', markup=on)",
    # 3. What reads markup
    "Static(card.title)",
    "Static(content=card.title)",
    "Static(f'{card.title}')",
    "Static(f'Card {number}')",
    "Static(str(card))",
    "Static(visible(card.title))",
    "Static(safe_label(card.title))",
    "Static('Card ' + card.title)",
    "Static(safe_text('Card ') + card.title)",
    "Static(card.title, markup=False)",
    "Static(title if title else 'none')",
    "Static(title or 'none')",
    "Label(title)",
    "widgets.Label(title)",
    "Button(title, id='x')",
    "Option(card.title, id='x')",
    "Tab(name)",
    "TabPane(title=name)",
    "Collapsible(title=name)",
    "Checkbox(name)",
    "widget.update(card.title)",
    "widget.update(safe_label(card.title))",
    "widget.update(safe_field(card.body))",
    "widget.update(self.text)",
    "table.add_row(card.key, safe_text(card.title))",
    "table.add_row(*cells)",
    "table.add_column(name)",
    "options.add_option(card.title)",
    "options.replace_option_prompt_at_index(index, name)",
    "def f(number: str):\n    Content(f'{number}')",
    "def f(number: int, card):\n    number = card.title\n    Content(f'{number}')",
    "options.add_options([card.title for card in cards])",
    "self.border_title = column.name",
    "self.border_title = f'{column.name}'",
    "self.border_title += column.name",
    "widget.border_subtitle = visible(column.name)",
    "widget.tooltip = card.title",
    "self.sub_title = path",
    "Input(tooltip=card.title)",
    "def f(title: str):\n    Static(title)",
    "def f(title):\n    shown = title\n    Static(shown)",
    "def f(title):\n    shown = safe_text('')\n    shown = shown + title\n    Static(shown)",
    "def f(title):\n    shown = safe_text('')\n    shown += title\n    Static(shown)",
    "def f(cards):\n    for shown in cards:\n        Static(shown)",
    "def f(one):\n    shown, other = one\n    Static(shown)",
    "def f(title):\n    shown = safe_text(title)\n    if title:\n        shown = title\n    Static(shown)",
    "class A(Static):\n    def __init__(self, title):\n        super().__init__(title)",
    # 4. What shows a text as it is
    "Content(card.title)",
    "Content(f'{card.title}')",
    "Text(card.title)",
    "Input(card.title)",
    "Input(value=self._value)",
    "Input('', card.hint)",
    "Input(placeholder=self._hint)",
    "TextArea(card.body)",
    "Markdown(card.body)",
    "box.value = card.title",
    "box.placeholder = line.placeholder",
    "area.load_text(card.body)",
]

GOOD = [
    "Content.from_markup('[b]$t[/b]', t=safe_label(title))",
    "self.notify(safe_label(title), title='Saved', markup=False)",
    "self.notify(f'Saved {safe_label(title)}', markup=False)",
    "Static()",
    "Static('', id='x')",
    "Static('[b]Keys[/b]')",
    "Static(id=name)",
    "Static(HELP)",
    "Static(safe_text(card.title), id='x', classes=name)",
    "Static(safe_text(f'Card {card.title}').stylize('bold'))",
    "Static(safe_label(card.title), markup=False)",
    "Static(safe_text(a) + Content('  ') + safe_text(b))",
    "Static(safe_text(a) if a else 'none')",
    "Static(Content('\\n').join(lines))",
    "Static(card.title)  # safe: a view model's",
    "Button('Save', variant)",
    "Option(safe_text(card.title), id=card.key)",
    "options.add_options([Option(safe_text(c.title)) for c in cards])",
    "widget.update(safe_text(x))",
    "found.update({'a': name})",
    "found.update({a: b for a, b in pairs})",
    "found.update(a=1)",
    "widget.border_title = safe_text(name)",
    "widget.border_title = 'Keys'",
    "widget.tooltip = None",
    "def f(text: Content):\n    Static(text)",
    "def f(title):\n    shown = safe_text(title)\n    shown = shown.stylize('dim')\n    Static(shown)",
    "def f(title):\n    shown = safe_text(title)\n    shown += safe_text('.')\n    Static(shown)",
    "def f(number: int):\n    Static(Content(f'[{number:>2}]').stylize('b'))",
    "options.replace_option_prompt_at_index(index, safe_text(name))",
    "def line(card) -> Content: ...\nStatic(line(card))",
    "class A:\n    def line(self, card) -> Content: ...\n    def f(self):\n        Static(self.line(self.card))",
    "class L:\n    preview: Callable[[str], Content]\ndef f(line):\n    widget.update(line.preview(text))",
    "def f(body):\n    self.query_one(Markdown).update(safe_field(body))",
    "Content('  ')",
    "Content('[x] ' if ticked else '[ ] ')",
    "Text(safe_label(name), style)",
    "Input(value=safe_field(text), placeholder='fri', id=name)",
    "TextArea(safe_field(body), soft_wrap=True)",
    "Markdown(safe_field(body), id='x')",
    "box.value = ''",
    "box.value = safe_field(text)",
    "def f(text):\n    whole = safe_field(text)\n    box.value = whole",
    "class A:\n    def f(self, x):\n        self.value = x",
    "Segment(text, style)",
]


@pytest.mark.parametrize("source", BAD)
def test_the_lint_finds(source: str) -> None:
    assert findings(source)


@pytest.mark.parametrize("source", GOOD)
def test_the_lint_lets_pass(source: str) -> None:
    assert findings(source) == []
