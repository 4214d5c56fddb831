"""Refusals and exports in the journal: told once, without what was asked for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from admission.domain.procedure import StepCode
from admission.models import AdmissionCase
from admission.permissions import Act
from admission.services.access_events import Target, record_denial, record_export, target_of
from admission.services.decisions import prepare_decision
from admission.services.delegations import delegate_roles
from members.access import access_of
from members.models import JournalEvent, Organization, Role
from tests.admission.services.requests import make_request
from tests.factories import NOW, REASON, TODAY, Dates, Tree, advance, make_account, make_case, make_member


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_denial_keeps_act_page_and_where(case: AdmissionCase) -> None:
    by = make_account("nguoingoai")

    event = record_denial(
        by=by, act=Act.READ_CASES, page="case", target=Target(f"case:{case.pk}", case.branch_id, True), now=NOW
    )

    assert event is not None
    assert (event.account, event.verb, event.subject) == (by, "denied", f"case:{case.pk}")
    assert (event.details, event.organization_id) == ({"act": "read_cases", "page": "case"}, case.branch_id)


def test_same_denial_is_told_once_a_minute(tree: Tree) -> None:
    by, other = make_account("mot"), make_account("hai")
    told = [
        record_denial(by=who, act=act, page="mail-list", target=None, now=NOW + timedelta(seconds=after))
        for who, act, after in (
            (by, Act.READ_MAIL, 0), (by, Act.READ_MAIL, 59), (by, Act.KEEP_RULES, 59), (other, Act.READ_MAIL, 59),
            (by, Act.READ_MAIL, 60),
        )
    ]  # fmt: skip

    assert [event is not None for event in told] == [True, False, True, True, True]
    assert {event.subject for event in told if event} == {"page:mail-list"}


@pytest.mark.parametrize(("role", "is_hidden"), [(Role.BRANCH_SECRETARY, False), (Role.ADMINISTRATOR, True)])
def test_target_of_a_file_says_whether_it_is_hidden(case: AdmissionCase, role: Role, is_hidden: bool) -> None:
    access = access_of(make_account("ai-do", role, case.branch), TODAY)

    target = target_of(access=access, act=Act.READ_CASES, route="cases/<int:pk>/", kwargs={"pk": case.pk})

    assert target == Target(f"case:{case.pk}", case.branch_id, is_hidden)


def test_target_of_a_branch_says_whether_it_is_hidden(tree: Tree) -> None:
    access = access_of(make_account("bithu", Role.BRANCH_SECRETARY, tree.branch), TODAY)

    found = [
        target_of(access=access, act=Act.READ_MEMBERS, route="branches/<int:pk>/members/", kwargs={"pk": branch.pk})
        for branch in (tree.branch, tree.sibling)
    ]

    assert [target.is_hidden for target in found if target] == [False, True]


@dataclass(frozen=True)
class Noun:
    """`sees`: who knows of the thing; `subject` and `organization`: what the journal keeps of a refusal."""

    act: Act
    pk: int
    subject: str
    organization: Organization
    sees: tuple[Role, Organization]


def decision(tree: Tree) -> Noun:
    case = advance(make_case(tree.branch), Dates())
    proposal = prepare_decision(
        case=case, step=StepCode.ADMISSION_DECISION, irregular_reason=REASON,
        columns={"outcome": "granted", "decided_on": date(2026, 2, 27), "number": "34-QĐ/ĐU"},
        by=make_account("can.bo", Role.CLERK, tree.committee), today=TODAY, now=NOW, revision=case.revision,
    )  # fmt: skip
    sees = Role.REVIEWER, tree.committee
    return Noun(Act.APPROVE_DECISION, proposal.pk, f"proposal:{proposal.pk}", tree.committee, sees)


def member(tree: Tree) -> Noun:
    person = make_member(tree.branch, "Đặng Thị Hương")
    sees = Role.BRANCH_SECRETARY, tree.branch
    return Noun(Act.KEEP_PEOPLE, person.pk, f"person:{person.pk}", tree.branch, sees)


def candidate(tree: Tree) -> Noun:
    person = make_case(tree.branch).candidate.person
    return Noun(Act.KEEP_PEOPLE, person.pk, f"person:{person.pk}", tree.branch, (Role.CLERK, tree.committee))


def account(tree: Tree) -> Noun:
    kept = make_account("duoc.giu", Role.BRANCH_SECRETARY, tree.branch)
    sees = Role.ADMINISTRATOR, tree.grassroots
    return Noun(Act.KEEP_ACCOUNTS, kept.pk, f"account:{kept.pk}", tree.branch, sees)


def data_request(tree: Tree) -> Noun:
    made = make_request(tree.grassroots, make_account("so", Role.CLERK, tree.grassroots))
    return Noun(Act.KEEP_REQUESTS, made.pk, f"request:{made.pk}", tree.grassroots, (Role.CLERK, tree.committee))


def organization(tree: Tree) -> Noun:
    sees = Role.ADMINISTRATOR, tree.committee
    return Noun(Act.KEEP_ORGANIZATIONS, tree.branch.pk, f"organization:{tree.branch.pk}", tree.branch, sees)


@pytest.mark.parametrize(
    ("word", "make"),
    [("decisions", decision), ("people", member), ("people", candidate), ("accounts", account),
     ("requests", data_request), ("organizations", organization)],
)  # fmt: skip
def test_target_says_where_it_lies_and_from_whom_it_is_hidden(
    tree: Tree, word: str, make: Callable[[Tree], Noun]
) -> None:
    noun = make(tree)
    role, place = noun.sees
    askers = [make_account("trong", role, place), make_account("ngoai", role, tree.foreign_committee)]

    found = [
        target_of(access=access_of(by, TODAY), act=noun.act, route=f"{word}/<int:pk>/x/", kwargs={"pk": noun.pk})
        for by in askers
    ]

    assert found == [Target(noun.subject, noun.organization.pk, is_hidden) for is_hidden in (False, True)]


def test_target_of_a_leave_is_whose_leave_it_is(tree: Tree) -> None:
    by, other = (make_account(name, Role.BRANCH_SECRETARY, tree.branch) for name in ("vang", "thay"))
    (leave,) = delegate_roles(
        assignments=list(by.roles.all()), delegate=other, from_on=TODAY, until_on=TODAY, reason=REASON, by=by,
        today=TODAY, now=NOW,
    )  # fmt: skip

    found = [
        target_of(access=access_of(who, TODAY), act=Act.DELEGATE, route="leave/<int:pk>/end/", kwargs={"pk": leave.pk})
        for who in (by, other)
    ]

    assert found == [Target(f"account:{by.pk}", tree.branch.pk, is_hidden) for is_hidden in (False, True)]


@pytest.mark.parametrize(
    ("make", "page"),
    [
        (decision, "decision-approve"),
        (member, "person"),
        (account, "account"),
        (data_request, "request"),
        (organization, "organization-rename"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_page_of_a_foreign_thing_is_journalled_once(
    tree: Tree, make: Callable[[Tree], Noun], page: str, method: str
) -> None:
    noun = make(tree)
    client = Client()
    client.force_login(make_account("ngoai", noun.sees[0], tree.foreign_committee))

    answers = [getattr(client, method)(reverse(page, args=[noun.pk])).status_code for _time in range(2)]

    event = JournalEvent.objects.get(verb="denied")
    assert answers == [404, 404]
    assert (event.subject, event.organization, event.details["page"]) == (noun.subject, noun.organization, page)


WORDS = ("decisions", "people", "accounts", "requests", "organizations", "leave")


@pytest.mark.parametrize(
    "route",
    [
        *(f"{word}/<int:pk>/" for word in WORDS),
        "cases/<int:pk>/",
        "branches/<int:pk>/members/",
        "rules/<str:code>/",
        "mail/",
    ],
)
def test_what_does_not_exist_is_no_target(tree: Tree, route: str) -> None:
    access = access_of(make_account("bithu", Role.BRANCH_SECRETARY, tree.branch), TODAY)

    assert target_of(access=access, act=Act.READ_CASES, route=route, kwargs={"pk": 4711}) is None
    assert target_of(access=access, act=Act.READ_CASES, route=route, kwargs={}) is None


def test_export_is_told_once_a_minute(case: AdmissionCase) -> None:
    by = make_account("bithu")

    for after in (0, 30, 60):
        record_export(by=by, case=case, what="inspection_pack", now=NOW + timedelta(seconds=after))

    events = JournalEvent.objects.filter(verb="exported")
    assert [(event.subject, event.organization_id) for event in events] == [(f"case:{case.pk}", case.branch_id)] * 2
