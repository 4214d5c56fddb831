"""`manage.py verify_journal`, and the anchors it reads."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from members.models import JournalAnchor, JournalEvent, JournalHead
from members.services.journal import record_event, seal_journal
from members.services.journal_anchors import AnchorFormatError, anchor_file, read_anchor, write_anchor
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed() -> JournalHead:
    for number in range(3):
        record_event(verb="thử", subject=f"case:{number}", by=None)
    seal_journal()
    return JournalHead.objects.get()


def run(*options: str) -> list[str]:
    out = StringIO()
    with override("en"):
        call_command("verify_journal", *options, stdout=out)
    return out.getvalue().splitlines()


def test_whole_journal_is_said_to_be_with_its_anchor(sealed: JournalHead) -> None:
    assert run() == ["The journal is whole: 3 rows sealed, 0 wait for their seal.", f"3 {sealed.chain}"]


def test_verification_is_told_to_the_journal_itself(sealed: JournalHead) -> None:
    run()

    event = JournalEvent.objects.get(verb="journal_verified")
    assert (event.subject, event.details) == ("journal", {"sealed": 3, "unsealed": 0})


def test_verification_that_must_write_nothing_does_not(sealed: JournalHead) -> None:
    run("--no-record")

    assert JournalEvent.objects.count() == 3


def test_flaw_is_named_and_ends_with_an_error(sealed: JournalHead) -> None:
    JournalHead.objects.update(mac="0" * 64)

    with pytest.raises(CommandError, match=r"The head of the chain was changed\."):
        run()

    assert JournalEvent.objects.get(verb="journal_verified").details["flaw"] == "head"


@pytest.mark.parametrize("day", ["", "2026-03-02 "])
def test_anchor_that_fits_and_one_beyond_the_end(sealed: JournalHead, day: str) -> None:
    assert run("--anchor", f"{day}3 {sealed.chain}")

    with pytest.raises(CommandError, match="The end is cut off from number 4 on"):
        run("--anchor", f"{day}4 {'0' * 64}")


def test_anchor_of_another_history_is_named(sealed: JournalHead, tmp_path: Path) -> None:
    path = tmp_path / "anchors"
    path.write_text(f"2026-03-01 2 {'0' * 64}\n")

    with pytest.raises(CommandError, match="The anchor of 01/03/2026 is not in the chain"):
        run("--anchor-file", str(path))


@pytest.mark.parametrize("line", ["x", "3", "3 xyz", "2026-3-2 3 " + "0" * 64])
def test_line_that_is_no_anchor_is_refused(line: str) -> None:
    with pytest.raises(AnchorFormatError):
        read_anchor(line)
    with pytest.raises(CommandError, match="is no anchor"):
        run("--anchor", line)


def test_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        run("--anchor-file", str(tmp_path / "nowhere"))


def test_anchor_is_written_once_a_day_also_outside_the_database(sealed: JournalHead) -> None:
    first, again = (write_anchor(on=date(2026, 3, 2), now=NOW) for _time in range(2))

    assert first is not None
    assert again is None
    assert anchor_file().read_text() == f"2026-03-02 3 {sealed.chain}\n"
    assert JournalAnchor.objects.count() == 1


def test_empty_journal_has_no_anchor() -> None:
    assert write_anchor(on=date(2026, 3, 2), now=NOW) is None


def test_anchor_beside_the_database_shows_a_whole_older_copy(sealed: JournalHead) -> None:
    anchor_file().write_text(f"2026-03-01 9 {'0' * 64}\n")

    with pytest.raises(CommandError, match="the anchor of 01/03/2026 has more rows"):
        run()


def test_other_key_is_named(sealed: JournalHead, settings: Any) -> None:
    settings.JOURNAL_KEY = "mot-khoa-khac-" * 4

    with pytest.raises(CommandError, match="another key"):
        run("--no-record")
