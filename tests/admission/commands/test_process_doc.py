"""`manage.py process_doc`: the procedure in words, the same everywhere, and a check that it is current."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from admission.domain.procedure import DeadlineKind, Stage, StepCode
from admission.management.commands.process_doc import document


def test_document_is_the_same_in_every_language() -> None:
    with override("vi"):
        vietnamese = document()
    with override("en"):
        english = document()

    assert vietnamese == english


def test_document_tells_every_step_stage_and_clock() -> None:
    text = document()

    assert [code for code in (*StepCode, *Stage, *DeadlineKind) if f"`{code}`" not in text] == []


def test_document_has_the_numbers_of_the_rule_set() -> None:
    lines = document().splitlines()

    row = next(line for line in lines if "`admission_decision`" in line and "working days" in line)
    assert [cell.strip() for cell in row.split("|")][2:5] == [
        "`admission_resolution`", "60 working days", "30 working days, once",
    ]  # fmt: skip
    assert any("at least 2/3 of the entitled" in line for line in lines)
    assert any("more than 1/2 of the entitled" in line for line in lines)


def test_diagram_has_each_way_once() -> None:
    text = document()
    diagram = text[text.index("stateDiagram-v2") :].split("```")[0].splitlines()[1:]

    ways = [line.split(":")[0].strip() for line in diagram if "-->" in line]
    assert len(ways) == len(set(ways)) == 36
    assert {"awaiting_grassroots --> returned", "returned --> awaiting_grassroots"} < set(ways)
    assert diagram[-1].strip() == "note right of ended: End the file, from every open stage"
    assert "ready_for_recognition --> recognition_appraisal" in ways
    assert "awaiting_decision --> refused" in ways


def test_tables_are_whole() -> None:
    rows = [line for line in document().splitlines() if line.startswith("|")]

    assert len(rows) > 50
    assert {line.endswith(" |") for line in rows} == {True}


def test_check_fails_until_the_document_is_written(tmp_path: Path) -> None:
    path = tmp_path / "docs" / "process.md"

    with pytest.raises(CommandError, match=r"process\.md"):
        call_command("process_doc", "--check", "--output", str(path))
    assert not path.exists()
    call_command("process_doc", "--output", str(path), verbosity=0)
    call_command("process_doc", "--check", "--output", str(path))
    path.write_text(path.read_text(encoding="utf-8") + "by hand\n", encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("process_doc", "--check", "--output", str(path))
