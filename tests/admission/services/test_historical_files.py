"""Files of the time before: what breaks the regulation is kept visible instead of refused, up to the day named."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from admission.domain.findings import Severity
from admission.domain.procedure import StepCode
from admission.models import AdmissionCase, BranchResolution
from admission.selectors.case_pages import case_page
from admission.services.acts import ForbiddenActError, IrregularActError
from admission.services.cases import open_case
from tests.admission.services.snapshots import events, row_counts
from tests.admission.services.whole_files import add_papers, resolve_well
from tests.factories import GOOD_VOTE, NOW, TODAY, Dates, Tree, advance, make_person

pytestmark = pytest.mark.django_db

RESOLVES = StepCode.ADMISSION_RESOLUTION
REASON = "Nhập theo hồ sơ giấy"
THROUGH = date(2026, 1, 30)


def historical(tree: Tree, through: date | None = THROUGH) -> AdmissionCase:
    """Eleven months together on 5 January 2026, a year on 5 February; every paper is there."""
    case = open_case(
        person=make_person(), branch=tree.branch, opened_on=date(2024, 1, 2), historical_through_on=through, by=None,
        today=TODAY, now=NOW,
    )  # fmt: skip
    advance(case, Dates(assigned_on=date(2025, 2, 5), resolved_on=None))
    add_papers(case)
    return case


def breaches(case: AdmissionCase) -> dict[str, Severity]:
    page = case_page(case, TODAY)
    return {f.code.value: f.severity for f in page.assessment.findings if f.code.value == "sponsorship_too_short"}


def test_breach_of_that_time_is_recorded_for_a_reason_and_stays_visible(tree: Tree) -> None:
    case = historical(tree)
    with pytest.raises(IrregularActError):
        resolve_well(case, RESOLVES, date(2026, 1, 5))

    resolve_well(case, RESOLVES, date(2026, 1, 5), irregular_reason=REASON)

    row = BranchResolution.objects.get()
    assert (row.irregularities, row.irregular_reason) == (["sponsorship_too_short:admission_resolution"], REASON)
    assert (case.stage, breaches(case)) == ("awaiting_decision", {"sponsorship_too_short": Severity.IRREGULAR})


def test_same_breach_is_refused_in_a_file_followed_from_the_start(tree: Tree) -> None:
    case = historical(tree, None)

    with pytest.raises(ForbiddenActError):
        resolve_well(case, RESOLVES, date(2026, 1, 5), irregular_reason=REASON)

    assert not BranchResolution.objects.exists()


@pytest.mark.parametrize(("on", "is_kept"), [(date(2026, 1, 30), True), (date(2026, 2, 2), False)])
def test_history_ends_with_the_day_named(on: date, is_kept: bool, tree: Tree) -> None:
    case = historical(tree)
    before = row_counts()

    if is_kept:
        resolve_well(case, RESOLVES, on, irregular_reason=REASON)
    else:
        with pytest.raises(ForbiddenActError) as refused:
            resolve_well(case, RESOLVES, on, irregular_reason=REASON)
        assert {f.code.value for f in refused.value.findings} == {"sponsorship_too_short"}

    assert (row_counts() == before) is not is_kept


IMPOSSIBLE: list[tuple[date, dict[str, Any], str]] = [
    (date(2026, 3, 3), {}, "date_in_future"),
    (date(2026, 1, 5), {"vote": replace(GOOD_VOTE, in_favour=9)}, "votes_exceed_present"),
]


@pytest.mark.parametrize(("on", "changes", "code"), IMPOSSIBLE)
def test_what_is_impossible_was_never_done(on: date, changes: dict[str, Any], code: str, tree: Tree) -> None:
    case = historical(tree, TODAY)
    before = row_counts()

    with pytest.raises(ForbiddenActError) as refused:
        resolve_well(case, RESOLVES, on, irregular_reason=REASON, **changes)

    assert code in str(refused.value)
    assert row_counts() == before


def test_opening_of_a_historical_file_is_journalled_as_such(tree: Tree) -> None:
    case = historical(tree)

    assert events(case)[0][1]["historical_through_on"] == "2026-01-30"
    assert case.historical_through_on == THROUGH
