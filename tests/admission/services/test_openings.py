"""Correcting the day of the opening: the old day stays in the journal, what depends on it is derived anew."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from admission.domain.rules import RuleSetNotFoundError
from admission.models import AdmissionCase
from admission.selectors.case_flags import CaseFlag, flagged
from admission.selectors.case_pages import case_page
from admission.selectors.openings import opening_lines
from admission.selectors.report_files import files_then
from admission.services.acts import AlreadyRecordedError, ForbiddenActError
from admission.services.openings import correct_opening
from members.models import JournalEvent
from tests.admission.services.parallel import in_parallel
from tests.admission.services.snapshots import derived_rows, events
from tests.factories import REASON, TODAY, Dates, Tree, advance, make_account, make_case

pytestmark = pytest.mark.django_db

WAS_ON, IS_ON = date(2024, 1, 2), date(2021, 5, 4)


def correct(case: AdmissionCase, opened_on: date = IS_ON, was_on: date = WAS_ON) -> AdmissionCase:
    return correct_opening(case=case, was_on=was_on, opened_on=opened_on, reason=REASON, by=None, today=TODAY)


def lines_of(case: AdmissionCase) -> list[tuple[date, bool, str]]:
    """The days of the opening as the page of the file tells them."""
    page = case_page(AdmissionCase.objects.get(pk=case.pk), TODAY)
    return [(fact.on, fact.is_current, fact.replaced_because) for fact in page.facts if fact.model == "opening"]


def test_correction_puts_the_file_under_the_rules_of_the_new_day(case: AdmissionCase) -> None:
    correct(case)

    case.refresh_from_db()
    assert (case.opened_on, case.rule_set, case.revision) == (IS_ON, "TRAINING_2020", 3)
    assert events(case)[-1] == (
        "opening_corrected",
        {"old": {"opened_on": "2024-01-02"}, "new": {"opened_on": "2021-05-04"}, "reason": REASON},
    )


def test_each_day_that_was_replaced_stays_on_the_page_with_the_reason(case: AdmissionCase) -> None:
    before = lines_of(case)
    correct(case)
    correct(case, date(2024, 1, 3), was_on=IS_ON)

    assert before == [(WAS_ON, True, "")]
    assert lines_of(case) == [(date(2024, 1, 3), True, ""), (IS_ON, False, REASON), (WAS_ON, False, REASON)]


def test_opening_of_a_file_without_an_event_is_told_too(case: AdmissionCase) -> None:
    with override("en"):
        [line] = opening_lines(case, [])

    assert (line.on, line.is_current, line.recorded_by) == (WAS_ON, True, "the system")


@pytest.mark.parametrize("day", [TODAY + timedelta(days=1), date(1990, 1, 1)], ids=["future", "before birth"])
def test_impossible_day_is_refused_and_nothing_is_written(case: AdmissionCase, day: date) -> None:
    before = derived_rows(case), events(case)

    with pytest.raises((ForbiddenActError, RuleSetNotFoundError)):
        correct(case, day)

    case.refresh_from_db()
    assert (case.opened_on, (derived_rows(case), events(case))) == (WAS_ON, before)


def test_day_under_no_known_regulation_is_refused(case: AdmissionCase) -> None:
    with pytest.raises(RuleSetNotFoundError):
        correct(case, date(2016, 7, 24))


def test_day_that_somebody_else_corrected_meanwhile_is_refused(case: AdmissionCase) -> None:
    correct(case)

    with pytest.raises(AlreadyRecordedError):
        correct(case, date(2022, 3, 4))


def test_same_day_is_no_correction(case: AdmissionCase) -> None:
    with pytest.raises(AlreadyRecordedError):
        correct(case, WAS_ON)


def test_acts_of_the_file_stay_as_they_were(tree: Tree) -> None:
    case = advance(make_case(tree.branch), Dates())
    before = derived_rows(case)[1:]

    correct(case)

    assert (derived_rows(case)[1:], len(before)) == (before, 2)


def test_file_is_listed_among_those_corrected_afterwards(case: AdmissionCase, tree: Tree) -> None:
    other = make_case(tree.branch, name="Lê Văn Khác")

    correct(case)

    found = flagged(AdmissionCase.objects.all(), CaseFlag.CORRECTED)
    assert (list(found), other in found) == ([case], False)


def test_report_of_a_past_day_knows_the_day_that_stood_then(case: AdmissionCase) -> None:
    correct(case)
    corrected_at = JournalEvent.objects.get(verb="opening_corrected").at

    def known(before: datetime) -> list[date]:
        return [file.opened_on for file in files_then([case.pk], before)]

    assert known(corrected_at) == [WAS_ON]
    assert known(timezone.now() + timedelta(seconds=1)) == [IS_ON]


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_correct_it_at_once_one_succeeds(case: AdmissionCase) -> None:
    by = make_account("thu.ky")

    def attempt(day: date) -> None:
        correct_opening(case=case, was_on=WAS_ON, opened_on=day, reason=REASON, by=by, today=TODAY)

    outcomes = in_parallel(lambda: attempt(IS_ON), lambda: attempt(date(2022, 3, 4)))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyRecordedError", "NoneType"]
    assert [verb for verb, _details in events(case)].count("opening_corrected") == 1
