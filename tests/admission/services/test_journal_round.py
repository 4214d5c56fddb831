"""What the sweep does for the journal."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from admission.models import Mail
from admission.services.alerts import sweep
from admission.services.journal_round import keep_journal
from members.models import JournalAnchor, JournalEvent, JournalHead, Role
from members.services.journal import record_event
from tests.factories import NOW, Tree, make_account


@pytest.fixture
def administrators(tree: Tree) -> None:
    """One at the top, one below it."""
    make_account("quantri", Role.ADMINISTRATOR, tree.committee)
    make_account("quantri-cs", Role.ADMINISTRATOR, tree.grassroots)


def notices() -> list[tuple[str, str]]:
    return list(Mail.objects.filter(kind="notice").order_by("pk").values_list("notice", "recipient__username"))


def test_sweep_seals_what_waits_and_anchors_once_a_day(administrators: None) -> None:
    for hours in (0, 1, 24):
        record_event(verb="thử", subject="case:1", by=None)
        sweep(now=NOW + timedelta(hours=hours))

    assert not JournalEvent.objects.filter(number=None).exists()
    assert [str(anchor.anchored_on) for anchor in JournalAnchor.objects.order_by("pk")] == ["2026-03-02", "2026-03-03"]
    assert notices() == [("journal_anchor", "quantri")] * 2


def test_anchor_is_mailed_as_a_line_to_keep(administrators: None, mailoutbox: Any) -> None:
    sweep(now=NOW)

    (mail,) = [mail for mail in mailoutbox if "quantri@example.vn" in mail.to]
    anchor = JournalAnchor.objects.get()
    assert str(anchor) in mail.body
    assert f'--anchor "{anchor}"' in mail.body


def test_damaged_head_is_told_once_a_day_and_stops_nothing(administrators: None) -> None:
    keep_journal(now=NOW)
    JournalHead.objects.update(mac="0" * 64)
    record_event(verb="thử", subject="case:1", by=None)

    for hours in (1, 2):
        assert sweep(now=NOW + timedelta(hours=hours)).delivered is not None

    assert notices() == [("journal_anchor", "quantri"), ("journal_damaged", "quantri")]
    assert JournalEvent.objects.filter(number=None).count() == 1


def test_anchor_that_cannot_be_written_down_is_tried_again(administrators: None, settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path / "file"
    settings.VAR_DIR.write_text("in the way")
    keep_journal(now=NOW)
    assert not JournalAnchor.objects.exists()

    settings.VAR_DIR.unlink()
    keep_journal(now=NOW)

    assert JournalAnchor.objects.count() == 1


def test_sweep_without_news_asks_the_journal_twice(administrators: None, django_assert_num_queries: Any) -> None:
    keep_journal(now=NOW)

    with django_assert_num_queries(2):
        keep_journal(now=NOW + timedelta(minutes=1))
