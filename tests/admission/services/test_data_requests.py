"""The register of personal-data requests: what is recorded, what is refused, and the clocks that follow."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from admission.domain.calendar import CalendarNotPublishedError
from admission.domain.data_requests import RequestKind, RequestOutcome
from admission.models import (
    AdmissionCase,
    DataRequest,
    Deadline,
    RequestAnswer,
    RequestExtension,
    RequestReceipt,
)
from admission.permissions import NotPermittedError
from admission.services.data_requests import (
    AlreadyThereError,
    ExtensionError,
    GroundError,
    NotACommitteeError,
    NotAnsweredError,
    NothingToCarryOutError,
    RequestDayError,
    complete_request,
    correct_request_fact,
    extend_request,
)
from members.models import Account, JournalEvent, Role
from tests.admission.services.requests import SUBJECT, give_answer, make_request
from tests.factories import NOW, TODAY, Tree, make_account

GROUND = "91/2025/QH15, điều 19"


@pytest.fixture
def clerk(tree: Tree) -> Account:
    return make_account("canbo", Role.CLERK, tree.committee)


@pytest.fixture
def request_(tree: Tree, clerk: Account) -> DataRequest:
    return make_request(tree.committee, clerk, received_on=date(2026, 2, 27))


def clocks(request: DataRequest) -> dict[str, tuple[Any, ...]]:
    rows = Deadline.objects.filter(request=request)
    return {row.kind: (row.due_on, row.status, row.met_on or row.ended_on) for row in rows}


def extend(request: DataRequest, by: Account, days: int, *, on: date = TODAY) -> None:
    extend_request(
        request=request, granted_on=on, days=days, reason="Phải xác minh", number="", by=by, today=TODAY, now=NOW
    )


def complete(request: DataRequest, by: Account, on: date = TODAY) -> None:
    complete_request(request=request, done_on=on, number="", by=by, today=TODAY, now=NOW)


def correct(fact: Any, by: Account, **changes: Any) -> None:
    correct_request_fact(fact=fact, changes=changes, reason="Ghi nhầm", by=by, today=TODAY, now=NOW)


def test_request_starts_both_clocks(request_: DataRequest) -> None:
    assert clocks(request_) == {
        "request_answer": (date(2026, 3, 3), "open", None),
        "request_carry_out": (date(2026, 3, 19), "open", None),
    }
    assert request_.code == f"YC-2026-{request_.pk:05d}"


def test_complaint_is_only_answered(tree: Tree, clerk: Account) -> None:
    request = make_request(tree.committee, clerk, kind=RequestKind.COMPLAIN)

    assert set(clocks(request)) == {"request_answer"}
    with pytest.raises(NothingToCarryOutError):
        extend(request, clerk, 3)


def test_answer_and_completion_meet_the_clocks(request_: DataRequest, clerk: Account) -> None:
    give_answer(request_, clerk)
    complete(request_, clerk)

    assert clocks(request_) == {
        "request_answer": (date(2026, 3, 3), "met", TODAY),
        "request_carry_out": (date(2026, 3, 19), "met", TODAY),
    }
    assert not DataRequest.objects.open().exists()


def test_refusal_ends_the_request(request_: DataRequest, clerk: Account) -> None:
    give_answer(request_, clerk, outcome=RequestOutcome.REFUSED, ground=GROUND)

    assert clocks(request_)["request_carry_out"] == (date(2026, 3, 19), "ended", TODAY)
    with pytest.raises(NothingToCarryOutError):
        complete(request_, clerk)


def test_extension_lengthens_the_carrying_out_once(request_: DataRequest, clerk: Account) -> None:
    extend(request_, clerk, 20)

    assert clocks(request_)["request_carry_out"][0] == date(2026, 4, 8)
    assert clocks(request_)["request_answer"][0] == date(2026, 3, 3)
    with pytest.raises(AlreadyThereError):
        extend(request_, clerk, 1)


@pytest.mark.parametrize("days", [0, 21])
def test_extension_beyond_the_law_is_refused(request_: DataRequest, clerk: Account, days: int) -> None:
    with pytest.raises(ExtensionError) as refused:
        extend(request_, clerk, days)

    assert refused.value.most == 20
    assert not RequestExtension.objects.exists()


def test_extension_after_the_time_is_over_is_refused(tree: Tree, clerk: Account) -> None:
    request = make_request(tree.committee, clerk, received_on=date(2026, 2, 2))

    with pytest.raises(RequestDayError):
        extend(request, clerk, 5)


@pytest.mark.parametrize(
    ("outcome", "ground"),
    [(RequestOutcome.REFUSED, ""), (RequestOutcome.REFUSED_IN_PART, ""), (RequestOutcome.GRANTED, GROUND)],
)
def test_refusal_and_only_a_refusal_has_a_ground(
    request_: DataRequest, clerk: Account, outcome: RequestOutcome, ground: str
) -> None:
    with pytest.raises(GroundError):
        give_answer(request_, clerk, outcome=outcome, ground=ground)

    assert not RequestAnswer.objects.exists()


def test_refusal_without_ground_is_refused_by_the_database(request_: DataRequest) -> None:
    with pytest.raises(IntegrityError, match="requestanswer_refusal_has_ground"), transaction.atomic():
        RequestAnswer.objects.create(request=request_, answered_on=TODAY, outcome="refused", recorded_at=NOW)


def test_days_that_cannot_be_are_refused(tree: Tree, request_: DataRequest, clerk: Account) -> None:
    for on in (date(2026, 2, 26), date(2026, 3, 3)):
        with pytest.raises(RequestDayError):
            give_answer(request_, clerk, on=on)
    with pytest.raises(RequestDayError):
        make_request(tree.committee, clerk, received_on=date(2026, 3, 3))
    with pytest.raises(CalendarNotPublishedError):
        make_request(tree.committee, clerk, received_on=date(1990, 1, 1))
    with pytest.raises(NotAnsweredError):
        complete(request_, clerk)
    assert DataRequest.objects.count() == 1


def test_correction_moves_the_clock_and_keeps_the_old_fact(request_: DataRequest, clerk: Account) -> None:
    correct(RequestReceipt.objects.get(), clerk, received_on=date(2026, 2, 26))

    old, new = RequestReceipt.objects.order_by("pk")
    assert (old.received_on, new.received_on, new.supersedes) == (date(2026, 2, 27), date(2026, 2, 26), old)
    assert (old.superseded_at, new.correction_reason) == (NOW, "Ghi nhầm")
    assert clocks(request_)["request_answer"][0] == date(2026, 3, 2)


def test_correction_to_a_complaint_voids_the_second_clock(request_: DataRequest, clerk: Account) -> None:
    correct(RequestReceipt.objects.get(), clerk, kind=RequestKind.COMPLAIN)

    assert clocks(request_)["request_carry_out"][1] == "void"


def test_correction_that_breaks_another_fact_is_refused(request_: DataRequest, clerk: Account) -> None:
    give_answer(request_, clerk, on=date(2026, 2, 27))

    with pytest.raises(RequestDayError):
        correct(RequestReceipt.objects.get(), clerk, received_on=TODAY)
    assert RequestReceipt.objects.current().get().received_on == date(2026, 2, 27)


def test_fact_is_corrected_by_one_of_two(request_: DataRequest, clerk: Account) -> None:
    seen = RequestReceipt.objects.get()
    correct(seen, clerk, received_on=date(2026, 2, 26))

    with pytest.raises(AlreadyThereError):
        correct(seen, clerk, received_on=date(2026, 2, 25))


def test_only_committee_people_keep_the_register(tree: Tree, request_: DataRequest, clerk: Account) -> None:
    secretary = make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    foreign = make_account("xa", Role.CLERK, tree.foreign_committee)

    for account in (secretary, foreign):
        with pytest.raises(NotPermittedError):
            give_answer(request_, account)
        with pytest.raises(NotPermittedError):
            make_request(tree.committee, account)
    with pytest.raises(NotACommitteeError):
        make_request(tree.branch, clerk)


def test_record_of_the_person_is_found_by_name_and_birth_in_own_branches(
    tree: Tree, case: AdmissionCase, clerk: Account
) -> None:
    foreign = make_account("xa", Role.CLERK, tree.foreign_committee)

    here = make_request(tree.committee, clerk, subject_name=" dang  thi hương ")
    elsewhere = make_request(tree.foreign_committee, foreign)
    unknown = make_request(tree.committee, clerk, subject_born_on=None)

    people = {row.request_id: row.person for row in RequestReceipt.objects.all()}
    assert people == {here.pk: case.candidate.person, elsewhere.pk: None, unknown.pk: None}


def test_journal_names_the_request_and_no_person(request_: DataRequest, clerk: Account) -> None:
    give_answer(request_, clerk)
    correct(RequestReceipt.objects.get(), clerk, subject_name="Nguyễn Văn Khác")

    events = list(JournalEvent.objects.filter(subject=f"request:{request_.pk}").order_by("pk"))
    assert [event.verb for event in events] == [
        "request_fact_recorded", "request_fact_recorded", "request_fact_corrected",
    ]  # fmt: skip
    assert {event.organization_id for event in events} == {request_.organization_id}
    told = str([event.details for event in events])
    assert SUBJECT not in told
    assert "Nguyễn Văn Khác" not in told
