"""Every step, at every stage, for every role: what the pages allow and what they refuse, against the table by hand."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client

from admission.domain.procedure import (
    PROCEDURE,
    RESULT_ONLY_REASONS,
    RESULT_ONLY_STEPS,
    STEPS,
    Body,
    Stage,
    StepCode,
    StepShape,
)
from admission.models import AdmissionCase, Sponsorship
from members.models import Role
from partyapp.urls import urlpatterns as urlpatterns  # the pages under test, with bare error pages
from tests.admission.matrix import cells_that_differ, letters_of, stages_of
from tests.admission.services.snapshots import row_counts
from tests.admission.stages import case_at, day_of, document_values
from tests.admission.views.pages import GOOD_VOTE, errors_of
from tests.factories import NOW, REASON, TODAY, FullChain, make_account, make_full_chain, make_tree
from tests.second_run import part_of

OUTSIDE = "outside"
WHO: dict[str, tuple[Role, str, str]] = {
    "secretary": (Role.BRANCH_SECRETARY, "branch", "B"),
    "deputy": (Role.DEPUTY_SECRETARY, "branch", "B"),
    "sectional clerk": (Role.CLERK, "sectional", "S"),
    "sectional reviewer": (Role.REVIEWER, "sectional", "S"),
    "grassroots clerk": (Role.CLERK, "grassroots", "G"),
    "grassroots reviewer": (Role.REVIEWER, "grassroots", "G"),
    "competent clerk": (Role.CLERK, "committee", "C"),
    "competent reviewer": (Role.REVIEWER, "committee", "C"),
    "inspector": (Role.INSPECTOR, "committee", "-"),
    "administrator": (Role.ADMINISTRATOR, "committee", OUTSIDE),
    "sibling secretary": (Role.BRANCH_SECRETARY, "second", OUTSIDE),
    "foreign clerk": (Role.CLERK, "foreign", OUTSIDE),
}
"""Each role with its organisation and the letter of the body for which it writes; outside: the file is not visible."""
BARRED_BY_A_RULE = {
    (Stage.NOMINATED, StepCode.END_SPONSORSHIP),  # nobody helps yet
    (Stage.NOMINATED, StepCode.POLITICAL_CONCLUSION),  # nothing was vetted that could need it
    (Stage.SPONSORED, StepCode.ADMISSION_RESOLUTION),  # the twelve months together are not over
    (Stage.PROBATION, StepCode.RECOGNITION_RESOLUTION),  # nor are those of the probation
}
"""Where stage and role allow an act, and what is in the file does not."""
NEEDED = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
"""Of the middleware what the answers here depend on: twenty thousand requests are sent."""


def handler403(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say no without drawing the page: it is refused thousands of times here."""
    return HttpResponse(status=403)


def handler404(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same for what is not there."""
    return HttpResponse(status=404)


@pytest.fixture(autouse=True)
def quiet_monday(settings: Any) -> Iterator[None]:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = NEEDED
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    logging.disable(logging.WARNING)
    with time_machine.travel(NOW, tick=False):
        yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def chain(calendar_published: None) -> FullChain:
    return make_full_chain()


@pytest.fixture
def clients(chain: FullChain) -> dict[str, Client]:
    foreign = make_tree().foreign_committee
    found = {}
    for number, (who, (role, where, _letter)) in enumerate(WHO.items()):
        account = make_account(f"vai{number}", role, foreign if where == "foreign" else getattr(chain, where))
        found[who] = Client(headers={"accept-language": "en"})
        found[who].force_login(account)
    return found


def may(who: str, step: StepCode) -> bool:
    return WHO[who][2] in letters_of()[step]


def expected(who: str, step: StepCode, stage: Stage) -> int:
    """The answer to a request for the page of the step, by the table."""
    if WHO[who][2] == OUTSIDE or step is StepCode.OPEN_CASE:
        return 404
    if not may(who, step):
        return 403
    return 200 if stage in stages_of()[step] else 302


def typed(step: StepCode, stage: Stage, case: AdmissionCase, chain: FullChain) -> dict[str, Any]:
    """What somebody types who records the step as it should be; irregular days included, with the reason."""
    again = stage in {Stage.ADMISSION_VOTE_FAILED, Stage.RECOGNITION_VOTE_FAILED}
    on = f"{TODAY if again or step is StepCode.END_CASE else day_of(step, stage):%d/%m/%Y}"
    helping = Sponsorship.objects.filter(case=case).order_by("-pk").values_list("pk", flat=True).first()
    today = f"{TODAY:%d/%m/%Y}"
    by_shape: dict[StepShape, dict[str, Any]] = {
        StepShape.CASE: {},
        StepShape.SPONSORSHIP: {
            "sponsor": "Phạm Văn Dũng", "assigned_on": today, "member_since_on": "06/01/2020",
        },
        StepShape.SPONSORSHIP_END: {"sponsorship": helping or "", "ended_on": today, "end_cause": "moved"},
        StepShape.READMISSION: {
            "noted_on": today, "left_on": "01/03/2015", "cause": "left_for_hardship", "readmissions": "0",
        },
        StepShape.PAPER: {"made_on": today, "number": "3"},
        StepShape.DOCUMENT: {"acted_on": on},
        StepShape.BRANCH_RESOLUTION: {"adopted_on": on, "number": "12-NQ/CB", "proposal": "proceed", **GOOD_VOTE},
        StepShape.COMMITTEE_RESOLUTION: {"adopted_on": on, "number": "45-NQ/ĐU", "proposal": "proceed", **GOOD_VOTE},
        StepShape.COMMITTEE_DECISION: {"outcome": "granted", "decided_on": on, "number": "34-QĐ/ĐU"},
        StepShape.EXTENSION: {"working_days": "10", "granted_on": today, "reason": "Hồ sơ phức tạp",
            "approver": "Ban Thường vụ Đảng ủy"},
        StepShape.RECEIPT: {"received_on": on},
        StepShape.CEREMONY: {"held_on": on, "place": "Hội trường A", "oath_taken": "on"},
        StepShape.TRANSFER: {"to_branch": chain.second.pk, "moved_on": today, "number": "5-GGT"},
    }  # fmt: skip
    values = by_shape[STEPS[step].shape]
    if STEPS[step].shape is StepShape.DOCUMENT:
        values |= {name: str(value) for name, value in document_values(step).items()}
    reason = RESULT_ONLY_REASONS[0] if step in RESULT_ONLY_STEPS else REASON
    return {"revision": case.revision, "irregular_reason": reason, "late_cause": "oversight", **values}


def url(case: AdmissionCase, step: StepCode) -> str:
    return f"/cases/{case.pk}/steps/{step.value}/"


@pytest.mark.django_db
@pytest.mark.parametrize("stage", part_of(Stage, every=3))
def test_every_step_answers_every_role_as_the_table_says(
    stage: Stage, chain: FullChain, clients: dict[str, Client]
) -> None:
    """One file for all of it: to build it takes longer than to ask."""
    case = case_at(stage, chain)
    before = row_counts()

    wrong = [*wrong_pages(case, stage, clients), *wrong_refusals(case, stage, clients, chain)]
    counted = row_counts()
    wrong += wrong_forms(case, stage, clients, chain)

    assert wrong == []
    # All that stays: everybody was refused something, which is told once a minute for each.
    told = {"members.JournalEvent": before["members.JournalEvent"] + len(WHO)}
    assert counted == row_counts() == before | told


def wrong_pages(case: AdmissionCase, stage: Stage, clients: dict[str, Client]) -> Iterator[tuple[object, ...]]:
    """Open the page of every step as everybody."""
    for who, client in clients.items():
        for step in StepCode:
            answer = client.get(url(case, step))
            words = [str(message) for message in get_messages(answer.wsgi_request)]
            client.cookies.pop("messages", None)
            told = (answer.headers.get("Location"), len(words)) == (case.get_absolute_url(), 1)
            if answer.status_code != expected(who, step, stage) or told != (answer.status_code == 302):
                yield who, step.value, answer.status_code, words


def wrong_refusals(
    case: AdmissionCase, stage: Stage, clients: dict[str, Client], chain: FullChain
) -> Iterator[tuple[object, ...]]:
    """Send every form as those who may not. A role sends each form at every third stage, each stage gets a third."""
    turn = list(Stage).index(stage)
    for number, step in enumerate(StepCode):
        form = typed(step, stage, case, chain)
        for place, (who, client) in enumerate(clients.items()):
            answer = expected(who, step, stage)
            if answer in {403, 404} and (number + place + turn) % 3 == 0:
                given = client.post(url(case, step), form).status_code
                if given != answer:
                    yield who, step.value, given


def wrong_forms(
    case: AdmissionCase, stage: Stage, clients: dict[str, Client], chain: FullChain
) -> Iterator[tuple[object, ...]]:
    """Send every form as one of those who may: the stage refuses it, or it is recorded, and taken back at once.

    They take turns, so that each of them is seen.
    """
    before = row_counts()
    for turn, step in enumerate(step for step in StepCode if step is not StepCode.OPEN_CASE):
        permitted = [who for who in WHO if may(who, step)]
        recorded = stage in stages_of()[step] and (stage, step) not in BARRED_BY_A_RULE
        with transaction.atomic():
            answer = clients[permitted[turn % len(permitted)]].post(url(case, step), typed(step, stage, case, chain))
            if (answer.status_code == 302) != recorded or (row_counts() != before) != recorded:
                yield step.value, answer.status_code, errors_of(answer) if answer.context else {}
            transaction.set_rollback(True)


def test_table_and_procedure_agree_cell_by_cell() -> None:
    assert cells_that_differ(PROCEDURE) == []


@pytest.mark.parametrize("row", PROCEDURE, ids=lambda row: row.code)
def test_cell_taken_from_the_procedure_is_noticed(row: Any) -> None:
    others = [other for other in PROCEDURE if other is not row]

    for stage in row.allowed_in:
        fewer = replace(row, allowed_in=row.allowed_in - {stage})
        assert cells_that_differ([*others, fewer]) == [f"{row.code} × {stage}"]
    for body in row.recorders:
        silent = replace(row, recorders=tuple(other for other in row.recorders if other is not body))
        assert cells_that_differ([*others, silent]) == [f"{row.code} × {body}"]
    assert cells_that_differ(others) == [f"{row.code} × row"]


@pytest.mark.parametrize("stage", Stage)
def test_cell_added_to_the_procedure_is_noticed(stage: Stage) -> None:
    wider = [replace(row, allowed_in=row.allowed_in | {stage}, recorders=tuple(Body)[1:5]) for row in PROCEDURE]

    added = [name for name in cells_that_differ(wider) if name.endswith(f" × {stage}")]

    assert len(added) == sum(stage not in stages for stages in stages_of().values())
