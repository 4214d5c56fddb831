"""`manage.py sweep` prints what it did."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from admission.models import Mail, MailStatus
from members.models import Role
from tests.admission.services.digest_rounds import case_with_ceremony_due, queue_digests
from tests.factories import Tree, make_account


def run(*options: str) -> list[str]:
    out = StringIO()
    with override("en"):
        call_command("sweep", *options, stdout=out)
    return out.getvalue().splitlines()


def test_sweep_command_says_what_it_did(tree: Tree) -> None:
    make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))

    assert run("--at", "2026-03-02T07:00:00+07:00") == [
        "1 alert planned.",
        "1 digest opened.",
        "Mail: 1 sent, 0 to be tried again, 0 given up, 0 with nothing left to say, 0 waiting.",
        "The next digest is due at 03/03/2026 07:00.",
    ]


def test_sweep_command_names_an_outage_and_a_merged_digest(tree: Tree) -> None:
    make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))
    run("--at", "2026-03-02T07:00:00+07:00")
    Mail.objects.update(status=MailStatus.QUEUED, sent_at=None, next_at="2026-03-09T00:00Z")
    case_with_ceremony_due(tree.branch, date(2026, 1, 13))

    said = run("--at", "2026-03-03T09:00:00+07:00")

    assert "1 unsent older digest merged into a new one." in said
    assert "The server was off from 02/03/2026 07:00 to 03/03/2026 09:00." in said


def test_sweep_command_that_only_delivers_plans_nothing(tree: Tree) -> None:
    queue_digests(tree.branch, 2)

    assert run("--deliver-only", "--at", "2026-03-02T07:01:00+07:00") == [
        "Mail: 2 sent, 0 to be tried again, 0 given up, 0 with nothing left to say, 0 waiting."
    ]


def test_sweep_command_names_the_year_without_a_calendar(tree: Tree) -> None:
    assert run("--at", "2028-01-03T07:00:00+07:00")[-1] == (
        "No alert can be planned: the working-day calendar of 2028 is not published."
    )


@pytest.mark.django_db
def test_sweep_command_without_any_calendar_says_what_to_do() -> None:
    with pytest.raises(CommandError, match=r"manage\.py prepare"):
        run()


def test_sweep_command_wants_an_instant_with_its_zone() -> None:
    with pytest.raises(CommandError, match="--at"):
        run("--at", "2026-03-02T07:00:00")
