"""Refusals and exports in the journal: told once, without what was asked for."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from admission.models import AdmissionCase
from admission.permissions import Act
from admission.services.access_events import Target, record_denial, record_export, target_of
from members.access import access_of
from members.models import JournalEvent, Role
from tests.factories import NOW, TODAY, Tree, make_account


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


@pytest.mark.parametrize("route", ["cases/<int:pk>/", "branches/<int:pk>/members/", "rules/<str:code>/", "mail/"])
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
