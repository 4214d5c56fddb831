"""The preview of a draft, publishing it, what a version did, and the moved dates that wait for somebody."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from admission.domain.calendar_drafts import ActKind, CalendarAct
from admission.models import AdmissionCase, Calendar, CalendarDraft, CalendarVersion, DeadlineSettlement
from admission.services.calendar_drafts import begin_draft, change_draft, name_notice
from members.models import Account, Role
from tests.admission.services.digest_rounds import case_with_ceremony_due
from tests.admission.services.test_calendar_following import own_calendar
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import errors_of, text_of
from tests.factories import NOW, TODAY, Tree, make_account

OFF, WORKED = date(2026, 3, 9), date(2026, 3, 7)
"""Friday's file is due on Monday 9 March; the Saturday before is worked for it: it is due on the 7th."""
SETTLEMENTS = reverse("settlement-list")


@pytest.fixture
def case(tree: Tree) -> AdmissionCase:
    return case_with_ceremony_due(tree.branch, date(2026, 1, 19))


@pytest.fixture
def draft(case: AdmissionCase, administrator: Client) -> CalendarDraft:
    by = Account.objects.get(username="quantri")
    draft = begin_draft(calendar=Calendar.objects.get(organization=None), by=by, today=TODAY, now=NOW)
    swap = CalendarAct(ActKind.SWAP, days=(OFF, WORKED), document="123/TB-BNV")
    draft = change_draft(draft=draft, act=swap, revision=draft.revision, by=by, today=TODAY)
    return name_notice(
        draft=draft, number="123/TB-BNV", on=date(2026, 2, 27), issued_by="Bộ Nội vụ", revision=draft.revision, by=by,
        today=TODAY,
    )  # fmt: skip


def preview_url(draft: CalendarDraft) -> str:
    return reverse("calendar-preview", args=[draft.pk])


def confirmed(client: Client, draft: CalendarDraft, **changes: Any) -> Any:
    """Open the preview and send its form."""
    page = client.get(preview_url(draft))
    seen = {"token": page.context["preview"].token, "revision": page.context["draft"].revision}
    return client.post(preview_url(draft), {"reason": "Hoán đổi ngày làm việc", **seen, **changes})


@pytest.fixture
def published(draft: CalendarDraft, administrator: Client) -> CalendarVersion:
    assert confirmed(administrator, draft).status_code == 302
    version: CalendarVersion = CalendarVersion.objects.get(number=2)
    return version


def test_draft_leads_to_its_preview(draft: CalendarDraft, administrator: Client) -> None:
    page = administrator.get(draft.get_absolute_url())

    assert preview_url(draft) in page.content.decode()


def test_preview_names_what_would_move_and_changes_nothing(
    draft: CalendarDraft, case: AdmissionCase, administrator: Client
) -> None:
    page = administrator.get(preview_url(draft))

    said = text_of(page)
    assert f"{case.code} · Đ.T.H. Chi bộ Một" in said
    assert "09/03/2026 → 07/03/2026 Earlier than before" in said
    assert "Hương" not in said
    assert page.context["preview"].moves == 1
    assert CalendarVersion.objects.count() == 1


def test_confirming_publishes_and_shows_what_moved(
    draft: CalendarDraft, case: AdmissionCase, administrator: Client
) -> None:
    answer = confirmed(administrator, draft)

    page = administrator.get(answer.url)
    draft.refresh_from_db()
    assert answer.url == reverse("calendar-version", args=[draft.calendar_id, 2])
    assert "Version 2 is published; 1 due date moved." in text_of(page)
    assert "123/TB-BNV · 27/02/2026 · Bộ Nội vụ" in text_of(page)
    assert "09/03/2026 → 07/03/2026" in text_of(page)
    assert (draft.closed_as, draft.published_as) == ("published", CalendarVersion.objects.get(number=2))


def test_without_a_reason_nothing_is_published_and_the_preview_stays(
    draft: CalendarDraft, administrator: Client
) -> None:
    page = confirmed(administrator, draft, reason="")

    assert errors_of(page) == {"reason": ["Say why."]}
    assert page.context["preview"].moves == 1
    assert CalendarVersion.objects.count() == 1


def test_preview_overtaken_by_a_file_is_shown_anew_with_what_was_typed(
    draft: CalendarDraft, tree: Tree, administrator: Client
) -> None:
    seen = administrator.get(preview_url(draft)).context["preview"]
    case_with_ceremony_due(tree.branch, date(2026, 1, 19), name="Lò Văn Hai")

    page = confirmed(administrator, draft, token=seen.token)

    assert "Nothing was published: the calendar or the files changed" in errors_of(page)["__all__"][0]
    assert (seen.moves, page.context["preview"].moves) == (1, 2)
    assert page.context["form"]["reason"].value() == "Hoán đổi ngày làm việc"
    assert CalendarVersion.objects.count() == 1
    assert confirmed(administrator, draft).status_code == 302


def test_draft_without_a_notice_has_no_preview_yet(case: AdmissionCase, administrator: Client) -> None:
    by = Account.objects.get(username="quantri")
    bare = begin_draft(calendar=Calendar.objects.get(organization=None), by=by, today=TODAY, now=NOW)

    answer: Any = administrator.get(preview_url(bare))

    assert (answer.status_code, answer.url) == (302, bare.get_absolute_url())


@pytest.mark.parametrize("page", ["preview", "published", "settlements"])
def test_pages_ask_as_many_questions_for_three_rows_as_for_one(
    page: str, draft: CalendarDraft, tree: Tree, administrator: Client, sign_in: SignIn
) -> None:
    secretary = sign_in(make_account("bithu", Role.BRANCH_SECRETARY, tree.branch))
    counts = []
    for count in (1, 3):
        while AdmissionCase.objects.count() < count:
            case_with_ceremony_due(tree.branch, date(2026, 1, 19), name=f"Lò Văn {AdmissionCase.objects.count()}")
        address, client = preview_url(draft), administrator
        if page != "preview":
            address = confirmed(administrator, draft).url if count == 1 else _published_again(administrator)
            client = administrator
        if page == "settlements":
            address, client = SETTLEMENTS, secretary
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def _published_again(client: Client) -> str:
    """Another Saturday is worked: everything moves once more, and more waits."""
    by = Account.objects.get(username="quantri")
    draft = begin_draft(calendar=Calendar.objects.get(organization=None), by=by, today=TODAY, now=NOW)
    swap = CalendarAct(ActKind.SWAP, days=(date(2026, 4, 1), date(2026, 2, 28)), document="124/TB-BNV")
    draft = change_draft(draft=draft, act=swap, revision=draft.revision, by=by, today=TODAY)
    draft = name_notice(
        draft=draft, number="124/TB-BNV", on=date(2026, 2, 28), issued_by="Bộ Nội vụ", revision=draft.revision, by=by,
        today=TODAY,
    )  # fmt: skip
    return str(confirmed(client, draft).url)


def test_moved_date_is_found_from_the_work_list_and_settled(
    published: CalendarVersion, case: AdmissionCase, tree: Tree, sign_in: SignIn
) -> None:
    secretary = sign_in(make_account("bithu", Role.BRANCH_SECRETARY, tree.branch))
    settlement = DeadlineSettlement.objects.get()

    work = secretary.get("/")
    before = secretary.get(SETTLEMENTS)
    answer: Any = secretary.post(
        reverse("settle", args=[settlement.pk]), {"act_by_on": "06/03/2026", "note": "Chi bộ tổ chức ngày thứ Sáu"}
    )

    assert "The calendar moved 1 due date earlier or past today" in text_of(work)
    assert f"{case.code} · Đ.T.H." in text_of(before)
    assert reverse("settle", args=[settlement.pk]) in before.content.decode()
    assert (answer.status_code, answer.url) == (302, SETTLEMENTS)
    assert "Người bithu: will act by 06/03/2026. Chi bộ tổ chức ngày thứ Sáu" in text_of(secretary.get(SETTLEMENTS))
    assert "The calendar moved" not in text_of(secretary.get("/"))


def test_day_that_is_over_is_refused_and_what_was_typed_stays(
    published: CalendarVersion, tree: Tree, sign_in: SignIn
) -> None:
    secretary = sign_in(make_account("bithu", Role.BRANCH_SECRETARY, tree.branch))
    settlement = DeadlineSettlement.objects.get()

    page = secretary.post(reverse("settle", args=[settlement.pk]), {"act_by_on": "27/02/2026", "note": "Đã họp"})

    assert errors_of(page) == {"act_by_on": ["The day 27/02/2026 has passed."]}
    assert page.context["form"]["note"].value() == "Đã họp"


def test_settled_date_has_no_form_any_more(published: CalendarVersion, tree: Tree, sign_in: SignIn) -> None:
    secretary = sign_in(make_account("bithu", Role.BRANCH_SECRETARY, tree.branch))
    address = reverse("settle", args=[DeadlineSettlement.objects.get().pk])
    secretary.post(address, {"act_by_on": "06/03/2026", "note": "Đã họp"})

    answer: Any = secretary.get(address)

    assert (answer.status_code, answer.url) == (302, SETTLEMENTS)


def test_outsiders_find_neither_preview_nor_settlement(
    published: CalendarVersion, draft: CalendarDraft, outsider: Client, tree: Tree, sign_in: SignIn
) -> None:
    below = sign_in(make_account("quantri.duoi", Role.ADMINISTRATOR, tree.grassroots))
    settlement = DeadlineSettlement.objects.get()

    assert outsider.get(preview_url(draft)).status_code == 403
    assert below.get(preview_url(draft)).status_code == 404
    assert below.get(reverse("calendar-version", args=[draft.calendar_id, 2])).status_code == 404
    assert outsider.get(reverse("settle", args=[settlement.pk])).status_code == 404


def test_files_of_organisations_that_somebody_else_administers_are_counted_and_not_named(
    draft: CalendarDraft, case: AdmissionCase, tree: Tree, sign_in: SignIn
) -> None:
    elsewhere = sign_in(make_account("quantri.xa", Role.ADMINISTRATOR, tree.foreign_committee))

    preview = elsewhere.get(preview_url(draft))
    published = elsewhere.get(confirmed(elsewhere, draft).url)

    for page in (preview, published):
        assert "1 due date in organisations that somebody else administers is counted" in text_of(page)
        assert case.code not in text_of(page)
        assert case.branch.name not in text_of(page)
    assert preview.context["preview"].moves == 1


# --- own calendars below ---------------------------------------------------------------------------------------------
@pytest.fixture
def own(tree: Tree, case: AdmissionCase, administrator: Client) -> Calendar:
    """Of the grassroots committee, derived from the general calendar before that changes."""
    by = Account.objects.get(username="quantri")
    return own_calendar(tree.grassroots, by)


def test_preview_and_version_name_the_own_calendars_that_do_not_take_it_over(
    own: Calendar, draft: CalendarDraft, administrator: Client
) -> None:
    seen = text_of(administrator.get(preview_url(draft)))
    assert "1 own calendar does not take this over by itself" in seen
    assert "Lịch Đảng ủy cơ sở Sao Mai – Đảng ủy cơ sở Sao Mai (1 due date would move there)" in seen
    assert confirmed(administrator, draft).status_code == 302
    page = reverse("calendar-version", args=[draft.calendar_id, 2])
    button = reverse("calendar-take-over-below", args=[draft.calendar_id])
    assert button in administrator.get(page).content.decode()

    answer = administrator.post(button, follow=True)

    assert "1 draft is ready" in text_of(answer)
    prepared = CalendarDraft.objects.open().get(calendar=own)
    assert "07/03/2026" in text_of(administrator.get(prepared.get_absolute_url()))
    assert confirmed(administrator, prepared).status_code == 302
    assert button not in administrator.get(page).content.decode()


def test_page_of_an_own_calendar_says_what_it_has_not_taken_over(
    own: Calendar, published: CalendarVersion, administrator: Client
) -> None:
    page = reverse("calendar-versions", args=[own.pk])
    said = text_of(administrator.get(page))
    assert "Not taken over yet from the calendar above" in said
    assert "09/03/2026" in said

    answer = administrator.post(reverse("calendar-take-over", args=[own.pk]), follow=True)

    assert "Taken over into the draft." in text_of(answer)
    assert "Taken over from" in text_of(answer)
    assert confirmed(administrator, CalendarDraft.objects.open().get(calendar=own)).status_code == 302
    assert "Not taken over yet" not in text_of(administrator.get(page))
    again = administrator.post(reverse("calendar-take-over", args=[own.pk]), follow=True)
    assert "There is nothing to take over" in text_of(again)
