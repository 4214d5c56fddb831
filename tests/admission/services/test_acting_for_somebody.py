"""What is recorded by a delegated role says for whom; alerts reach the delegate; four eyes see through a delegation."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail as outbox

from admission.domain.procedure import SponsorEnd, StepCode
from admission.models import AdmissionCase, Alert, BranchResolution, CommitteeDecision, Mail, Sponsorship
from admission.permissions import Act, NotPermittedError, capacity_in, capacity_to_record, recordable_steps
from admission.selectors.case_pages import case_page
from admission.selectors.digests import digest_of
from admission.services.alert_plans import plan_alerts
from admission.services.alerts import open_digests
from admission.services.cases import open_case
from admission.services.corrections import correct_fact
from admission.services.delegations import delegate_roles, end_delegation
from admission.services.delivery import deliver
from admission.services.facts import record_branch_resolution, record_receipt, record_sponsor_end
from admission.services.member_changes import add_member, end_stay, record_member_absence, void_member_absence
from admission.services.transfers import record_transfer
from members.access import access_of
from members.models import AbsenceKind, Account, EndCause, JournalEvent, Role, Standing
from tests.admission.services.digest_rounds import case_with_ceremony_due
from tests.factories import GOOD_VOTE, NOW, REASON, TODAY, Dates, Tree, advance, make_account, make_person

LAST = TODAY + timedelta(days=6)


def on_leave(principal: Account, delegate: Account, **changes: Any) -> None:
    values: dict[str, Any] = {
        "assignments": list(principal.roles.all()), "delegate": delegate, "from_on": TODAY, "until_on": LAST,
        "reason": "Nghỉ phép", "by": principal, "today": TODAY, "now": NOW,
    }  # fmt: skip
    delegate_roles(**values | changes)


@pytest.fixture
def principal(tree: Tree) -> Account:
    return make_account("an", Role.BRANCH_SECRETARY, tree.branch)


@pytest.fixture
def delegate(tree: Tree, principal: Account) -> Account:
    """Secretary of the branch beside, who acts for the one on leave."""
    delegate = make_account("binh", Role.BRANCH_SECRETARY, tree.sibling)
    on_leave(principal, delegate)
    return delegate


def last_event(case: AdmissionCase, verb: str) -> JournalEvent:
    return JournalEvent.objects.filter(subject=f"case:{case.pk}", verb=verb).order_by("-pk")[0]


def resolve_by(account: Account, case: AdmissionCase) -> BranchResolution:
    return record_branch_resolution(
        case=case, step=StepCode.ADMISSION_RESOLUTION, adopted_on=date(2026, 2, 25), number="12-NQ/CB", vote=GOOD_VOTE,
        by=account, today=TODAY, irregular_reason=REASON,
    )  # fmt: skip


def test_fact_and_event_say_on_whose_behalf(case: AdmissionCase, principal: Account, delegate: Account) -> None:
    advance(case, Dates(resolved_on=None))

    fact = resolve_by(delegate, case)

    event = last_event(case, "fact_recorded")
    assert (fact.recorded_by, fact.recorded_for) == (delegate, principal)
    assert (event.account, event.on_behalf_of) == (delegate, principal)


def test_fact_recorded_by_an_own_role_is_for_nobody_else(
    tree: Tree, case: AdmissionCase, principal: Account, delegate: Account
) -> None:
    delegate.roles.create(organization=tree.branch, role=Role.DEPUTY_SECRETARY, from_on=date(2020, 1, 1))
    advance(case, Dates(resolved_on=None))

    facts = [resolve_by(delegate, case).recorded_for, last_event(case, "fact_recorded").on_behalf_of]

    assert facts == [None, None]


@pytest.mark.usefixtures("in_english")
def test_page_of_the_file_names_both(case: AdmissionCase, principal: Account, delegate: Account) -> None:
    advance(case, Dates(resolved_on=None))
    resolve_by(delegate, case)
    case.refresh_from_db()

    page = case_page(case, TODAY)

    words = "Người binh, on behalf of Người an"
    assert words in {fact.recorded_by for fact in page.facts}
    assert words in {event.who for event in page.events}


def test_correction_receipt_and_end_of_help_say_on_whose_behalf(
    case: AdmissionCase, principal: Account, delegate: Account
) -> None:
    advance(case, Dates(decided_on=date(2026, 2, 25)))
    act: dict[str, Any] = {"by": delegate, "today": TODAY, "now": NOW}

    corrected = correct_fact(
        fact=BranchResolution.objects.get(), changes={"adopted_on": date(2026, 1, 6)}, reason="Nhầm ngày", **act
    )
    record_receipt(case=case, received_on=date(2026, 2, 27), **act)

    assert (corrected.recorded_for, CommitteeDecision.objects.get().receipt_for) == (principal, principal)
    verbs = ("fact_corrected", "fact_recorded", "deadline_moved")
    assert [last_event(case, verb).on_behalf_of for verb in verbs] == [principal] * 3


def test_end_of_help_and_transfer_say_on_whose_behalf(
    tree: Tree, case: AdmissionCase, principal: Account, delegate: Account
) -> None:
    advance(case, Dates(resolved_on=None))
    act: dict[str, Any] = {"case": case, "by": delegate, "today": TODAY, "now": NOW}
    first = Sponsorship.objects.order_by("pk")[0]

    record_sponsor_end(sponsorship=first, ended_on=TODAY, end_cause=SponsorEnd.MOVED, **act)
    moved = record_transfer(to_branch=tree.sibling, moved_on=TODAY, **act)

    assert moved.recorded_for == principal
    assert {row.end_for for row in Sponsorship.objects.all()} == {principal}


def test_opened_file_says_on_whose_behalf(tree: Tree, principal: Account, delegate: Account) -> None:
    case = open_case(person=make_person(), branch=tree.branch, opened_on=TODAY, by=delegate, today=TODAY, now=NOW)

    assert last_event(case, "case_opened").on_behalf_of == principal


def test_delegate_may_what_the_role_may_and_where(
    tree: Tree, case: AdmissionCase, principal: Account, delegate: Account
) -> None:
    access, later = access_of(delegate, TODAY), access_of(delegate, LAST + timedelta(days=1))

    held = capacity_to_record(access, case, StepCode.ADMISSION_RESOLUTION)

    assert held is not None
    assert held.principal_id == principal.pk
    assert recordable_steps(access, case) == recordable_steps(access_of(principal, TODAY), case)
    assert capacity_in(access, Act.KEEP_MEMBERS, tree.branch) == held
    assert capacity_in(later, Act.KEEP_MEMBERS, tree.branch) is None
    assert list(AdmissionCase.objects.visible_to(access)) == [case]
    assert not AdmissionCase.objects.visible_to(later).exists()


def test_alert_reaches_the_delegate_too_while_he_is_one(tree: Tree, principal: Account, delegate: Account) -> None:
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))

    assert [plan_alerts(today=TODAY), plan_alerts(today=TODAY)] == [2, 0]
    assert set(Alert.objects.values_list("recipient", flat=True)) == {principal.pk, delegate.pk}


@pytest.mark.parametrize("change", ["over", "ended", "void", "closed"])
def test_alert_does_not_reach_who_is_no_delegate_any_more(
    tree: Tree, principal: Account, delegate: Account, change: str
) -> None:
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))
    today = LAST + timedelta(days=3) if change == "over" else TODAY
    if change == "ended":
        delegation = delegate.delegated_roles.get()
        end_delegation(delegation=delegation, reason="Về sớm", by=principal, today=TODAY, now=NOW)
    if change == "void":
        principal.roles.update(voided_at=NOW, void_reason="Nhầm")
    if change == "closed":
        Account.objects.filter(pk=principal.pk).update(is_active=False)

    plan_alerts(today=today)

    assert not Alert.objects.filter(recipient=delegate).exists()


def test_digest_of_the_delegate_tells_of_the_role_and_drops_it_afterwards(
    tree: Tree, principal: Account, delegate: Account
) -> None:
    case_with_ceremony_due(tree.branch, date(2026, 1, 12))
    plan_alerts(today=TODAY)
    open_digests(today=TODAY, now=NOW)
    mail = Mail.objects.get(kind="digest", recipient=delegate)

    days = (TODAY, LAST, LAST + timedelta(days=1))

    assert [len(digest_of(mail, day).lines) for day in days] == [1, 1, 0]


@pytest.mark.django_db(transaction=True)
def test_both_are_told_in_their_languages(
    calendar_published: None, tree: Tree, principal: Account, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    delegate = make_account("binh", Role.BRANCH_SECRETARY, tree.sibling)
    Account.objects.update(language="en")
    on_leave(principal, delegate)
    end_delegation(delegation=delegate.delegated_roles.get(), reason="Về sớm", by=principal, today=TODAY, now=NOW)

    deliver(now=NOW)

    assert sorted(message.to[0] for message in outbox.outbox) == ["an@example.vn"] * 2 + ["binh@example.vn"] * 2
    text = str(outbox.outbox[0].body)
    assert "From 02/03/2026 to 08/03/2026, Người binh acts on behalf of Người an as:" in text
    assert "- Branch secretary, Chi bộ Một" in text


def test_delegation_is_ended_by_nobody_else(tree: Tree, principal: Account, delegate: Account) -> None:
    delegation = delegate.delegated_roles.get()
    beside = make_account("khac", Role.ADMINISTRATOR, tree.foreign_committee)

    for account in (delegate, beside):
        with pytest.raises(NotPermittedError):
            end_delegation(delegation=delegation, reason="Thôi", by=account, today=TODAY, now=NOW)

    above = make_account("quantri", Role.ADMINISTRATOR, tree.committee)
    assert end_delegation(delegation=delegation, reason="Thôi", by=above, today=TODAY, now=NOW).ended_by == above


def test_members_kept_for_somebody_say_so(tree: Tree, principal: Account, delegate: Account) -> None:
    act: dict[str, Any] = {"by": delegate, "today": TODAY, "now": NOW}
    stay = add_member(
        branch=tree.branch, full_name="Phạm Thị Dung", born_on=None, standing=Standing.OFFICIAL,
        from_on=date(2020, 1, 6), **act,
    )  # fmt: skip
    absence = record_member_absence(stay=stay, kind=AbsenceKind.EXEMPT, from_on=date(2025, 1, 6), **act)

    void_member_absence(absence=absence, reason="Nhầm", **act)
    end_stay(stay=stay, until_on=TODAY, cause=EndCause.MOVED, **act)

    events = JournalEvent.objects.filter(subject=f"person:{stay.person_id}")
    assert list(events.order_by("pk").values_list("verb", "on_behalf_of")) == [
        ("membership_added", principal.pk),
        ("absence_recorded", principal.pk),
        ("absence_voided", principal.pk),
        ("membership_ended", principal.pk),
    ]
