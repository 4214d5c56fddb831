""" "Vì sao ngày này?"."""

from datetime import date
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from admission.domain.procedure import DeadlineKind, StepCode
from admission.models import AdmissionCase
from tests.admission.views.pages import text_of
from tests.admission.views.test_case_page import extend, on_the_way
from tests.factories import Dates, advance, decide, resolve


def why(client: Client, case: AdmissionCase, kind: DeadlineKind, **headers: str) -> Any:
    deadline = case.deadlines.get(kind=kind)
    return client.get(f"/cases/{case.pk}/deadlines/{deadline.pk}/", headers=headers)


def test_every_day_off_is_named_and_make_up_days_are_counted(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates(resolved_on=date(2025, 12, 29)))

    explanation = why(secretary, case, DeadlineKind.ADMISSION_DECISION).context["explanation"]

    assert explanation.due_on == date(2026, 3, 31)
    assert (explanation.start_on, explanation.document) == (date(2025, 12, 29), "Resolution 12-NQ/CB")
    assert [day.on for day in explanation.worked] == [date(2026, 1, 10)]
    off = [day.on for day in explanation.skipped]
    assert off == [date(2026, 1, 1), date(2026, 1, 2), *(date(2026, 2, day) for day in range(16, 21))]
    assert all(day.name for day in (*explanation.skipped, *explanation.worked))
    days = (explanation.due_on - explanation.start_on).days
    assert days == 60 + len(off) + explanation.weekend_days


def test_extension_says_by_whom_and_why(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates())
    extend(case)

    explanation = why(secretary, case, DeadlineKind.ADMISSION_DECISION).context["explanation"]

    assert explanation.due_on == date(2026, 5, 20)
    assert explanation.length_text == "60 working days + 30 of extension"
    [line] = explanation.extensions
    assert line.text == "30 working days added: Cần xác minh lý lịch"
    assert line.document == (
        "5-CV/ĐU · Granted on 02/03/2026, approved by Ban Thường vụ Đảng ủy; recorded by the system"
    )


def test_months_count_no_days_and_use_no_calendar(case: AdmissionCase, secretary: Client) -> None:
    on_the_way(case, "probation")

    page = why(secretary, case, DeadlineKind.PROBATION_END)

    explanation = page.context["explanation"]
    assert (explanation.length_text, explanation.due_on) == ("12 months", date(2027, 2, 12))
    assert (explanation.skipped, explanation.calendar_version) == ((), "")
    assert "never moves to a working day" in text_of(page)


def test_review_counts_from_the_end_of_the_twelve_months(case: AdmissionCase, secretary: Client) -> None:
    on_the_way(case, "ready_for_recognition")

    explanation = why(secretary, case, DeadlineKind.RECOGNITION_REVIEW).context["explanation"]

    assert explanation.start_label == "Months of probation end"
    assert (explanation.start_on, explanation.due_on) == (date(2026, 2, 26), date(2026, 4, 9))


def test_ceremony_counts_from_the_receipt_of_the_decision(case: AdmissionCase, secretary: Client) -> None:
    on_the_way(case, "awaiting_ceremony")

    explanation = why(secretary, case, DeadlineKind.CEREMONY).context["explanation"]

    assert (explanation.start_on, explanation.document) == (date(2026, 2, 11), "Decision 34-QĐ/ĐU of 09/02/2026")


def test_provisional_day_says_why(case: AdmissionCase, secretary: Client) -> None:
    on_the_way(case, "probation")

    page = why(secretary, case, DeadlineKind.RECOGNITION_REVIEW)

    assert "The days off after 31/12/2026 have not been announced officially yet." in text_of(page)


def test_unpublished_year_is_named_in_the_place_of_the_day(case: AdmissionCase, secretary: Client) -> None:
    deadline = advance(case, Dates()).deadlines.get(kind=DeadlineKind.ADMISSION_DECISION)
    deadline.due_on, deadline.unpublished_year = None, 2028
    deadline.save()

    page = why(secretary, case, DeadlineKind.ADMISSION_DECISION)

    assert "not known yet" in text_of(page)
    assert "The working-day calendar of 2028 has not been published yet." in text_of(page)


def test_page_of_a_file_gets_the_piece_alone(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates())

    piece = why(secretary, case, DeadlineKind.ADMISSION_DECISION, hx_request="true")

    assert piece.content.decode().lstrip().startswith("<section")
    assert "<html" not in piece.content.decode()


def test_names_of_days_are_in_the_language_of_the_page(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates())
    kind = DeadlineKind.ADMISSION_DECISION

    english, vietnamese = (
        why(secretary, case, kind, accept_language=language).context["explanation"] for language in ("en", "vi")
    )

    assert english.skipped[0].name != vietnamese.skipped[0].name


def test_deadline_nobody_started_is_not_found(case: AdmissionCase, secretary: Client) -> None:
    deadline = advance(case, Dates()).deadlines.get(kind=DeadlineKind.ADMISSION_DECISION)
    deadline.status = "void"
    deadline.save()

    assert secretary.get(f"/cases/{case.pk}/deadlines/{deadline.pk}/").status_code == 404


# --- all clocks of a file, and the text of one ------------------------------------------------------------------------
def test_every_clock_of_the_file_is_explained_on_one_page(case: AdmissionCase, secretary: Client) -> None:
    on_the_way(case, "ready_for_recognition")

    page = secretary.get(f"/cases/{case.pk}/why/")

    running = [one.label for one in page.context["running"]]
    assert running[0] == "The branch considers recognition"
    shown = len(page.context["running"]) + len(page.context["closed"])
    assert shown == case.deadlines.count()
    assert page.content.decode().count('class="facts why-facts"') == shown


def test_page_of_all_clocks_takes_the_same_queries_for_few_and_many(case: AdmissionCase, secretary: Client) -> None:
    def queries() -> int:
        secretary.get(f"/cases/{case.pk}/why/")
        with CaptureQueriesContext(connection) as caught:
            assert secretary.get(f"/cases/{case.pk}/why/").status_code == 200
        return len(caught)

    advance(case, Dates(resolved_on=None))
    few = queries()
    resolve(case, StepCode.ADMISSION_RESOLUTION, date(2026, 1, 5))
    decide(case, StepCode.ADMISSION_DECISION, date(2026, 2, 2))

    # The calendar in force and the names of its days off, which a file without a limit in working days does not need.
    assert (case.deadlines.count(), queries()) == (3, few + 2)


def test_file_of_others_explains_nothing(case: AdmissionCase, outsider: Client) -> None:
    assert outsider.get(f"/cases/{case.pk}/why/").status_code == 404


def test_text_is_plain_and_bears_no_name(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates())
    deadline = case.deadlines.get(kind=DeadlineKind.ADMISSION_DECISION)

    text = secretary.get(f"/cases/{case.pk}/deadlines/{deadline.pk}/?text")

    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert text.content.decode().startswith(f"Why this date? {case.code} · Admission decision")
    assert case.candidate.person.full_name not in text.content.decode()


def test_date_is_explained_from_wherever_it_is_shown(case: AdmissionCase, secretary: Client, reviewer: Client) -> None:
    advance(case, Dates())
    deadline = case.deadlines.get(kind=DeadlineKind.ADMISSION_DECISION)
    one, every = f"/cases/{case.pk}/deadlines/{deadline.pk}/", f"/cases/{case.pk}/why/"

    pages = {
        f"/cases/{case.pk}/": {one, every},
        f"/cases/{case.pk}/steps/admission_resolution/done/": {one},
        one: {every},
        "/": {every},
    }

    for address, links in pages.items():
        content = reviewer.get(address).content.decode()
        assert all(f'href="{link}"' in content for link in links), address
