"""Personal-data requests for the tests, entered by a clerk of the committee."""

from datetime import date
from typing import Any

from admission.domain.data_requests import RequestKind, RequestOutcome
from admission.models import DataRequest
from admission.services.data_requests import answer_request, record_request
from members.models import Account, Organization
from tests.factories import NOW, TODAY

SUBJECT = "Đặng Thị Hương"


def make_request(
    committee: Organization, by: Account, *, kind: RequestKind = RequestKind.ERASE, received_on: date = TODAY,
    today: date = TODAY, **more: Any,
) -> DataRequest:  # fmt: skip
    values: dict[str, Any] = {"subject_name": SUBJECT, "subject_born_on": date(1996, 5, 19), "asked_by": ""} | more
    return record_request(
        organization=committee, kind=kind, received_on=received_on, by=by, today=today, now=NOW, **values
    )


def give_answer(
    request: DataRequest, by: Account, *, outcome: RequestOutcome = RequestOutcome.GRANTED, ground: str = "",
    on: date = TODAY, today: date = TODAY,
) -> None:  # fmt: skip
    answer_request(
        request=request, answered_on=on, outcome=outcome, legal_ground=ground, number="9-CV/ĐU", by=by, today=today,
        now=NOW,
    )  # fmt: skip
