"""The data map: every column of every model has a line, and the document and the page say what the lines say."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from admission.domain.personal_data import DataClass, Keeping
from admission.labels import data_map as labels
from admission.labels.data_map import BASES, KEEPING, PERSONAL, PURPOSES
from admission.labels.retention import RETENTION_RULES
from admission.selectors import data_map as selector
from admission.services.retention import RULES

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "data-map.md"


def test_every_column_has_exactly_one_line() -> None:
    assert selector.problems() == []


def test_column_without_a_line_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = tuple(row for row in PERSONAL if row.fields != ("born_on",))
    monkeypatch.setattr(labels, "PERSONAL", rows)

    assert selector.problems() == ["members.Person.born_on has no line in admission/labels/data_map.py"]


def test_line_without_a_column_or_said_twice_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "TECHNICAL", (*labels.TECHNICAL, ("members.Person", "born_on shoe_size")))

    assert selector.problems() == [
        "members.Person.shoe_size is declared and does not exist",
        "members.Person.born_on is declared 2 times",
    ]


def test_every_row_has_its_words_and_a_rule_that_does_what_it_says() -> None:
    lasting = {Keeping.PARTY_RECORD, Keeping.JOURNAL, Keeping.WHILE_ACCOUNT, Keeping.REGISTER}

    assert all(row.purpose in PURPOSES and row.basis in BASES and row.keeping in KEEPING for row in PERSONAL)
    assert {row.keeping for row in PERSONAL} - lasting <= {rule.code for rule in RULES}
    assert {rule.code for rule in RULES} == set(RETENTION_RULES)


def test_what_is_emptied_is_no_append_only_fact() -> None:
    taken = {row.model for row in PERSONAL if row.keeping in {Keeping.SENSITIVE, Keeping.CONTACT, Keeping.MAIL}}

    assert not any(getattr(apps.get_model(model), "append_only", False) for model in taken)


def test_sensitive_columns_are_found_by_their_class(monkeypatch: pytest.MonkeyPatch) -> None:
    born = next(row for row in PERSONAL if row.fields == ("born_on",))
    sensitive = replace(born, data_class=DataClass.C3, keeping=Keeping.SENSITIVE)
    monkeypatch.setattr(selector, "PERSONAL", (sensitive,))

    assert selector.sensitive_columns() == [(apps.get_model("members.Person"), ("born_on",))]


def test_document_is_current(in_english: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("data_map", "--check")

    assert capsys.readouterr().out == "data-map.md is current.\n"


def test_document_out_of_date_or_missing_column_fails_the_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "data-map.md"
    old.write_text(DOCUMENT.read_text().replace("Day of birth", "Birthday"))

    with pytest.raises(CommandError, match="data-map"):
        call_command("data_map", "--check", output=old)
    monkeypatch.setattr(labels, "TECHNICAL", labels.TECHNICAL[1:])
    with pytest.raises(CommandError, match=r"members.Organization.code has no line"):
        call_command("data_map", "--check")


def test_document_is_written(tmp_path: Path) -> None:
    call_command("data_map", "--write", output=tmp_path / "new.md")

    assert (tmp_path / "new.md").read_text() == DOCUMENT.read_text()


def test_command_prints_text_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("data_map")
    text = capsys.readouterr().out
    call_command("data_map", "--json")
    rows: list[dict[str, Any]] = json.loads(capsys.readouterr().out)

    assert "members.Person born_on: " in text
    named = {(row["model"], field) for row in rows for field in row["fields"]}
    assert named == set(selector.model_fields())
