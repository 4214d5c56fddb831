"""An installation of the version before the whole regulation, upgraded by the command that upgrades it in use."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connections

from admission.models import (
    AdmissionCase,
    Deadline,
    PeriodRun,
)
from members.models import JournalEvent
from tests.admission.former_version import ALIAS, Installation, guard, installed, upgrade

pytestmark = pytest.mark.servers


@pytest.fixture
def former(tmp_path: Path, django_db_blocker: Any) -> Iterator[Installation]:
    """One for a test that upgrades it in a way of its own."""
    with installed(tmp_path, django_db_blocker) as installation:
        yield installation


def add_deadline(former: Installation, case: Any, **values: Any) -> Any:
    version = former.apps.get_model("admission", "CalendarVersion").objects.using(ALIAS).get()
    shared = {"rule_set": "TRAINING_2020", "clause": "29-QĐ/TW, 4.1", "nature": "limit", "unit": "working_days"}
    return former.add("Deadline", case=case, organization=case.branch, calendar_version=version, **(shared | values))


def furnish(former: Installation) -> dict[str, int]:
    """Files at every turn of the former version; give the stage that each must keep."""
    chi, dung = former.person("Chi"), former.person("Dung")
    nominated = former.case(former.person("A"), "branch", date(2026, 2, 2), "nominated")
    helped = former.case(former.person("B"), "branch", date(2025, 9, 1), "sponsored")
    decided = former.case(former.person("C"), "branch", date(2024, 9, 2), "awaiting_decision")
    probation = former.case(former.person("D"), "branch", date(2024, 9, 2), "probation")
    removed = former.case(former.person("E"), "branch", date(2022, 1, 4), "not_recognised", closed_on=date(2024, 6, 20))
    for case in (helped, decided, probation, removed):
        former.sponsor(case, chi, date(2020, 1, 6), case.opened_on)
        former.sponsor(case, dung, date(2020, 1, 6), case.opened_on)
    former.add("CasePaper", case=helped, step="union_recommendation", made_on=date(2026, 2, 1))
    add_deadline(
        former, helped, kind="paper_validity", subject="union_recommendation", trigger="union_recommendation",
        triggered_on=date(2026, 2, 1), length=12, due_on=date(2027, 2, 1),
    )  # fmt: skip
    former.resolution(decided, "admission", date(2026, 2, 2), 5)
    former.member(probation, date(2025, 1, 2))
    former.member(removed, date(2022, 1, 4))
    add_deadline(
        former, removed, kind="ceremony", trigger="decision_receipt", triggered_on=date(2023, 4, 10), length=30,
        due_on=date(2023, 5, 22), met_on=date(2023, 5, 3), status="met",
    )  # fmt: skip
    former.add("Account", "members", username="quan.tri", full_name="Người quản trị")
    former.resolution(removed, "recognition", date(2024, 5, 14), 2)
    former.decision(removed, "recognition", date(2024, 6, 20), "refused")
    return {
        "nominated": nominated.pk, "ready_for_branch": helped.pk, "awaiting_decision": decided.pk,
        "probation": probation.pk, "name_removed": removed.pk,
    }  # fmt: skip


def test_first_start_after_upgrade_derives_every_file_anew_and_the_second_nothing(former: Installation) -> None:
    files = furnish(former)
    guard(former)

    first = former.manage("prepare")

    assert first.returncode == 0, first.stderr
    checked = former.manage("check_deadlines", "--skip-checks")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    today = datetime.now(UTC).date()
    stages = {case.stage_on(today).value: case.pk for case in AdmissionCase.objects.using(ALIAS)}
    stages = {"probation" if stage == "ready_for_recognition" else stage: pk for stage, pk in stages.items()}
    assert {stage if stage != "sponsored" else "ready_for_branch": pk for stage, pk in stages.items()} == files
    ceremony = Deadline.objects.using(ALIAS).get(case=files["name_removed"], kind="ceremony")
    assert (ceremony.rule_set, ceremony.status) == ("QD24_2021", "met")
    assert AdmissionCase.objects.using(ALIAS).get(pk=files["name_removed"]).rule_set == "QD24_2021"
    assert Deadline.objects.using(ALIAS).filter(subject="youth_union_recommendation").count() == 1
    second_start_derives_nothing(former)


def second_start_derives_nothing(former: Installation) -> None:
    events = JournalEvent.objects.using(ALIAS).count()
    started_at = PeriodRun.objects.using(ALIAS).get(kind="upgrade", period="whole_regulation").started_at
    Deadline.objects.using(ALIAS).filter(kind="ceremony").update(clause="spoilt, and left to check_deadlines")

    second = former.manage("prepare")

    assert (second.returncode, second.stdout) == (0, "")
    assert JournalEvent.objects.using(ALIAS).count() == events
    assert PeriodRun.objects.using(ALIAS).get(kind="upgrade").started_at == started_at
    assert Deadline.objects.using(ALIAS).filter(clause__startswith="spoilt").exists()


def test_file_that_cannot_be_derived_stays_and_is_named(former: Installation) -> None:
    files = furnish(former)
    early = former.case(former.person("F"), "branch", date(2014, 2, 3), "awaiting_decision")
    former.resolution(early, "admission", date(2015, 3, 2))  # no regulation is known of that day
    guard(former)

    first = former.manage("prepare")

    assert first.returncode == 0, first.stderr
    assert f"KN-2014-{early.pk:05d}" in first.stderr
    assert AdmissionCase.objects.using(ALIAS).get(pk=early.pk).stage == "awaiting_decision"
    assert AdmissionCase.objects.using(ALIAS).get(pk=files["name_removed"]).stage == "name_removed"


def test_migration_that_cannot_end_leaves_former_database(former: Installation) -> None:
    closed_on = date(2025, 7, 10)
    case = former.case(former.person("An"), "branch", date(2024, 1, 2), "not_recognised", closed_on=closed_on)
    former.sponsor(case, former.person("Chi"), date(2020, 1, 6), date(2024, 1, 3))
    with connections[ALIAS].cursor() as cursor:  # in the way of one of the last operations
        cursor.execute("CREATE INDEX ruleconfirmation_by_cell ON admission_alert (id)")

    with pytest.raises(DatabaseError, match="ruleconfirmation_by_cell"):
        upgrade(former)

    then = former.apps.get_model("admission", "Sponsorship").objects.using(ALIAS).select_related("case").get()
    assert (then.case.stage, then.together_since_on) == ("not_recognised", date(2020, 1, 6))
    with pytest.raises(IntegrityError, match="append-only"):
        then.delete(using=ALIAS)
