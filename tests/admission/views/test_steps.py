"""Recording steps through the one form view."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.test import Client

from admission.domain.procedure import STEPS, Outcome, Stage, StepCode
from admission.models import AdmissionCase, BranchResolution, Sponsorship
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import GOOD_VOTE, errors_of, record, step_url, text_of, title_of
from tests.approvals import approve_what_waits, waiting_for
from tests.factories import REASON, Dates, advance, decide, make_member

RESOLUTION = {"adopted_on": "05/01/2026", "number": "12-NQ/CB", "irregular_reason": REASON, **GOOD_VOTE}
RECOGNITION = RESOLUTION | {"proposal": "proceed"}
SINCE_2020 = {"assigned_on": "05/01/2024", "member_since_on": "06/01/2020"}
"""An assignment of somebody who is put into the list of members by it."""


def on_probation(case: AdmissionCase, held_on: date = date(2025, 2, 26)) -> AdmissionCase:
    return advance(
        case,
        Dates(
            resolved_on=date(2025, 1, 6), decided_on=date(2025, 2, 10), received_on=date(2025, 2, 12), held_on=held_on
        ),
    )


def test_main_path_is_recorded_step_by_step(
    case: AdmissionCase, secretary: Client, reviewer: Client, sign_in: SignIn
) -> None:
    acts: list[tuple[Client, StepCode, Mapping[str, Any], Stage]] = [
        (
            secretary,
            StepCode.ASSIGN_SPONSOR,
            {"sponsor": "Lê Văn Bình", "assigned_on": "05/01/2024", "member_since_on": "05/01/2024"},
            Stage.READY_FOR_BRANCH,
        ),
        (secretary, StepCode.APPLICATION, {"made_on": "10.3.25", "number": ""}, Stage.READY_FOR_BRANCH),
        (secretary, StepCode.ADMISSION_RESOLUTION, RESOLUTION | {"adopted_on": "06/01/2025"}, Stage.AWAITING_DECISION),
        (
            reviewer,
            StepCode.ADMISSION_EXTENSION,
            {
                "working_days": "10",
                "granted_on": "10/1/2025",
                "reason": "Hồ sơ phức tạp",
                "approver": "Ban Thường vụ Đảng ủy",
            },
            Stage.AWAITING_DECISION,
        ),
        (
            reviewer,
            StepCode.ADMISSION_DECISION,
            {"outcome": "granted", "decided_on": "16/01/2025", "number": "34-QĐ/ĐU"},
            Stage.AWAITING_RECEIPT,
        ),
        (secretary, StepCode.DECISION_RECEIPT, {"received_on": "20/01/2025"}, Stage.AWAITING_CEREMONY),
        (
            secretary,
            StepCode.CEREMONY,
            {"held_on": "03/02/2025", "place": "Hội trường A", "oath_taken": "on"},
            Stage.READY_FOR_RECOGNITION,
        ),
        (
            secretary,
            StepCode.PROBATION_SUPERVISOR,
            {"sponsor": "Trần Thị Cúc", "assigned_on": "03/02/2025", "member_since_on": "03/02/2025"},
            Stage.READY_FOR_RECOGNITION,
        ),
        (
            secretary,
            StepCode.RECOGNITION_RESOLUTION,
            RECOGNITION | {"adopted_on": "04/02/2026"},
            Stage.AWAITING_RECOGNITION,
        ),
        (
            reviewer,
            StepCode.RECOGNITION_DECISION,
            {"outcome": "granted", "decided_on": "02/03/2026", "number": "40-QĐ/ĐU", **GOOD_VOTE},
            Stage.OFFICIAL,
        ),
    ]
    for client, step, values, stage in acts:
        response = record(client, case, step, values)

        assert response.status_code == 302, (step, errors_of(response))
        waiting = waiting_for(case)
        leads_to = waiting.get_absolute_url() if waiting else f"{step_url(case, step)}done/"
        assert (response.headers["Location"], waiting is not None) == (leads_to, STEPS[step].four_eyes)
        approve_what_waits(case, sign_in)
        case.refresh_from_db()
        assert case.stage_on(date(2026, 3, 2)) is stage


def test_confirmation_says_what_was_recorded_and_what_comes_next(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates(resolved_on=None))
    record(secretary, case, StepCode.ADMISSION_RESOLUTION, RESOLUTION)

    page = secretary.get(f"{step_url(case, StepCode.ADMISSION_RESOLUTION)}done/")

    words = text_of(page)
    assert "12-NQ/CB" in words
    assert "03/04/2026" in words
    assert page.context["next_text"].endswith("Đảng ủy Khối Thử nghiệm")


def test_confirmation_loaded_again_records_nothing(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates(resolved_on=None))
    done = record(secretary, case, StepCode.ADMISSION_RESOLUTION, RESOLUTION).url

    secretary.get(done)
    secretary.get(done)

    assert BranchResolution.objects.count() == 1


def test_confirmation_of_what_was_never_recorded_leads_to_the_file(case: AdmissionCase, secretary: Client) -> None:
    response = secretary.get(f"{step_url(case, StepCode.CEREMONY)}done/")

    assert (response.status_code, response.headers["Location"]) == (302, f"/cases/{case.pk}/")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"adopted_on": "03/03/2026"}, "adopted_on"),
        ({"adopted_on": "04/01/2025"}, "adopted_on"),
        ({"adopted_on": "31/02/2026"}, "adopted_on"),
        ({"adopted_on": "hôm qua"}, "adopted_on"),
        ({"adopted_on": ""}, "adopted_on"),
        ({"number": ""}, "number"),
        ({"vote_present": "10"}, "vote_present"),
        ({"vote_for": "9"}, "vote_for"),
        ({"vote_for": "-1"}, "vote_for"),
        ({"vote_blank": "một"}, "vote_blank"),
        ({"vote_method": ""}, "vote_method"),
        ({"vote_method": "acclamation"}, "vote_method"),
    ],
)
def test_bad_resolution_is_refused_at_its_field(
    case: AdmissionCase, secretary: Client, changed: dict[str, str], field: str
) -> None:
    advance(case, Dates(resolved_on=None))

    response = record(secretary, case, StepCode.ADMISSION_RESOLUTION, RESOLUTION | changed)

    assert list(errors_of(response)) == [field]
    assert title_of(response).startswith("Error:")
    assert not BranchResolution.objects.exists()


def test_refused_form_keeps_what_was_typed(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates(resolved_on=None))

    response = record(secretary, case, StepCode.ADMISSION_RESOLUTION, RESOLUTION | {"adopted_on": "3.3.26"})

    assert 'value="3.3.26"' in response.content.decode()
    assert 'value="12-NQ/CB"' in response.content.decode()


def test_resolution_before_twelve_months_names_the_first_possible_day(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates(resolved_on=None))

    response = record(secretary, case, StepCode.ADMISSION_RESOLUTION, RESOLUTION | {"adopted_on": "04/01/2025"})

    messages = errors_of(response)["adopted_on"]
    assert [message.split(":")[0] for message in messages] == ["Lê Văn Bình", "Trần Thị Cúc"]
    assert all("05/01/2025" in message and "điều 4.1" in message for message in messages)


def test_resolution_of_a_year_without_calendar_names_the_year(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates(assigned_on=date(2016, 8, 1), resolved_on=None))

    response = record(secretary, case, StepCode.ADMISSION_RESOLUTION, RESOLUTION | {"adopted_on": "05/06/2017"})

    [message] = errors_of(response)["adopted_on"]
    assert "2017" in message
    assert not BranchResolution.objects.exists()


def test_ceremony_before_the_decision_is_refused(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates(decided_on=date(2026, 2, 9), received_on=date(2026, 2, 12)))

    response = record(secretary, case, StepCode.CEREMONY, {"held_on": "05/02/2026"})

    assert list(errors_of(response)) == ["held_on"]


def test_late_ceremony_names_who_has_to_consent_before_a_day_is_typed(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates(decided_on=date(2026, 1, 7), received_on=date(2026, 1, 9)))
    case.refresh_from_db()

    form, file = secretary.get(step_url(case, StepCode.CEREMONY)), secretary.get(f"/cases/{case.pk}/")

    words = f"The ceremony was due by 26/02/2026. A later one can be recorded only when {case.competent_committee} has"
    assert words in text_of(form)
    assert words in text_of(file)


def test_ceremony_without_a_decision_is_no_step_of_the_stage(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates())

    page = secretary.get(step_url(case, StepCode.CEREMONY))
    sent = record(secretary, case, StepCode.CEREMONY, {"held_on": "05/02/2026"})

    assert (page.status_code, page.headers["Location"]) == (302, f"/cases/{case.pk}/")
    assert list(errors_of(sent)) == ["__all__"]


def test_recognition_resolution_before_the_twelve_months_end_is_refused(case: AdmissionCase, secretary: Client) -> None:
    on_probation(case)

    response = record(secretary, case, StepCode.RECOGNITION_RESOLUTION, RECOGNITION | {"adopted_on": "25/02/2026"})

    [message] = errors_of(response)["adopted_on"]
    assert "26/02/2026" in message


def test_recognition_form_says_from_which_day_on(case: AdmissionCase, secretary: Client) -> None:
    on_probation(case, held_on=date(2025, 3, 24))

    page = secretary.get(step_url(case, StepCode.RECOGNITION_RESOLUTION))

    assert "25/03/2026" in text_of(page)


def test_nothing_is_chosen_for_the_typist_on_recognition(case: AdmissionCase, secretary: Client) -> None:
    on_probation(case)
    unanswered = {name: value for name, value in RECOGNITION.items() if name != "proposal"}

    form = secretary.get(step_url(case, StepCode.RECOGNITION_RESOLUTION)).context["form"]
    page = record(secretary, case, StepCode.RECOGNITION_RESOLUTION, unanswered | {"adopted_on": "27/02/2026"})

    assert form["proposal"].value() is None
    assert errors_of(page) == {"proposal": ["You have not chosen “What is proposed”."]}


def test_oath_is_taken_only_where_somebody_ticks_it(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates(decided_on=date(2026, 2, 9), received_on=date(2026, 2, 12)))

    form = secretary.get(step_url(case, StepCode.CEREMONY)).context["form"]
    page = record(secretary, case, StepCode.CEREMONY, {"held_on": "23/02/2026"})

    assert not form["oath_taken"].value()
    assert list(errors_of(page)) == ["irregular_reason"]
    assert [finding.text for finding in page.context["irregular_findings"]] == [
        "The new member did not take the oath at the ceremony."
    ]


def test_extension_beyond_the_limit_is_refused_at_the_days(case: AdmissionCase, reviewer: Client) -> None:
    advance(case, Dates())
    asked = text_of(reviewer.get(step_url(case, StepCode.ADMISSION_EXTENSION)))
    assert "At most 30 working days, once. Due now by 03/04/2026." in asked
    values = {
        "working_days": "31",
        "granted_on": "02/03/2026",
        "reason": "Cần xác minh",
        "approver": "Ban Thường vụ Đảng ủy",
    }

    response = record(reviewer, case, StepCode.ADMISSION_EXTENSION, values)

    assert list(errors_of(response)) == ["working_days"]


def test_decision_with_half_a_vote_asks_for_the_rest(case: AdmissionCase, reviewer: Client) -> None:
    advance(case, Dates())
    values = {"outcome": "granted", "decided_on": "02/03/2026", "number": "1-QĐ/ĐU", "vote_for": "9"}

    response = record(reviewer, case, StepCode.ADMISSION_DECISION, values)

    assert list(errors_of(response)) == ["vote_method"]


def test_same_form_sent_twice_is_one_fact(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates(resolved_on=None))
    sent = RESOLUTION | {"revision": str(case.revision)}
    url = step_url(case, StepCode.ADMISSION_RESOLUTION)

    first, second = secretary.post(url, sent), secretary.post(url, sent)

    assert first.status_code == 302
    assert "Branch resolution proposing admission" in errors_of(second)["__all__"][0]
    assert BranchResolution.objects.count() == 1


def test_stale_form_says_who_did_what_keeps_the_input_and_can_be_sent_again(
    case: AdmissionCase, secretary: Client
) -> None:
    old_revision = case.revision
    make_member(case.branch, "Trần Thị Cúc")
    record(secretary, case, StepCode.ASSIGN_SPONSOR, SINCE_2020 | {"sponsor": "Lê Văn Bình"})
    values = {"revision": old_revision, "sponsor": "Trần Thị Cúc", "assigned_on": "6/1/2024"}
    url = step_url(case, StepCode.ASSIGN_SPONSOR)

    stale = secretary.post(url, values)
    again = secretary.post(url, values | {"revision": stale.context["form"]["revision"].value()})

    assert "Người bithu" in errors_of(stale)["__all__"][0]
    assert 'value="Trần Thị Cúc"' in stale.content.decode()
    assert again.status_code == 302
    assert Sponsorship.objects.count() == 2


def test_same_paper_twice_is_refused_and_another_of_that_day_is_not(case: AdmissionCase, secretary: Client) -> None:
    paper = {"made_on": "10/03/2025", "number": "1"}
    record(secretary, case, StepCode.APPLICATION, paper)

    again = record(secretary, case, StepCode.APPLICATION, paper)
    other = record(secretary, case, StepCode.APPLICATION, paper | {"number": "2"})

    assert errors_of(again) == {
        "__all__": ["This stands in the file already, or was corrected meanwhile. Nothing was recorded twice."]
    }
    assert (other.status_code, case.casepaper_facts.count()) == (302, 2)


@pytest.mark.parametrize("step", ["open_case", "nothing", "ADMISSION_DECISION"])
def test_step_that_does_not_exist_is_not_found(case: AdmissionCase, secretary: Client, step: str) -> None:
    assert secretary.get(f"/cases/{case.pk}/steps/{step}/").status_code == 404
    assert secretary.get(f"/cases/{case.pk}/steps/{step}/done/").status_code == 404


@pytest.mark.parametrize(("entitled", "needed"), [("9", 6), ("10", 7), ("20", 14), ("3", 2)])
def test_vote_desk_shows_the_number_needed(case: AdmissionCase, secretary: Client, entitled: str, needed: int) -> None:
    advance(case, Dates(resolved_on=None))

    page = secretary.get(step_url(case, StepCode.ADMISSION_RESOLUTION), {"vote_entitled": entitled})

    assert page.context["vote_desk"].needed == needed


@pytest.mark.parametrize(
    ("typed", "passed"),
    [
        ({"vote_present": "9", "vote_for": "6"}, True),
        ({"vote_present": "9", "vote_for": "5"}, False),
        ({"vote_present": "5", "vote_for": "6"}, None),
        ({"vote_present": "9", "vote_for": "6", "vote_against": "4"}, None),
        ({"vote_present": "10", "vote_for": "6"}, None),
        ({"vote_for": "6"}, None),
        ({"vote_present": "9", "vote_for": "sáu"}, None),
    ],
)
def test_vote_desk_says_passed_only_when_it_is(
    case: AdmissionCase, secretary: Client, typed: dict[str, str], passed: bool | None
) -> None:
    advance(case, Dates(resolved_on=None))

    page = secretary.get(step_url(case, StepCode.ADMISSION_RESOLUTION), {"vote_entitled": "9"} | typed)

    assert page.context["vote_desk"].passed is passed
    assert ("Passed" in text_of(page)) is bool(passed)
    assert ("Not enough votes" in text_of(page)) is (passed is False)


def test_vote_below_the_threshold_is_recorded_and_has_to_be_reported(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates(resolved_on=None))

    record(secretary, case, StepCode.ADMISSION_RESOLUTION, RESOLUTION | {"vote_for": "5", "vote_against": "4"})

    page = secretary.get(f"/cases/{case.pk}/")
    words = text_of(page)
    assert "5 in favour of 9 is below the 6 needed" in words
    assert "After 1 votes without the needed number the branch reports in full to the level above" in words
    case.refresh_from_db()
    assert case.stage == Stage.ADMISSION_VOTE_FAILED
    assert page.context["next_step"]["url"] == step_url(case, StepCode.ADMISSION_REPORT)


def test_done_page_of_a_closed_file_says_what_is_still_owed(
    case: AdmissionCase, secretary: Client, reviewer: Client
) -> None:
    advance(case, Dates())
    decide(case, StepCode.ADMISSION_DECISION, date(2026, 2, 2), outcome=Outcome.REFUSED)
    done = step_url(case, StepCode.ADMISSION_DECISION) + "done/"

    assert "The file is closed. Still to be done: Notice of the refusal to the branch." in text_of(secretary.get(done))

    notice = {"acted_on": "10/02/2026", "number": "3-TB/ĐU", "reason": "Chưa đủ điều kiện"}
    record(reviewer, case, StepCode.REFUSAL_NOTICE, notice)

    assert "Nothing more is to be done: the file is closed." in text_of(secretary.get(done))
