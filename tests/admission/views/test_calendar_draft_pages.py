"""An administrator prepares a version of the calendar: versions, the draft, its acts, a file of days."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from admission.models import Calendar, CalendarDraft, CalendarVersion
from admission.selectors.calendar_drafts import draft_content
from admission.services.calendar_drafts import add_own_calendar, begin_draft
from admission.services.calendars import publish_calendar
from members.models import Account, JournalEvent, Role
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import errors_of, text_of, title_of
from tests.factories import NOW, TODAY, Tree, make_account

SWAP = {"off": "01/06/2026", "worked": "06/06/2026"}


@pytest.fixture
def draft(administrator: Client) -> CalendarDraft:
    calendar = Calendar.objects.get(organization=None)
    response = administrator.post(f"/calendars/{calendar.pk}/draft/")
    found: CalendarDraft = CalendarDraft.objects.get()
    assert response.headers["Location"] == f"/calendar-drafts/{found.pk}/"
    return found


def enter(client: Client, draft: CalendarDraft, kind: str, **values: Any) -> Any:
    draft.refresh_from_db()
    url = f"/calendar-drafts/{draft.pk}/acts/{kind}/"
    return client.post(url, {"revision": draft.revision, **values}, follow=True)


def upload(client: Client, draft: CalendarDraft, content: str, name: str = "lich.csv") -> Any:
    file = SimpleUploadedFile(name, content.encode())
    return client.post(f"/calendar-drafts/{draft.pk}/import/", {"file": file})


def publish(draft: CalendarDraft) -> CalendarVersion | None:
    content = draft_content(draft)
    return publish_calendar(
        calendar=draft.calendar, days=content.days, first=content.first, last=content.last,
        confirmed_through=content.confirmed_through, notice="Thông báo", by=None, today=TODAY,
    )  # fmt: skip


def test_menu_leads_to_the_versions_and_the_draft(administrator: Client, tree: Tree) -> None:
    assert 'href="/calendars/"' in administrator.get("/").content.decode()
    calendar = Calendar.objects.get(organization=None)
    assert f'href="/calendars/{calendar.pk}/"' in administrator.get("/calendars/").content.decode()

    page = administrator.get(f"/calendars/{calendar.pk}/")

    assert "Bộ luật Lao động 2019" in text_of(page)
    assert "confirmed through 31/12/2026" in text_of(page)
    assert f"/calendars/{calendar.pk}/draft/" in page.content.decode()


def test_swap_is_entered_in_one_form(administrator: Client, draft: CalendarDraft) -> None:
    page = enter(administrator, draft, "swap", **SWAP)

    text = text_of(page)
    assert "01/06/2026 off: Nghỉ hoán đổi (làm bù 06/06/2026)" in text or "Day off swapped" in text
    assert page.context["done"] == ["Swap: 01/06/2026 off, 06/06/2026 worked"]
    assert [year["year"] for year in page.context["years"]] == [2026]
    assert "Not ready to be published" in text
    assert "A version without a notice is not published" in text


@pytest.mark.parametrize(
    ("kind", "values", "field", "words"),
    [
        ("swap", {"off": "01/06/2026", "worked": ""}, "worked",
         "You have not entered “Day of the weekly rest that will be worked for it”."),
        ("swap", {"off": "01/06/2026", "worked": "03/06/2026"}, "worked",
         "03/06/2026 is a working day already; a make-up day lies on the weekly rest."),
        ("swap", {"off": "02/01/2026", "worked": "06/06/2026"}, "off",
         "02/01/2026 is a day off in the calendar already."),
        ("swap", {"off": "01/06/2026", "worked": "10/01/2026"}, "worked",
         "10/01/2026 is worked for another day already."),
        ("day-off", {"day": "01/05/2026", "basis": "public holiday", "name_vi": "Lễ"}, "day",
         "01/05/2026 is a day off in the calendar already."),
        ("day-off", {"day": "09/03/2026", "basis": "state mourning", "name_vi": "Quốc tang"}, "document",
         "Without the number of a document, a day of state mourning or of storm is worked."),
        ("day-off", {"day": "07/03/2026", "basis": "storm", "name_vi": "Bão", "document": "1"}, "day",
         "07/03/2026 is a day of the weekly rest: it is off anyway."),
        ("day-off", {"day": "09/03/2031", "basis": "public holiday", "name_vi": "Lễ"}, "day",
         "09/03/2031 is outside the calendar, which answers for 31/12/2018 to 31/12/2027."),
        ("remove-day", {"day": "02/01/2026"}, "day",
         "02/01/2026 is half of a swap: both halves stand in the calendar, or neither."),
        ("remove-day", {"day": "05/01/2026"}, "day",
         "05/01/2026 is not in the calendar as a day off or a make-up working day."),
        ("undo-swap", {"swap": "2026-01-02/2026-08-22"}, "swap",
         "“Swap to undo”: choose one of those offered."),
        ("add-year", {"year": "2029"}, "year", "The year 2028 comes first; no year may be left out."),
        ("add-year", {"year": "2027"}, "year",
         "The year 2027 is in the calendar already; “Confirm a year” makes its days official."),
        ("confirm-year", {"year": "2025"}, "year", "The year 2025 is confirmed already."),
        ("confirm-year", {"year": "2028"}, "year",
         "31/12/2028 is outside the calendar, which answers for 31/12/2018 to 31/12/2027."),
        ("confirm-year", {"year": "27"}, "year", "Enter the year in four figures."),
        ("confirm-day", {"day": ""}, "day", "Choose a day."),
    ],
)  # fmt: skip
def test_bad_input_is_refused_at_the_field_and_kept(
    administrator: Client, draft: CalendarDraft, kind: str, values: dict[str, str], field: str, words: str
) -> None:
    page = enter(administrator, draft, kind, **values)

    assert errors_of(page) == {field: [words]}
    assert title_of(page).startswith("Error:")
    assert all(page.context["form"][name].value() == value for name, value in values.items())
    draft.refresh_from_db()
    assert (draft.acts, draft.revision) == ([], 1)


def test_year_is_proposed_and_confirmed(administrator: Client, draft: CalendarDraft) -> None:
    enter(administrator, draft, "add-year", year="2028")
    page = enter(administrator, draft, "confirm-year", year="2027")

    assert page.context["done"] == ["Year 2028 proposed by the statute", "Year 2027 confirmed"]
    assert "Lunar New Year (day 1)" in text_of(page)
    assert "before: 31/12/2026" in text_of(page)


def test_second_of_two_who_change_the_draft_is_told(administrator: Client, draft: CalendarDraft) -> None:
    enter(administrator, draft, "swap", **SWAP)

    page = administrator.post(f"/calendar-drafts/{draft.pk}/acts/add-year/", {"revision": 1, "year": "2028"})

    assert errors_of(page) == {"__all__": ["The draft was changed meanwhile. Look at it again; nothing was entered."]}


def test_draft_with_a_notice_is_ready(administrator: Client, draft: CalendarDraft) -> None:
    enter(administrator, draft, "swap", **SWAP)
    draft.refresh_from_db()
    notice = {"notice_number": "12729/VPCP-KGVX", "notice_on": "27/02/2026", "issued_by": "Văn phòng Chính phủ"}

    tomorrow = administrator.post(
        f"/calendar-drafts/{draft.pk}/notice/", {"revision": draft.revision, **notice, "notice_on": "03/03/2026"}
    )
    page = administrator.post(
        f"/calendar-drafts/{draft.pk}/notice/", {"revision": draft.revision, **notice}, follow=True
    )

    assert errors_of(tomorrow) == {"notice_on": ["This day has not come yet."]}
    assert page.context["missing"] == ""
    assert "12729/VPCP-KGVX · 27/02/2026 · Văn phòng Chính phủ" in text_of(page)


def test_act_is_taken_back_by_its_button(administrator: Client, draft: CalendarDraft) -> None:
    enter(administrator, draft, "swap", **SWAP)
    draft.refresh_from_db()

    page = administrator.post(
        f"/calendar-drafts/{draft.pk}/take-back/", {"revision": draft.revision, "place": "0"}, follow=True
    )

    assert (page.context["done"], page.context["is_unchanged"]) == ([], True)


@pytest.mark.parametrize("form", [{}, {"revision": "x", "place": "0"}, {"revision": "9" * 12, "place": "-1"}])
def test_forged_button_changes_nothing(administrator: Client, draft: CalendarDraft, form: dict[str, str]) -> None:
    enter(administrator, draft, "swap", **SWAP)

    page = administrator.post(f"/calendar-drafts/{draft.pk}/take-back/", form, follow=True)

    assert "The draft was changed meanwhile" in text_of(page)
    assert len(page.context["done"]) == 1


def test_stale_draft_is_begun_anew_and_says_what_was_left_out(administrator: Client, draft: CalendarDraft) -> None:
    enter(administrator, draft, "swap", **SWAP)
    draft.refresh_from_db()
    publish(draft)
    stale = administrator.get(f"/calendar-drafts/{draft.pk}/")
    assert stale.context["is_stale"]

    page = administrator.post(f"/calendar-drafts/{draft.pk}/renew/", {"revision": draft.revision}, follow=True)

    assert not page.context["is_stale"]
    assert "Left out, since the newest version has it already or does not allow it: Swap: 01/06/2026" in text_of(page)


def test_dropped_draft_leads_to_the_versions(administrator: Client, draft: CalendarDraft) -> None:
    administrator.post(f"/calendar-drafts/{draft.pk}/drop/")

    page = administrator.get(f"/calendar-drafts/{draft.pk}/", follow=True)

    assert page.redirect_chain == [(f"/calendars/{draft.calendar_id}/", 302)]
    assert "published or dropped meanwhile" in text_of(page)


def test_unknown_act_is_not_found(administrator: Client, draft: CalendarDraft) -> None:
    assert administrator.get(f"/calendar-drafts/{draft.pk}/acts/publish/").status_code == 404
    assert administrator.get(f"/calendar-drafts/{draft.pk}/acts/weekend/").status_code == 404


def test_own_calendar_has_another_weekly_rest(administrator: Client, tree: Tree) -> None:
    unknown = administrator.post("/calendars/own/", {"organization": "KHONG-CO", "name": "Lịch"})
    assert errors_of(unknown) == {"organization": ["You keep no organisation with this code."]}

    administrator.post("/calendars/own/", {"organization": "DU-CS", "name": "Lịch riêng"})
    again = administrator.post("/calendars/own/", {"organization": "DU-CS", "name": "Lịch riêng"})
    own = Calendar.objects.get(name="Lịch riêng")
    administrator.post(f"/calendars/{own.pk}/draft/")
    draft = CalendarDraft.objects.get(calendar=own)
    page = enter(administrator, draft, "weekend", weekend="6")

    assert errors_of(again) == {"organization": ["This organisation has a calendar of its own already."]}
    assert page.context["done"] == ["Weekly rest: Sunday"]
    assert "before: Saturday, Sunday" in text_of(page)


def test_file_is_looked_at_before_it_is_entered(administrator: Client, draft: CalendarDraft) -> None:
    content = (
        "date,kind,name_vi,basis,source,status,name_en\n"
        "2026-06-01,day_off,Nghỉ hoán đổi,swapped,1,confirmed,Off\n"
        "2026-06-06,make_up_working_day,Làm bù,swapped,1,confirmed,Worked\n"
        "2026-05-01,day_off,Quốc tế Lao động,public holiday,,confirmed,Labour Day\n"
    )

    page = upload(administrator, draft, content)

    plan = page.context["plan"]
    assert (len(plan.new), len(plan.changed), plan.same, plan.errors) == (2, 1, 0, ())
    draft.refresh_from_db()
    assert draft.acts == []

    form = {"token": page.context["token"], "revision": draft.revision}
    entered = administrator.post(f"/calendar-drafts/{draft.pk}/import/confirm/", form, follow=True)
    again = administrator.post(f"/calendar-drafts/{draft.pk}/import/confirm/", form, follow=True)

    assert entered.context["done"] == ["3 days taken from a file"]
    assert JournalEvent.objects.get(verb="calendar_draft_changed").details["act"] == {
        "kind": "import", "days": ["2026-05-01", "2026-06-06"], "count": 3,
    }  # fmt: skip
    assert "This upload was entered already" in text_of(again)
    assert upload(administrator, draft, content).context["plan"].does_nothing


def test_downloaded_days_change_nothing_when_taken_back(administrator: Client, draft: CalendarDraft) -> None:
    page = administrator.get(f"/calendars/{draft.calendar_id}/")
    assert f'href="/calendars/{draft.calendar_id}/days.csv"' in page.content.decode()

    file = administrator.get(f"/calendars/{draft.calendar_id}/days.csv")

    assert file.headers["Content-Disposition"] == 'attachment; filename="vn-1.csv"'
    plan = upload(administrator, draft, file.content.decode()).context["plan"]
    assert (plan.does_nothing, plan.same) == (True, 133)


@pytest.mark.parametrize(
    ("content", "row", "words"),
    [
        ("date,kind,name_vi\n01/06/2026,day_off,a\n31/02/2026,day_off,b\n", 3, "The day 31/02/2026 does not exist."),
        ("date,kind,name_vi\n03/06/2026,make_up_working_day,a\n", 2,
         "03/06/2026 is a working day already; a make-up day lies on the weekly rest."),
        ("date,kind,name_vi\n06/06/2026,make_up_working_day,a\n", 2,
         "06/06/2026 is half of a swap: both halves stand in the calendar, or neither."),
        ("date,kind,name_vi\n01/01/2029,day_off,a\n", 2, "The year 2028 comes first; no year may be left out."),
        ("date,kind,name_vi\n01/01/2001,day_off,a\n", 2,
         "01/01/2001 is outside the calendar, which answers for 31/12/2018 to 31/12/2027."),
        ("<script>alert(1)</script>", 1, "The heading “<script>alert(1)</script>” is not known. Remove the column, or "
                                         "use the template."),
    ],
)  # fmt: skip
def test_file_with_a_mistake_enters_nothing(
    administrator: Client, draft: CalendarDraft, content: str, row: int, words: str
) -> None:
    page = upload(administrator, draft, content)

    plan, told = page.context["plan"], page.context["plan"].errors[0]
    assert (told.row, told.message, page.context["token"]) == (row, words, "")
    assert "<script>alert" not in page.content.decode()
    draft.refresh_from_db()
    assert (draft.acts, plan.new) == ([], ())


def test_file_that_is_confirmed_after_another_change_is_refused(administrator: Client, draft: CalendarDraft) -> None:
    page = upload(administrator, draft, "date,kind,name_vi\n01/06/2026,day_off,a\n")
    enter(administrator, draft, "add-year", year="2028")

    entered = administrator.post(
        f"/calendar-drafts/{draft.pk}/import/confirm/", {"token": page.context["token"], "revision": 1}, follow=True
    )

    assert "The draft was changed meanwhile" in text_of(entered)
    assert len(entered.context["done"]) == 1


def test_versions_show_what_changed_and_the_cross_check(administrator: Client, draft: CalendarDraft) -> None:
    enter(administrator, draft, "swap", **SWAP)
    draft.refresh_from_db()
    publish(draft)

    page = administrator.get(f"/calendars/{draft.calendar_id}/?year=2026")

    text = text_of(page)
    assert "Version 2" in text
    assert "Day off swapped (worked 2026-06-06)" in text
    assert "02/01/2026 here off, there worked" in text
    assert "No difference." in text_of(administrator.get(f"/calendars/{draft.calendar_id}/?year=2025"))


@pytest.mark.parametrize("year", ["2018", "2050", "x", "99999999", "-1", ""])
def test_cross_check_of_any_year_is_answered(administrator: Client, tree: Tree, year: str) -> None:
    calendar = Calendar.objects.get(organization=None)

    assert administrator.get(f"/calendars/{calendar.pk}/", {"year": year}).status_code == 200


def test_administrator_below_keeps_own_calendars_only(tree: Tree, draft: CalendarDraft, sign_in: SignIn) -> None:
    below = sign_in(make_account("quan-tri-co-so", Role.ADMINISTRATOR, tree.grassroots))

    assert below.get(f"/calendar-drafts/{draft.pk}/").status_code == 404
    assert below.get(f"/calendars/{draft.calendar_id}/").status_code == 404
    assert "kept by an administrator at the top" in text_of(below.get("/calendars/"))
    assert "KHONG" not in text_of(below.get("/calendars/own/"))


def test_list_takes_as_many_queries_for_three_calendars(administrator: Client, tree: Tree) -> None:
    by = Account.objects.get(username="quantri")
    administrator.get("/calendars/")
    with CaptureQueriesContext(connection) as one:
        administrator.get("/calendars/")
    for organization in (tree.grassroots, tree.branch):
        own = add_own_calendar(organization=organization, name=f"Lịch {organization.code}", by=by, today=TODAY)
        begin_draft(calendar=own, by=by, today=TODAY, now=NOW)

    with CaptureQueriesContext(connection) as three:
        page = administrator.get("/calendars/")

    assert len(page.context["rows"]) == 3
    assert len(three) == len(one)


def test_versions_take_as_many_queries_for_three(administrator: Client, tree: Tree) -> None:
    calendar = Calendar.objects.get(organization=None)
    based_on = CalendarVersion.objects.get()
    acts: list[dict[str, Any]] = []
    counts = []
    for year in (2028, 2029, 2030):
        acts.append({"kind": "confirm_year", "year": year - 1})
        acts.insert(-1, {"kind": "add_year", "year": year})
        administrator.get(f"/calendars/{calendar.pk}/")
        with CaptureQueriesContext(connection) as queries:
            page = administrator.get(f"/calendars/{calendar.pk}/")
        counts.append((len(page.context["lines"]), len(queries)))
        publish(CalendarDraft(calendar=calendar, based_on=based_on, acts=acts))

    assert [lines for lines, _queries in counts] == [1, 2, 3]
    assert len({queries for _lines, queries in counts}) == 1


def test_keeper_reads_at_the_work_list_that_a_year_is_open(
    administrator: Client, secretary: Client, tree: Tree
) -> None:
    assert "is not confirmed in" not in text_of(administrator.get("/"))
    draft = CalendarDraft(calendar=Calendar.objects.get(), based_on=CalendarVersion.objects.get(), acts=[])
    content = draft_content(draft)
    publish_calendar(
        calendar=draft.calendar, days=content.days, first=content.first, last=content.last,
        confirmed_through=content.confirmed_through.replace(year=2025), notice="Thông báo", by=None, today=TODAY,
    )  # fmt: skip

    assert "The year 2026 is not confirmed in" in text_of(administrator.get("/"))
    assert "The year 2026 is not confirmed in" in text_of(administrator.get("/mail/"))
    assert "is not confirmed in" not in text_of(secretary.get("/"))


def test_acts_are_said_in_the_journal(draft: CalendarDraft, administrator: Client, tree: Tree, sign_in: SignIn) -> None:
    enter(administrator, draft, "swap", **SWAP)
    inspector = sign_in(make_account("kiem-tra", Role.INSPECTOR, tree.committee))

    assert "Swap: 01/06/2026 off, 06/06/2026 worked" in text_of(inspector.get("/journal/"))
