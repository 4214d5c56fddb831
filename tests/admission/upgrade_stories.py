"""What an upgrade from the version before the whole regulation makes of the rows it finds. Each story plants its rows,
lets go while one installation with the rows of all of them is upgraded, and then looks at what became of its own.
"""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connections

from admission.models import AdmissionCase, CaseDocument, CasePaper
from members.journal_chain import journal_seal, row_text_sql
from members.models import JournalEvent, Membership
from tests.admission.former_version import ALIAS, INSTANT, Installation

Entry = tuple[str, date, date | None, str | None]
Story = Callable[[Installation], Iterator[None]]
STORIES: dict[str, Story] = {}


def told_of(*cases: tuple[Any, ...]) -> Callable[[Callable[..., Iterator[None]]], Callable[..., Iterator[None]]]:
    """Add a story, once for each of the cases."""

    def add(story: Callable[..., Iterator[None]]) -> Callable[..., Iterator[None]]:
        for case in cases:
            name = "-".join((story.__name__, *map(str, case)))
            STORIES[name] = lambda former, case=case: story(former, *case)  # type: ignore[misc] # bound now
        return story

    return add


def stays_of(person: Any, branch: Any) -> list[Entry]:
    stays = Membership.objects.using(ALIAS).filter(person=person.pk, organization=branch.pk).order_by("from_on")
    return list(stays.values_list("standing", "from_on", "until_on", "end_cause"))


@told_of(())
def words_of_former_version_become_those_of_this_one(former: Installation) -> Iterator[None]:
    case = former.case(former.person("An"), "branch", date(2024, 1, 2), "not_recognised", closed_on=date(2025, 7, 10))
    former.add("CasePaper", case=case, step="union_recommendation", made_on=date(2024, 2, 1), number="3-NQ/ĐTN")
    former.add("CasePaper", case=case, step="application", made_on=date(2024, 2, 1))

    yield

    assert AdmissionCase.objects.using(ALIAS).get(pk=case.pk).stage == "name_removed"
    assert set(CasePaper.objects.using(ALIAS).filter(case=case.pk).values_list("step", flat=True)) == {
        "youth_union_recommendation",
        "application",
    }


@told_of(())
def triggers_are_back_after_migration(former: Installation) -> Iterator[None]:
    case = former.case(former.person("An"), "branch", date(2024, 1, 2), "nominated")
    former.add("CasePaper", case=case, step="application", made_on=date(2024, 2, 1))

    yield

    with pytest.raises(IntegrityError, match="append-only"):
        CasePaper.objects.using(ALIAS).update(made_on=date(2024, 2, 2))


@told_of(())
def sponsor_gets_one_stay_from_earliest_day_of_all_his_files(former: Installation) -> Iterator[None]:
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

    yield

    branch = former.committees["branch"]
    assert stays_of(sponsor, branch) == [("official", date(2019, 8, 1), None, None)]
    assert stays_of(an, branch) == [("working", date(2021, 5, 4), None, None)]
    assert stays_of(binh, branch) == [("working", date(2019, 8, 1), None, None)]


@told_of(())
def candidate_who_became_member_and_sponsor_has_stays_without_shared_days(former: Installation) -> Iterator[None]:
    an, binh = former.person("An"), former.person("Binh")
    own = former.case(an, "branch", date(2021, 1, 4), "official", closed_on=date(2023, 6, 20))
    former.member(own, date(2021, 1, 4))
    former.resolution(own, "recognition", date(2023, 5, 15))
    former.decision(own, "recognition", date(2023, 6, 20))
    other = former.case(binh, "branch", date(2025, 1, 6), "sponsored")
    former.sponsor(other, an, date(2020, 3, 2), date(2025, 1, 7))

    yield

    assert stays_of(an, former.committees["branch"]) == [
        ("working", date(2020, 3, 2), date(2022, 5, 2), "promoted"),
        ("probationary", date(2022, 5, 3), date(2023, 6, 19), "promoted"),
        ("official", date(2023, 6, 20), None, None),
    ]


@told_of(())
def name_removed_ends_the_stay_and_new_file_begins_another(former: Installation) -> Iterator[None]:
    an = former.person("An")
    removed = former.case(an, "branch", date(2019, 1, 4), "not_recognised", closed_on=date(2021, 6, 21))
    former.member(removed, date(2019, 1, 4))
    former.resolution(removed, "recognition", date(2021, 5, 14))
    former.decision(removed, "recognition", date(2021, 6, 21), "refused")
    former.case(an, "branch", date(2025, 2, 3), "nominated")

    yield

    assert stays_of(an, former.committees["branch"]) == [
        ("working", date(2019, 1, 4), date(2020, 5, 2), "promoted"),
        ("probationary", date(2020, 5, 3), date(2021, 6, 21), "expelled"),
        ("working", date(2025, 2, 3), None, None),
    ]


@told_of(())
def later_file_elsewhere_ends_the_stay_in_the_former_branch(former: Installation) -> Iterator[None]:
    an = former.person("An")
    former.case(an, "branch", date(2022, 1, 4), "refused", closed_on=date(2023, 6, 21))
    former.case(an, "other branch", date(2025, 2, 3), "nominated")

    yield

    assert stays_of(an, former.committees["branch"]) == [("working", date(2022, 1, 4), date(2025, 2, 2), "moved")]
    assert stays_of(an, former.committees["other branch"]) == [("working", date(2025, 2, 3), None, None)]


@told_of(*[("branch", "sectional", "grassroots"), ("other branch", None, "grassroots"), ("base branch", None, None)])
def file_before_resolution_gets_committees_on_its_way(
    former: Installation, branch: str, sectional: str | None, grassroots: str | None
) -> Iterator[None]:
    case = former.case(former.person("An"), branch, date(2025, 2, 3), "nominated")

    yield

    way = AdmissionCase.objects.using(ALIAS).select_related("sectional_committee", "grassroots_committee")
    after = way.get(pk=case.pk)
    assert (after.sectional_committee and after.sectional_committee.code) == sectional
    assert (after.grassroots_committee and after.grassroots_committee.code) == grassroots


@told_of(())
def file_past_resolution_keeps_its_way_without_committees(former: Installation) -> Iterator[None]:
    case = former.case(former.person("An"), "branch", date(2025, 2, 3), "awaiting_decision")
    former.resolution(case, "admission", date(2026, 3, 2))

    yield

    after = AdmissionCase.objects.using(ALIAS).get(pk=case.pk)
    assert (after.sectional_committee_id, after.grassroots_committee_id) == (None, None)


@told_of((5, True), (6, False))
def vote_below_threshold_was_reported_above(former: Installation, in_favour: int, reported: bool) -> Iterator[None]:
    case = former.case(former.person("An"), "branch", date(2025, 2, 3), "awaiting_decision")
    former.resolution(case, "admission", date(2026, 3, 2), in_favour)

    yield

    expected = [("admission_report", date(2026, 3, 2), "07-NQ/CB")] if reported else []
    reports = CaseDocument.objects.using(ALIAS).filter(case=case.pk)
    assert list(reports.values_list("step", "acted_on", "number")) == expected
    events = JournalEvent.objects.using(ALIAS).filter(subject=f"case:{case.pk}")
    assert any(event.details.get("step") == "admission_report" for event in events) == reported


def _journal_rows(former: Installation) -> tuple[Any, str]:
    """Rows that were written before the journal was sealed; give the branch they are of, and their verb."""
    case = former.case(former.person("An"), "branch", date(2026, 2, 2), "nominated")
    branch = former.committees["branch"]
    verb = f"thử {case.pk}"
    for subject in (f"case:{case.pk}", f"organization:{branch.pk}", "person:1", "case:4711"):
        former.add("JournalEvent", "members", verb=verb, subject=subject, details={"ngày": "5/1", "b": [1, None]})
    return branch, verb


@told_of(())
def old_rows_of_the_journal_get_their_organisation(former: Installation) -> Iterator[None]:
    branch, verb = _journal_rows(former)

    yield

    events = JournalEvent.objects.using(ALIAS).filter(verb=verb).exclude(subject="case:4711")
    assert {event.subject.partition(":")[0]: event.organization_id for event in events} == {
        "case": branch.pk, "organization": branch.pk, "person": None,
    }  # fmt: skip


@told_of(())
def old_rows_of_the_journal_get_their_mac_and_keep_what_they_say(former: Installation) -> Iterator[None]:
    _branch, verb = _journal_rows(former)

    yield

    with connections[ALIAS].cursor() as cursor:
        cursor.execute(f"SELECT {row_text_sql(cursor.db.vendor)}, mac FROM members_journalevent")  # noqa: S608 - ours
        assert all(journal_seal().fits_row(text, mac) for text, mac in cursor.fetchall())
    details = [event.details for event in JournalEvent.objects.using(ALIAS).filter(verb=verb)]
    assert details == [{"ngày": "5/1", "b": [1, None]}] * 4


@told_of(("UPDATE members_journalevent SET mac = '0'",), ("DELETE FROM members_journalevent",))
def triggers_are_back_on_the_journal(former: Installation, statement: str) -> Iterator[None]:
    _journal_rows(former)

    yield

    with pytest.raises(DatabaseError, match="append-only"), connections[ALIAS].cursor() as cursor:
        cursor.execute(statement)
