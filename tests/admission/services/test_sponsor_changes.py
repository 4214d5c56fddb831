"""A member who no longer helps, and the one who takes his place."""

from datetime import date, timedelta
from typing import Any

import pytest

from admission.domain.facts import SponsorRole
from admission.domain.procedure import SponsorEnd, StepCode
from admission.models import AdmissionCase, Deadline, Sponsorship
from admission.selectors.facts import facts_of
from admission.services.acts import AlreadyRecordedError, ForbiddenActError, IrregularActError, StepNotAllowedError
from admission.services.facts import record_sponsor, record_sponsor_end
from members.models import Standing
from members.services.memberships import add_membership
from tests.admission.services.snapshots import events, row_counts
from tests.admission.services.whole_files import on_probation, ready_for_branch, resolve_well
from tests.factories import NOW, TODAY, Dates, Tree, advance, make_account, make_case, make_person

pytestmark = pytest.mark.django_db

ACT: dict[str, Any] = {"by": None, "today": TODAY, "now": NOW}


@pytest.fixture
def helped(case: AdmissionCase) -> AdmissionCase:
    """Two help since 5 January 2024."""
    return advance(case, Dates(resolved_on=None))


def helper(case: AdmissionCase, name: str = "Lê Văn Bình") -> Sponsorship:
    found: Sponsorship = Sponsorship.objects.current().get(case=case, sponsor__full_name=name, ended_on=None)
    return found


def end(case: AdmissionCase, name: str = "Lê Văn Bình", on: date = date(2025, 6, 2), **more: Any) -> Sponsorship:
    values = {"ended_on": on, "end_cause": SponsorEnd.MOVED, **ACT}
    row = record_sponsor_end(case=case, sponsorship=helper(case, name), **values | more)
    case.refresh_from_db()
    return row


def assign(case: AdmissionCase, name: str, on: date, **more: Any) -> Sponsorship:
    sponsor = more.pop("sponsor", None) or make_person(name, None)
    values: dict[str, Any] = {"step": StepCode.ASSIGN_SPONSOR, "sponsor": sponsor, **ACT}
    row = record_sponsor(case=case, assigned_on=on, **values | more)
    case.refresh_from_db()
    return row


def test_end_stands_beside_the_assignment_and_in_the_journal(helped: AdmissionCase) -> None:
    by = make_account("thu.ky")
    row = end(helped, by=by)

    row.refresh_from_db()
    assert (row.ended_on, row.end_cause, row.end_by, row.end_at) == (date(2025, 6, 2), "moved", by, NOW)
    verb, details = events(helped)[-1]
    assert (verb, details["step"], details["id"]) == ("fact_recorded", "end_sponsorship", row.pk)
    assert details["values"] == {"sponsor": row.sponsor_id, "ended_on": "2025-06-02", "end_cause": "moved"}


def test_help_that_ended_cannot_end_again(helped: AdmissionCase) -> None:
    row = end(helped)
    before = row_counts()

    with pytest.raises(AlreadyRecordedError):
        record_sponsor_end(case=helped, sponsorship=row, ended_on=date(2025, 7, 1), end_cause=SponsorEnd.DIED, **ACT)

    assert row_counts() == before
    row.refresh_from_db()
    assert (row.ended_on, row.end_cause) == (date(2025, 6, 2), "moved")


@pytest.mark.parametrize(
    ("on", "code"), [(date(2024, 1, 4), "before_previous_step"), (TODAY + timedelta(days=1), "date_in_future")]
)
def test_impossible_end_leaves_the_member_helping(on: date, code: str, helped: AdmissionCase) -> None:
    before = row_counts()

    with pytest.raises(ForbiddenActError) as refused:
        end(helped, on=on)

    assert [(f.code.value, f.field) for f in refused.value.findings] == [(code, "ended_on")]
    assert (row_counts(), helper(helped).ended_on) == (before, None)


def test_file_without_anybody_helping_waits_for_an_assignment(helped: AdmissionCase) -> None:
    end(helped)
    assert helped.stage == "sponsored"

    end(helped, "Trần Thị Cúc")

    assert (helped.stage, helped.next_body) == ("nominated", "branch")
    assert Deadline.objects.get(kind="sponsorship").status == "void"


def test_other_helper_goes_on(helped: AdmissionCase) -> None:
    end(helped)

    assert [s.name for s in facts_of(helped).helping(SponsorRole.ADMISSION)] == ["Trần Thị Cúc"]
    assert Deadline.objects.get(kind="sponsorship").due_on == date(2025, 1, 5)


def test_replacement_counts_his_own_months_with_the_candidate(helped: AdmissionCase) -> None:
    """He is a member since March 2025: his twelve months are over a year later, whoever helped before."""
    ended = end(helped)

    new = assign(helped, "Phạm Văn Dũng", date(2025, 6, 9), member_since_on=date(2025, 3, 3), replaces=ended)

    assert new.replaces == ended
    assert Deadline.objects.get(kind="sponsorship").due_on == date(2026, 3, 3)
    assert (helped.stage, helped.turns_on) == ("sponsored", date(2026, 3, 3))


def test_same_member_can_help_again(helped: AdmissionCase) -> None:
    old = end(helped)

    again = assign(helped, "", date(2025, 9, 1), sponsor=old.sponsor)

    assert Sponsorship.objects.filter(sponsor=old.sponsor).count() == 2
    assert again.pk != old.pk


def test_member_who_ended_before_the_vote_does_not_count_in_it(helped: AdmissionCase) -> None:
    end(helped)

    with pytest.raises(IrregularActError) as refused:
        resolve_well(helped, StepCode.ADMISSION_RESOLUTION, date(2026, 1, 5))

    assert "sponsor_missing" in {finding.code.value for finding in refused.value.findings}


def test_after_the_vote_those_who_helped_stay_as_they_were(tree: Tree) -> None:
    case = ready_for_branch(make_case(tree.branch))
    resolve_well(case, StepCode.ADMISSION_RESOLUTION, date(2026, 1, 5))

    with pytest.raises(StepNotAllowedError):
        end(case, on=date(2026, 1, 12))

    assert helper(case).ended_on is None


def test_helper_of_the_probation_is_replaced(tree: Tree) -> None:
    case = ready_for_branch(make_case(tree.branch))
    on_probation(case, resolved_on=date(2026, 1, 5), held_on=date(2026, 2, 9))
    step = StepCode.PROBATION_SUPERVISOR
    first = assign(case, "Vũ Thị Lan", date(2026, 2, 9), step=step)

    end(case, "Vũ Thị Lan", date(2026, 2, 23), end_cause=SponsorEnd.UNABLE)
    second = assign(case, "Đỗ Văn Nam", date(2026, 2, 24), step=step, replaces=first)

    assert [s.name for s in facts_of(case).helping(SponsorRole.PROBATION)] == ["Đỗ Văn Nam"]
    assert (second.role, case.stage, case.probation.ends_on) == ("probation", "probation", date(2027, 2, 9))


@pytest.mark.parametrize("standing", [Standing.PROBATIONARY, Standing.WORKING])
def test_only_an_official_member_helps(standing: Standing, case: AdmissionCase) -> None:
    sponsor = make_person("Hoàng Văn Tư", None)
    stay: dict[str, Any] = {
        "person": sponsor,
        "organization": case.branch,
        "from_on": date(2024, 1, 8),
        "standing": standing,
    }
    add_membership(**stay, **ACT)
    before = row_counts()

    with pytest.raises(ForbiddenActError) as refused:
        assign(case, "", date(2025, 6, 2), sponsor=sponsor)

    assert [(f.code.value, f.field) for f in refused.value.findings] == [("sponsor_not_official", "sponsor")]
    assert row_counts() == before


def test_relative_helps_for_a_reason_only(case: AdmissionCase) -> None:
    """Nobody has read that rule yet: it cannot forbid."""
    with pytest.raises(IrregularActError):
        assign(case, "Đặng Văn Tám", date(2025, 6, 2), is_relative=True)

    row = assign(case, "Đặng Văn Tám", date(2025, 6, 2), is_relative=True, irregular_reason="Chi bộ chỉ có hai người")

    assert (row.irregularities, row.irregular_reason) == (
        ["sponsor_is_relative:assign_sponsor"], "Chi bộ chỉ có hai người",
    )  # fmt: skip
