"""The first page of an inspector and of an administrator, and the branches in which something is missing."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from admission.domain.procedure import StepCode
from admission.models import AdmissionCase, Heartbeat, Mail
from admission.models.mail import MailKind
from admission.services.corrections import correct_fact
from admission.services.extensions import record_extension
from members.models import Account, OrganizationKind, Role
from members.services.journal import record_event
from members.services.organizations import add_organization
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import text_of
from tests.factories import APPROVER, NOW, REASON, TODAY, Dates, Tree, advance, make_account, make_case


def late(tree: Tree, name: str, due_on: date) -> AdmissionCase:
    case = advance(make_case(tree.branch, name=name), Dates())
    case.deadlines.filter(kind="admission_decision").update(due_on=due_on)
    AdmissionCase.objects.filter(pk=case.pk).update(next_due_on=due_on)
    return case


def tones(client: Client) -> dict[str, str]:
    page: Any = client.get("/")
    return {str(line.label): line.tone for line in page.context["health"]}


def test_inspector_finds_the_late_ones_first(tree: Tree, inspector: Client) -> None:
    late(tree, "Muộn Ít", date(2026, 2, 27))
    late(tree, "Muộn Nhất", date(2026, 1, 5))
    late(tree, "Còn Hạn", date(2026, 6, 1))

    page = inspector.get("/")

    assert [row.name for row in page.context["latest"]] == ["Muộn Nhất", "Muộn Ít"]
    assert "sections" not in page.context
    assert 'href="/cases/?light=overdue"' in page.content.decode()


def test_numbers_of_an_inspector_are_those_of_the_lists(tree: Tree, inspector: Client) -> None:
    late(tree, "Muộn", date(2026, 1, 5))
    provisional = late(tree, "Tạm Tính", date(2026, 6, 1))
    provisional.deadlines.filter(kind="admission_decision").update(provisional=True)
    AdmissionCase.objects.filter(pk=provisional.pk).update(historical_through_on=date(2026, 1, 1))
    late(tree, "Khác", date(2026, 6, 1))

    tiles = inspector.get("/").context["inspection"]

    assert [(tile.url, tile.number) for tile in tiles] == [
        ("/cases/?light=overdue", "1"),
        ("/cases/?flag=extended", "0"),
        ("/cases/?flag=corrected", "0"),
        ("/cases/?flag=provisional", "1"),
        ("/cases/?flag=historical", "1"),
    ]
    assert [str(inspector.get(tile.url).context["total"]) for tile in tiles] == [tile.number for tile in tiles]


def test_corrected_and_extended_files_are_found(tree: Tree, inspector: Client) -> None:
    corrected, extended = late(tree, "Đính Chính", date(2026, 6, 1)), late(tree, "Gia Hạn", date(2026, 6, 1))
    correct_fact(
        fact=corrected.branchresolution_facts.get(), changes={"number": "13-NQ/CB"}, reason="Gõ nhầm số", by=None,
        today=TODAY, now=NOW,
    )  # fmt: skip
    record_extension(
        case=extended, step=StepCode.ADMISSION_EXTENSION, working_days=10, granted_on=date(2026, 2, 2),
        reason="Xác minh", approver=APPROVER, by=None, today=TODAY, irregular_reason=REASON,
    )  # fmt: skip

    found = {
        flag: [row["cells"][0]["text"] for row in inspector.get(f"/cases/?flag={flag}").context["rows"]]
        for flag in ("corrected", "extended")
    }

    assert found == {"corrected": ["Đính Chính"], "extended": ["Gia Hạn"]}


def test_inspector_pays_the_same_queries_for_one_and_three_rows(tree: Tree, inspector: Client) -> None:
    late(tree, "Một", date(2026, 1, 5))
    inspector.get("/")
    with CaptureQueriesContext(connection) as one:
        inspector.get("/")
    late(tree, "Hai", date(2026, 1, 6))
    late(tree, "Ba", date(2026, 1, 7))

    with CaptureQueriesContext(connection) as three:
        page = inspector.get("/")

    assert len(page.context["latest"]) == 3
    assert len(three) == len(one) <= 12


def test_administrator_sees_the_state_of_the_system_in_few_queries(tree: Tree, administrator: Client) -> None:
    Heartbeat.objects.create(name="sweep", last_at=NOW)
    administrator.get("/")

    with CaptureQueriesContext(connection) as queries:
        page = administrator.get("/")

    assert "Last sweep: 02/03/2026 09:00." in text_of(page)
    assert len(queries) <= 12
    assert "without-secretary" in page.content.decode()


@pytest.mark.parametrize(
    ("seconds", "tone", "words"),
    [
        (0, "good", "Newly installed: the first check is yet to run"),
        (300, "good", "Newly installed: the first check is yet to run"),
        (301, "alarm", "No sweep has run yet."),
    ],
)
def test_new_installation_has_five_minutes_for_its_first_check(
    tree: Tree, administrator: Client, seconds: int, tone: str, words: str
) -> None:
    with time_machine.travel(NOW + timedelta(seconds=seconds), tick=False):
        page = administrator.get("/")

    (alerts,) = (line for line in page.context["health"] if str(line.label) == "Alerts")
    assert (alerts.tone, page.context["system_alarm"] is not None) == (tone, tone == "alarm")
    assert words in text_of(page)


def test_what_is_wrong_comes_first_and_is_called_so(tree: Tree, administrator: Client) -> None:
    Heartbeat.objects.create(name="sweep", last_at=NOW - timedelta(minutes=6))
    recipient = Account.objects.get(username="quantri")
    Mail.objects.create(
        key="digest:1", recipient=recipient, kind=MailKind.DIGEST, period_on=NOW.date(), next_at=NOW,
        created_at=NOW - timedelta(minutes=16),
    )  # fmt: skip

    found = tones(administrator)

    assert list(found)[:2] == ["Alerts", "Mail"]
    assert (found["Alerts"], found["Mail"], found["Branches"]) == ("alarm", "alarm", "attention")


def test_journal_that_was_verified_is_in_order(tree: Tree, administrator: Client) -> None:
    before = tones(administrator)["Journal"]
    record_event(verb="journal_verified", subject="journal", by=None, details={"count": 3})

    assert (before, tones(administrator)["Journal"]) == ("attention", "good")


def test_branch_has_no_candidate_until_a_file_is_opened(tree: Tree, reviewer: Client, inspector: Client) -> None:
    make_case(tree.branch)

    for client in (reviewer, inspector):
        page = client.get("/branches/without-candidate/")

        assert [row["cells"][0]["text"] for row in page.context["rows"]] == ["Chi bộ Hai"]
        assert "1 branch has no candidate at present." in text_of(client.get("/"))


def test_member_on_probation_is_no_candidate(tree: Tree, reviewer: Client) -> None:
    days = Dates(date(2024, 1, 5), date(2025, 6, 2), date(2025, 6, 16), date(2025, 6, 18), date(2025, 7, 1))
    advance(make_case(tree.branch), days)

    page = reviewer.get("/branches/without-candidate/")

    assert [[cell["text"] for cell in row["cells"]] for row in page.context["rows"]] == [
        ["Chi bộ Một", "Đảng ủy cơ sở Sao Mai", "1", "02/01/2024"],
        ["Chi bộ Hai", "Đảng ủy cơ sở Sao Mai", "0", "No file yet"],
    ]


def test_branch_in_which_nobody_can_sign_in_is_listed(tree: Tree, administrator: Client, sign_in: SignIn) -> None:
    make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)
    gone = make_account("nghi", Role.DEPUTY_SECRETARY, tree.sibling)
    Account.objects.filter(pk=gone.pk).update(is_active=False)

    page = administrator.get("/branches/without-secretary/")

    assert [row["cells"][0]["text"] for row in page.context["rows"]] == ["Chi bộ Hai"]
    Account.objects.filter(pk=gone.pk).update(is_active=True)
    assert "Every branch has a secretary" in text_of(administrator.get("/branches/without-secretary/"))


def test_pages_of_branches_hold_each_once(tree: Tree, reviewer: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("admission.selectors.branch_gaps.PAGE_SIZE", 1)

    first = reviewer.get("/branches/without-candidate/")
    second = reviewer.get(f"/branches/without-candidate/{first.context['next_url']}")

    names = [page.context["rows"][0]["cells"][0]["text"] for page in (first, second)]
    back = reviewer.get(f"/branches/without-candidate/{second.context['previous_url']}")
    assert (names, second.context["next_url"]) == (["Chi bộ Một", "Chi bộ Hai"], "")
    assert [row["cells"][0]["text"] for row in back.context["rows"]] == ["Chi bộ Một"]
    assert (first.context["previous_url"], back.context["previous_url"]) == ("", "")
    assert back.context["next_url"] == first.context["next_url"]


def test_several_roles_see_the_parts_of_each(tree: Tree, sign_in: SignIn) -> None:
    account = make_account("nhieu-vai", Role.INSPECTOR, tree.committee)
    account.roles.create(organization=tree.branch, role=Role.BRANCH_SECRETARY, from_on=date(2020, 1, 1))
    account.roles.create(organization=tree.committee, role=Role.ADMINISTRATOR, from_on=date(2020, 1, 1))
    make_case(tree.branch, name="Chờ Chi Bộ")

    context = sign_in(account).get("/").context

    assert [name for name in ("health", "inspection", "sections") if name in context] == [
        "health",
        "inspection",
        "sections",
    ]


def test_new_installation_is_told_what_to_begin_with_until_a_branch_is_there(
    calendar_published: None, sign_in: SignIn
) -> None:
    kinds = OrganizationKind
    top = add_organization(kind=kinds.PARTY_COMMITTEE, code="DU", name="Đảng ủy Mới", decides_admission=True)
    client = sign_in(make_account("quantri-moi", Role.ADMINISTRATOR, top))
    new = client.get("/")

    add_organization(kind=kinds.GRASSROOTS_BRANCH, code="CB", name="Chi bộ Mới", above=top)

    assert [step.url for step in new.context["first_steps"]][:2] == ["/organizations/import/", "/organizations/"]
    assert "No branch was entered yet." in text_of(new)
    assert client.get("/").context["first_steps"] == []


def test_administrator_is_told_that_mail_reaches_nobody(tree: Tree, administrator: Client, settings: Any) -> None:
    words = "each message becomes a file on this machine and reaches nobody."
    before = (tones(administrator)["Mail"], words in text_of(administrator.get("/mail/")))

    settings.EMAIL_BACKEND = "partyapp.mail.FileBackend"

    assert before == ("good", False)
    found = tones(administrator)
    assert (found["Mail"], "Addresses" in found) == ("attention", False)
    assert [words in text_of(administrator.get(url)) for url in ("/", "/mail/")] == [True, True]


def test_inspector_is_led_to_what_was_done_late(tree: Tree, inspector: Client) -> None:
    html = inspector.get("/").content.decode()

    assert [f'href="/reports/{key}/"' in html for key in ("on-time", "overdue")] == [True, True]


def test_pack_counts_what_is_overdue_today(tree: Tree, inspector: Client) -> None:
    case = late(tree, "Muộn", date(2026, 1, 5))
    in_time = late(tree, "Còn Hạn", date(2026, 6, 1))

    pack, other = (inspector.get(f"/cases/{one.pk}/inspection/") for one in (case, in_time))

    assert [deadline.due_on for deadline in pack.context["overdue"]] == [date(2026, 1, 5)]
    assert pack.context["found"] == 1 + len(pack.context["irregularities"])
    assert "Overdue today, and not done yet" in text_of(pack)
    assert "Nothing irregular is recorded." not in text_of(pack)
    assert (other.context["overdue"], other.context["found"]) == ([], len(other.context["irregularities"]))
