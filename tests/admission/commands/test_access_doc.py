"""`manage.py access_doc`: who may what in words, the same everywhere, and a check that it is current."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from admission import permissions
from admission.management.commands import access_doc
from admission.management.commands.access_doc import document
from admission.permissions import ACTS, Act
from admission.urls import urlpatterns
from members.models import Role


def cells_of(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def row_of(name: str) -> list[str]:
    """The cells of the row that begins with a name, or has it second."""
    rows = (cells_of(line) for line in document().splitlines() if line.startswith("|"))
    return next(row for row in rows if f"`{name}`" in row[:2])


def test_document_is_the_same_in_every_language() -> None:
    with override("vi"):
        vietnamese = document()
    with override("en"):
        english = document()

    assert vietnamese == english


def test_document_tells_every_act_and_every_address() -> None:
    text = document()

    assert [act for act in Act if f"| `{act}` |" not in text] == []
    assert [pattern.name for pattern in urlpatterns if f"| `{pattern.name}` |" not in text] == []


def test_document_says_how_far_each_role_carries_an_act() -> None:
    heads = cells_of(next(line for line in document().splitlines() if line.startswith("| act |")))

    assert heads == ["act", "what it is", *Role.values]
    assert row_of("keep_members")[2:] == ["own", "own", "below", "below", "", ""]
    assert row_of("approve_decision")[2:] == ["", "", "", "file", "", ""]
    assert row_of("keep_rules")[2:] == ["", "", "", "", "", "all"]
    assert row_of("see_work")[2:] == ["yes"] * 6
    assert row_of("sign_in")[2:] == ["also signed out"] * 6


def test_document_gives_each_address_with_its_act() -> None:
    assert row_of("case") == ["`/cases/<int:pk>/`", "`case`", "`read_cases`"]
    assert row_of("member-add") == ["`/branches/<int:pk>/members/add/`", "`member-add`", "`keep_members`"]


def test_tables_are_whole() -> None:
    rows = [line for line in document().splitlines() if line.startswith("|")]

    assert len(rows) == len(Act) + len(urlpatterns) + 4
    assert {line.endswith(" |") for line in rows} == {True}


def test_check_fails_until_the_document_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "access.md"

    with pytest.raises(CommandError, match=r"access\.md"):
        call_command("access_doc", "--check", "--output", str(path))
    assert not path.exists()
    call_command("access_doc", "--output", str(path), verbosity=0)
    call_command("access_doc", "--check", "--output", str(path))
    fewer = {act: rule for act, rule in ACTS.items() if act is not Act.REVEAL}
    monkeypatch.setattr(access_doc, "ACTS", fewer)
    with pytest.raises(CommandError):
        call_command("access_doc", "--check", "--output", str(path))
    assert permissions.ACTS is ACTS
