"""`person`, `project` and `milestone`: list, add and edit."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tuiboard.cli.call import Call
from tuiboard.cli.table import aligned, fitted
from tuiboard.domain import commands as c
from tuiboard.domain.names import find_milestone, find_person, find_project
from tuiboard.domain.text import visible
from tuiboard.view import as_json


def _print(call: Call, documents: Iterable[dict[str, Any]], row: Callable[[dict[str, Any]], Sequence[object]]) -> int:
    """Print documents as JSON or as an aligned table."""
    found = list(documents)
    if call.out.as_json:
        call.out.document(found)
    else:
        rows = [[visible("" if value is None else value, 200) for value in row(document)] for document in found]
        call.out.lines(fitted(line, call.out.width) for line in aligned(rows))
    return 0


# People


def list_people(call: Call) -> int:
    """Print everyone."""

    def row(doc: dict[str, Any]) -> Sequence[object]:
        hours, login = f"{doc['hours_per_week']:g} h/week", f"login {doc['login']}" if doc["login"] else ""
        return doc["key"], doc["name"], doc["role"], hours, login, "" if doc["active"] else "inactive"

    return _print(call, map(as_json.person_document, call.workspace.people()), row)


def add_person(call: Call) -> int:
    """Add someone."""
    handle = call.request.word("HANDLE").removeprefix("@")
    return call.carry_out(c.AddPerson(handle, call.named_fields("NAME", "person")))


def edit_person(call: Call) -> int:
    """Change someone."""
    person = find_person(call.workspace, call.request.word("HANDLE"))
    return call.carry_out(c.EditPerson(person.handle, call.fields("person")))


# Projects


def list_projects(call: Call) -> int:
    """Print the projects."""

    def row(doc: dict[str, Any]) -> Sequence[object]:
        sponsor = f"sponsor {doc['sponsor']}" if doc["sponsor"] else ""
        return doc["key"], doc["name"], f"due {doc['deadline']}" if doc["deadline"] else "", sponsor

    return _print(call, map(as_json.project_document, call.workspace.projects()), row)


def add_project(call: Call) -> int:
    """Add a project."""
    return call.carry_out(c.AddProject(call.request.word("KEY"), call.named_fields("NAME", "project")))


def edit_project(call: Call) -> int:
    """Change a project."""
    project = find_project(call.workspace, call.request.word("KEY"))
    return call.carry_out(c.EditProject(project.key, call.fields("project")))


# Milestones


def list_milestones(call: Call) -> int:
    """Print the milestones."""

    def row(doc: dict[str, Any]) -> Sequence[object]:
        return doc["key"], doc["due"], doc["project"], f"@{doc['owner']}" if doc["owner"] else "", doc["title"]

    return _print(call, map(as_json.milestone_document, call.workspace.milestones()), row)


def add_milestone(call: Call) -> int:
    """Add a milestone."""
    return call.carry_out(c.AddMilestone(call.named_fields("TITLE", "milestone", "title")))


def edit_milestone(call: Call) -> int:
    """Change a milestone."""
    milestone = find_milestone(call.workspace, call.request.word("ID"))
    from tuiboard.engine.fields import parse_assignments

    words, who = call.request.words["FIELD=VALUE"], call.session.who
    parts = parse_assignments(words, call.workspace, call.today, who, "milestone")
    return call.carry_out(c.EditMilestone(milestone.id, parts.set, parts.add, parts.remove))
