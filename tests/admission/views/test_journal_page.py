"""The journal page: what an inspector reads, in which order, and what nobody else does."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse

from admission.labels.journal import VERBS
from admission.models import AdmissionCase
from admission.selectors.journal import PAGE_SIZE
from members.models import JournalEvent, JournalHead, Organization, Role, RoleAssignment
from members.services.journal import append_events, event_of, record_event, seal_journal
from tests.admission.views.conftest import SignIn
from tests.factories import NOW, TODAY, Tree, make_account

JOURNAL = "/journal/"


def record(verb: str, organization: Organization | None, *, minutes: int = 0, **more: Any) -> JournalEvent:
    with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
        return record_event(verb=verb, organization=organization, **({"subject": "thử:1", "by": None} | more))


def told(client: Client, query: str = "") -> list[str]:
    return [line.what for line in client.get(JOURNAL + query).context["lines"]]


def test_inspector_reads_what_happened_below_him(tree: Tree, inspector: Client) -> None:
    for verb, where in (("a", tree.branch), ("b", tree.committee), ("c", tree.foreign_branch), ("d", None)):
        record(verb, where, minutes=1)

    # What happened nowhere in particular is his as well: he inspects an organisation at the top.
    assert told(inspector)[:3] == ["d", "b", "a"]
    assert "c" not in told(inspector)


def test_inspector_of_a_branch_reads_that_branch_alone(tree: Tree, sign_in: SignIn) -> None:
    client = sign_in(make_account("kiem-tra-cb", Role.INSPECTOR, tree.branch))
    for verb, where in (("a", tree.branch), ("b", tree.sibling), ("c", tree.committee), ("d", None)):
        record(verb, where)

    assert [what for what in told(client) if what in "abcd"] == ["a"]


@pytest.mark.parametrize("fixture", ["secretary", "reviewer", "outsider", "administrator"])
def test_journal_is_for_inspectors_only(tree: Tree, request: pytest.FixtureRequest, fixture: str) -> None:
    client: Client = request.getfixturevalue(fixture)

    assert client.get(JOURNAL).status_code == 403
    assert JournalEvent.objects.get(verb="denied").details == {"act": "read_journal", "page": "journal"}


@pytest.mark.parametrize("name", ["journal", "journal-state", "journal-verify"])
def test_journal_pages_ask_to_sign_in(tree: Tree, name: str) -> None:
    assert Client().post(reverse(name)).headers["Location"].startswith("/sign-in/")


def test_file_is_linked_for_who_may_read_it(case: AdmissionCase, inspector: Client) -> None:
    record("a", case.branch, minutes=1, subject=f"case:{case.pk}")

    line = inspector.get(JOURNAL).context["lines"][0]

    assert (line.about, line.url) == (case.code, f"/cases/{case.pk}/")


def test_delegated_act_names_both(tree: Tree, inspector: Client) -> None:
    by, principal = make_account("pho"), make_account("truong")
    record("role_given", tree.branch, minutes=1, by=by, on_behalf_of=principal)

    html = inspector.get(JOURNAL).content.decode()

    assert "Người pho, on behalf of Người truong" in " ".join(html.split())
    assert "A role was given" in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?verb=case_opened", ["A file was opened"]),
        ("?account=bithu", ["x"]),
        ("?account=khong-co", []),
        ("?subject=KN-2026-00017", ["A file was opened"]),
        ("?subject=17", ["A file was opened"]),
        ("?start=03/03/2026&end=03/03/2026", ["x"]),
        ("?start=04/03/2026", []),
        ("?end=01/03/2026", []),
        ("?verb=case_opened&account=bithu", []),
    ],
)
def test_filters_are_in_the_address(tree: Tree, inspector: Client, query: str, expected: list[str]) -> None:
    record("case_opened", tree.branch, subject="case:17")
    record("x", tree.branch, minutes=24 * 60, by=make_account("bithu"))

    assert told(inspector, query) == expected


@pytest.mark.parametrize("query", ["?start=abc", "?verb=no_such", "?before=x", "?after=" + "9" * 30, "?subject=%00"])
def test_made_up_filter_is_a_page_all_the_same(tree: Tree, inspector: Client, query: str) -> None:
    assert inspector.get(JOURNAL + query).status_code == 200


def test_day_that_is_none_is_told(tree: Tree, inspector: Client) -> None:
    assert "Enter the day as day/month/year" in inspector.get(JOURNAL + "?start=abc").content.decode()


def test_pages_follow_one_another_without_a_gap(tree: Tree, inspector: Client) -> None:
    count = 2 * PAGE_SIZE + 10
    append_events(event_of(verb=f"v{n}", subject="thử:1", by=None, organization=tree.branch) for n in range(count))
    query = "?subject=thử:1"

    first = inspector.get(JOURNAL + query).context
    second = inspector.get(JOURNAL + first["next_url"]).context
    third = inspector.get(JOURNAL + second["next_url"]).context
    back = inspector.get(JOURNAL + third["previous_url"]).context

    shown = [line.what for page in (first, second, third) for line in page["lines"]]
    assert shown == [f"v{number}" for number in reversed(range(count))]
    assert (first["previous_url"], third["next_url"]) == ("", "")
    assert back["lines"] == second["lines"]


@pytest.mark.parametrize("rows", [1, 3])
def test_journal_takes_the_same_queries_for_any_number(
    tree: Tree, inspector: Client, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        record("x", tree.branch, by=make_account(f"ai-{number}"), subject=f"account:{number}")

    with django_assert_num_queries(13):
        inspector.get(JOURNAL)


def test_state_shows_the_chain_and_no_event(tree: Tree, administrator: Client) -> None:
    record("case_opened", tree.branch, subject="case:17")
    seal_journal()

    page = administrator.get("/journal/state/")

    assert page.context["state"].sealed == JournalHead.objects.get().count
    assert "A file was opened" not in page.content.decode()
    assert "Not verified yet" in page.content.decode()


@pytest.mark.parametrize("fixture", ["secretary", "reviewer", "outsider"])
def test_state_is_for_inspectors_and_administrators(tree: Tree, request: pytest.FixtureRequest, fixture: str) -> None:
    client: Client = request.getfixturevalue(fixture)

    assert client.get("/journal/state/").status_code == 403
    assert client.post("/journal/verify/").status_code == 403


def test_button_verifies_and_says_so(tree: Tree, administrator: Client) -> None:
    seal_journal()

    page = administrator.post("/journal/verify/", follow=True)

    assert "The journal is whole" in page.content.decode()
    assert page.context["state"].verified_by == "Người quantri"


def test_button_names_what_is_wrong(tree: Tree, administrator: Client) -> None:
    record("a", tree.branch)
    seal_journal()
    JournalHead.objects.update(count=1, mac="0" * 64)

    page = administrator.post("/journal/verify/", follow=True)

    assert page.context["state"].flaw == "The head of the chain was changed."
    assert "not whole" in page.content.decode()


def test_foreign_file_is_told_to_the_journal(case: AdmissionCase, outsider: Client) -> None:
    assert outsider.get(f"/cases/{case.pk}/?q=x").status_code == 404

    event = JournalEvent.objects.get(verb="denied")
    assert (event.subject, event.organization) == (f"case:{case.pk}", case.branch)
    assert event.details == {"act": "read_cases", "page": "case"}


@pytest.mark.parametrize("path", ["/cases/4711/", "/cases/{case}/steps/no_such_step/"])
def test_what_does_not_exist_is_not_told(case: AdmissionCase, secretary: Client, path: str) -> None:
    assert secretary.get(path.format(case=case.pk)).status_code == 404

    assert not JournalEvent.objects.filter(verb="denied").exists()


def test_inspection_pack_is_told_as_an_export(case: AdmissionCase, inspector: Client) -> None:
    inspector.get(f"/cases/{case.pk}/inspection/")

    assert JournalEvent.objects.get(verb="exported").subject == f"case:{case.pk}"


def test_inspector_of_everything_reads_every_event(tree: Tree, sign_in: SignIn) -> None:
    account = make_account("tong-kiem-tra", Role.INSPECTOR, tree.committee)
    RoleAssignment.objects.create(
        account=account, organization=tree.foreign_committee, role=Role.INSPECTOR.value, from_on=TODAY
    )
    for minutes, where in enumerate((tree.branch, tree.foreign_branch, None), 1):
        record(f"v{minutes}", where, minutes=minutes)

    assert told(sign_in(account))[:3] == ["v3", "v2", "v1"]


def notes(client: Client) -> list[str]:
    return [line.note for line in client.get(JOURNAL).context["lines"]]


@pytest.mark.parametrize(("verb", "details", "words"), [
    ("role_given", {"role": "reviewer", "organization": "DU", "from_on": "2026-03-02"},
     "Committee reviewer; DU; from 02/03/2026 on"),
    ("role_delegated", {"role": "reviewer", "organization": "DU", "delegate": "binh", "from_on": "2026-03-02",
                        "until_on": "2026-03-08", "reason": "Nghỉ phép"},
     "Committee reviewer; DU; to binh; from 02/03/2026 to 08/03/2026; Nghỉ phép"),
    ("organization_renamed", {"old": "Chi bộ Một", "new": "Chi bộ 1", "from_on": "2026-03-02", "document": "7-QĐ"},
     "Chi bộ Một → Chi bộ 1; document 7-QĐ; from 02/03/2026 on"),
    ("fact_corrected", {"fact": "ceremony", "old": {"held_on": "2026-03-02"}, "new": {"held_on": "2026-03-01"},
                        "reason": "Nhập nhầm"},
     "Day of the ceremony: 02/03/2026 → 01/03/2026; Nhập nhầm"),
    ("deadline_moved", {"kind": "ceremony", "subject": "", "old": "2026-03-02", "new": None}, "02/03/2026 → –"),
    ("standing_changed", {"old": "probationary", "new": "official"}, "Probationary member → Official member"),
    ("denied", {"act": "read_journal", "page": "journal"}, "Read the journal"),
    ("sessions_ended", {"count": 2, "reason": "everywhere"}, "Signed out everywhere"),
    ("field_revealed", {"field": "religion"}, "Religion"),
    ("exported", {"what": "inspection_pack"}, "Inspection pack"),
])  # fmt: skip
def test_event_says_from_what_to_what_and_why(
    tree: Tree, inspector: Client, verb: str, details: dict[str, Any], words: str
) -> None:
    record(verb, tree.committee, minutes=1, details=details)

    assert notes(inspector)[0].endswith(words)


def test_every_verb_that_is_written_has_its_words() -> None:
    """A verb without words would stand on a Vietnamese page as it stands in the code."""
    sources = [
        path.read_text() for app in ("admission", "members") for path in Path(settings.BASE_DIR, app).rglob("*.py")
    ]
    written = {verb for text in sources for verb in re.findall(r'verb="([a-z_]+)"', text)}
    passed_on = {"request_fact_recorded", "request_fact_corrected", "second_factor_enrolled", "second_factor_replaced"}

    assert len(written) > 20
    assert (written | passed_on) - set(VERBS) == set()


def test_page_of_a_file_leads_an_inspector_to_its_journal(
    case: AdmissionCase, inspector: Client, secretary: Client
) -> None:
    url = f"{JOURNAL}?subject={case.code}"
    page = f"/cases/{case.pk}/"

    assert [url in client.get(page).content.decode() for client in (inspector, secretary)] == [True, False]
    assert told(inspector, f"?subject={case.code}") == ["A file was opened"]
