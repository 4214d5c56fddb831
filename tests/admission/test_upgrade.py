"""An installation of the version before the whole regulation, upgraded by the command that upgrades it in use."""

import os
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg2
import pytest
from django.db import DatabaseError, IntegrityError, connections
from django.db.migrations.executor import MigrationExecutor

from admission.models import (
    AdmissionCase,
    CaseDocument,
    CasePaper,
    Deadline,
    PeriodRun,
)
from members.models import JournalEvent, Membership
from tests.admission.former_version import ALIAS, FORMER, INSTANT, Installation, guard, plant, upgrade

pytestmark = pytest.mark.servers

Entry = tuple[str, date, date | None, str | None]


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """An empty database of the kind that the test run uses."""
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield f"sqlite:///{tmp_path / 'former.sqlite3'}"
        return
    name = f"former_{uuid.uuid4().hex}"
    _on_server(server, f"CREATE DATABASE {name}")
    yield f"{server.rpartition('/')[0]}/{name}"
    _on_server(server, f"DROP DATABASE {name} WITH (FORCE)")


def _on_server(server: str, statement: str) -> None:
    connection = psycopg2.connect(server)
    connection.autocommit = True
    connection.cursor().execute(statement)
    connection.close()


@pytest.fixture
def former(url: str, tmp_path: Path, django_db_blocker: Any) -> Iterator[Installation]:
    """The tables of the former version with a tree of organisations; the triggers come with `guard`."""
    own = dj_database_url.parse(url)
    connections.settings[ALIAS] = connections.configure_settings({"default": own, ALIAS: own})[ALIAS]
    with django_db_blocker.unblock():
        executor = MigrationExecutor(connections[ALIAS])
        executor.migrate(FORMER)
        apps = executor.loader.project_state(FORMER).apps
        installation = Installation(url, tmp_path / "var", apps)
        plant(installation)
        yield installation
        connections[ALIAS].close()
    del connections[ALIAS]
    del connections.settings[ALIAS]


def stays_of(person: Any, branch: Any) -> list[Entry]:
    stays = Membership.objects.using(ALIAS).filter(person=person.pk, organization=branch.pk).order_by("from_on")
    return list(stays.values_list("standing", "from_on", "until_on", "end_cause"))


def test_words_of_former_version_become_those_of_this_one(former: Installation) -> None:
    case = former.case(former.person("An"), "branch", date(2024, 1, 2), "not_recognised", closed_on=date(2025, 7, 10))
    former.add("CasePaper", case=case, step="union_recommendation", made_on=date(2024, 2, 1), number="3-NQ/ĐTN")
    former.add("CasePaper", case=case, step="application", made_on=date(2024, 2, 1))

    upgrade(former)

    assert AdmissionCase.objects.using(ALIAS).get().stage == "name_removed"
    assert set(CasePaper.objects.using(ALIAS).values_list("step", flat=True)) == {
        "youth_union_recommendation",
        "application",
    }


def test_triggers_are_back_after_migration(former: Installation) -> None:
    case = former.case(former.person("An"), "branch", date(2024, 1, 2), "nominated")
    former.add("CasePaper", case=case, step="application", made_on=date(2024, 2, 1))

    upgrade(former)

    with pytest.raises(IntegrityError, match="append-only"):
        CasePaper.objects.using(ALIAS).update(made_on=date(2024, 2, 2))


def test_sponsor_gets_one_stay_from_earliest_day_of_all_his_files(former: Installation) -> None:
    an, binh, sponsor = former.person("An"), former.person("Binh"), former.person("Chi")
    first = former.case(an, "branch", date(2024, 1, 2), "sponsored")
    second = former.case(binh, "branch", date(2024, 6, 3), "sponsored")
    former.sponsor(first, sponsor, date(2021, 5, 4), date(2024, 1, 5))
    former.sponsor(second, sponsor, date(2019, 8, 1), date(2024, 6, 5))
    former.add(
        "Sponsorship",
        case=second,
        role="admission",
        sponsor=sponsor,
        assigned_on=date(2024, 6, 4),
        together_since_on=date(2010, 1, 1),
        superseded_at=INSTANT,
    )

    upgrade(former)

    branch = former.committees["branch"]
    assert stays_of(sponsor, branch) == [("official", date(2019, 8, 1), None, None)]
    assert stays_of(an, branch) == [("working", date(2021, 5, 4), None, None)]
    assert stays_of(binh, branch) == [("working", date(2019, 8, 1), None, None)]


def test_candidate_who_became_member_and_sponsor_has_stays_without_shared_days(former: Installation) -> None:
    an, binh = former.person("An"), former.person("Binh")
    own = former.case(an, "branch", date(2021, 1, 4), "official", closed_on=date(2023, 6, 20))
    former.member(own, date(2021, 1, 4))
    former.resolution(own, "recognition", date(2023, 5, 15))
    former.decision(own, "recognition", date(2023, 6, 20))
    other = former.case(binh, "branch", date(2025, 1, 6), "sponsored")
    former.sponsor(other, an, date(2020, 3, 2), date(2025, 1, 7))

    upgrade(former)

    assert stays_of(an, former.committees["branch"]) == [
        ("working", date(2020, 3, 2), date(2022, 5, 2), "promoted"),
        ("probationary", date(2022, 5, 3), date(2023, 6, 19), "promoted"),
        ("official", date(2023, 6, 20), None, None),
    ]


def test_name_removed_ends_the_stay_and_new_file_begins_another(former: Installation) -> None:
    an = former.person("An")
    removed = former.case(an, "branch", date(2019, 1, 4), "not_recognised", closed_on=date(2021, 6, 21))
    former.member(removed, date(2019, 1, 4))
    former.resolution(removed, "recognition", date(2021, 5, 14))
    former.decision(removed, "recognition", date(2021, 6, 21), "refused")
    former.case(an, "branch", date(2025, 2, 3), "nominated")

    upgrade(former)

    assert stays_of(an, former.committees["branch"]) == [
        ("working", date(2019, 1, 4), date(2020, 5, 2), "promoted"),
        ("probationary", date(2020, 5, 3), date(2021, 6, 21), "expelled"),
        ("working", date(2025, 2, 3), None, None),
    ]


def test_later_file_elsewhere_ends_the_stay_in_the_former_branch(former: Installation) -> None:
    an = former.person("An")
    former.case(an, "branch", date(2022, 1, 4), "refused", closed_on=date(2023, 6, 21))
    former.case(an, "other branch", date(2025, 2, 3), "nominated")

    upgrade(former)

    assert stays_of(an, former.committees["branch"]) == [("working", date(2022, 1, 4), date(2025, 2, 2), "moved")]
    assert stays_of(an, former.committees["other branch"]) == [("working", date(2025, 2, 3), None, None)]


@pytest.mark.parametrize(
    ("branch", "sectional", "grassroots"),
    [("branch", "sectional", "grassroots"), ("other branch", None, "grassroots"), ("base branch", None, None)],
)
def test_file_before_resolution_gets_committees_on_its_way(
    former: Installation, branch: str, sectional: str | None, grassroots: str | None
) -> None:
    former.case(former.person("An"), branch, date(2025, 2, 3), "nominated")

    upgrade(former)

    case = AdmissionCase.objects.using(ALIAS).select_related("sectional_committee", "grassroots_committee").get()
    assert (case.sectional_committee and case.sectional_committee.code) == sectional
    assert (case.grassroots_committee and case.grassroots_committee.code) == grassroots


def test_file_past_resolution_keeps_its_way_without_committees(former: Installation) -> None:
    case = former.case(former.person("An"), "branch", date(2025, 2, 3), "awaiting_decision")
    former.resolution(case, "admission", date(2026, 3, 2))

    upgrade(former)

    after = AdmissionCase.objects.using(ALIAS).get()
    assert (after.sectional_committee_id, after.grassroots_committee_id) == (None, None)


@pytest.mark.parametrize(("in_favour", "reported"), [(5, True), (6, False)])
def test_vote_below_threshold_was_reported_above(former: Installation, in_favour: int, reported: bool) -> None:
    case = former.case(former.person("An"), "branch", date(2025, 2, 3), "awaiting_decision")
    former.resolution(case, "admission", date(2026, 3, 2), in_favour)

    upgrade(former)

    expected = [("admission_report", date(2026, 3, 2), "07-NQ/CB")] if reported else []
    assert list(CaseDocument.objects.using(ALIAS).values_list("step", "acted_on", "number")) == expected
    events = JournalEvent.objects.using(ALIAS)
    assert any(event.details.get("step") == "admission_report" for event in events) == reported


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
    former.resolution(removed, "recognition", date(2024, 5, 14), 2)
    former.decision(removed, "recognition", date(2024, 6, 20), "refused")
    return {
        "nominated": nominated.pk, "ready_for_branch": helped.pk, "awaiting_decision": decided.pk,
        "probation": probation.pk, "name_removed": removed.pk,
    }  # fmt: skip


def test_first_start_after_upgrade_derives_every_file_anew(former: Installation) -> None:
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


def test_second_start_derives_nothing(former: Installation) -> None:
    furnish(former)
    guard(former)
    former.manage("prepare")
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
