"""How long a file may wait at a committee: set by the house, within bounds, for files that arrive later."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from admission.domain.procedure import DeadlineKind, Stage
from admission.models import AdmissionCase, Deadline, LevelLimit
from admission.permissions import NotPermittedError
from admission.services.level_limits import LevelLimitError, set_level_limit
from admission.services.recalculation import recalculate
from admission.services.verification import differences
from members.models import Account, JournalEvent, Role
from members.services.organizations import OrganizationDissolvedError
from tests.admission.stages import case_at
from tests.factories import NOW, TODAY, FullChain, make_account, make_full_chain

pytestmark = pytest.mark.django_db

ONE_DAY = timedelta(days=1)


@pytest.fixture
def chain(calendar_published: None) -> FullChain:
    return make_full_chain()


@pytest.fixture
def administrator(chain: FullChain) -> Account:
    return make_account("quantri", Role.ADMINISTRATOR, chain.committee)


def set_limit(organization: Any, days: int, by: Account, **more: Any) -> LevelLimit:
    return set_level_limit(organization=organization, working_days=days, by=by, **{"today": TODAY, "now": NOW} | more)


def wait(case: AdmissionCase) -> Deadline:
    found: Deadline = case.deadlines.get(kind=DeadlineKind.LEVEL_WAIT, status="open")
    return found


def test_limit_holds_for_files_that_arrive_from_the_next_day_on(chain: FullChain, administrator: Account) -> None:
    waiting = case_at(Stage.AWAITING_APPRAISAL, chain)

    limit = set_limit(chain.sectional, 7, administrator)
    recalculate(case=waiting, today=TODAY, by=None, cause="fact_recorded")

    assert (limit.working_days, limit.from_on, limit.recorded_by) == (7, TODAY + ONE_DAY, administrator)
    assert wait(waiting).length == 15  # it had arrived before
    assert list(differences(today=TODAY)) == []


def test_file_that_arrives_later_waits_as_long_as_its_level_has_set(chain: FullChain, administrator: Account) -> None:
    LevelLimit.objects.create(
        organization=chain.sectional, working_days=9, from_on=date(2024, 1, 1), recorded_by=administrator,
        recorded_at=NOW,
    )  # fmt: skip

    case = case_at(Stage.AWAITING_GRASSROOTS, chain)

    lengths = dict(case.deadlines.filter(kind=DeadlineKind.LEVEL_WAIT).values_list("subject", "length"))
    assert lengths == {"admission_appraisal": 9, "admission_grassroots": 15}
    assert list(differences(today=TODAY)) == []


def test_second_change_of_a_day_holds_from_the_day_after(chain: FullChain, administrator: Account) -> None:
    first, second = set_limit(chain.grassroots, 10, administrator), set_limit(chain.grassroots, 12, administrator)

    assert (first.from_on, second.from_on) == (TODAY + ONE_DAY, TODAY + 2 * ONE_DAY)


@pytest.mark.parametrize("days", [0, 4, 31, 32_000])
def test_limit_outside_the_bounds_is_refused(chain: FullChain, administrator: Account, days: int) -> None:
    with pytest.raises(LevelLimitError) as refused:
        set_limit(chain.sectional, days, administrator)

    assert (refused.value.least, refused.value.most) == (5, 30)
    assert LevelLimit.objects.count() == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        LevelLimit.objects.create(organization=chain.sectional, working_days=days, from_on=TODAY, recorded_at=NOW)


def test_limit_that_holds_already_is_refused(chain: FullChain, administrator: Account) -> None:
    set_limit(chain.sectional, 7, administrator)

    with pytest.raises(LevelLimitError) as refused:
        set_limit(chain.sectional, 7, administrator)

    assert refused.value.standing is True


def test_limit_of_what_no_file_waits_at_is_refused(chain: FullChain, administrator: Account) -> None:
    for organization in (chain.branch, chain.committee):
        with pytest.raises(LevelLimitError):
            set_limit(organization, 7, administrator)


def test_limit_of_a_dissolved_committee_is_refused(chain: FullChain, administrator: Account) -> None:
    chain.sectional.dissolved_on = TODAY
    chain.sectional.save()

    with pytest.raises(OrganizationDissolvedError):
        set_limit(chain.sectional, 7, administrator)


def test_only_who_keeps_the_tree_sets_limits(chain: FullChain) -> None:
    for role in set(Role) - {Role.ADMINISTRATOR}:
        account = make_account(f"ai-{role}", role, chain.committee)
        with pytest.raises(NotPermittedError):
            set_limit(chain.sectional, 7, account)


def test_limit_is_journalled(chain: FullChain, administrator: Account) -> None:
    set_limit(chain.sectional, 7, administrator)

    event = JournalEvent.objects.latest("pk")
    assert (event.verb, event.subject, event.account) == (
        "level_limit_set", f"organization:{chain.sectional.pk}", administrator,
    )  # fmt: skip
    assert event.details == {"from_on": "2026-03-03", "days": 7, "before": None}
