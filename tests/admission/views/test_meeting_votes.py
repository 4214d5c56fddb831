"""The votes of one meeting on one page: who was there, the number needed, what is recorded and what is not."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from admission.domain.procedure import Stage
from admission.models import AdmissionCase, BranchResolution
from members.models import AbsenceKind, Membership, Organization, Role
from members.services.memberships import record_absence
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import text_of, title_of
from tests.factories import NOW, REASON, TODAY, Dates, Tree, advance, make_account, make_case, make_member
from tests.signing_in import signed_in, type_password

READY = Dates(resolved_on=None)
ON_PROBATION = Dates(
    resolved_on=date(2025, 1, 6),
    decided_on=date(2025, 2, 10),
    received_on=date(2025, 2, 12),
    held_on=date(2025, 2, 26),
)
THERE = {"vote_method": "secret_ballot", "vote_entitled": "9", "vote_present": "9"}


@pytest.fixture
def branch(tree: Tree) -> Organization:
    """It met last on Sunday 1 March 2026."""
    Organization.objects.filter(pk=tree.branch.pk).update(meeting_day="d01")
    tree.branch.refresh_from_db()
    return tree.branch


@pytest.fixture
def files(branch: Organization) -> list[AdmissionCase]:
    """Two candidates and a probationary member who are up for a vote; one who waits for others."""
    advance(make_case(branch, name="Hồ Văn Chờ"), Dates())
    return [
        advance(make_case(branch, name="Lý Thị Mai"), READY),
        advance(make_case(branch, name="Phạm Văn Nam"), READY),
        advance(make_case(branch, name="Ngô Thị Lan"), ON_PROBATION),
    ]


def url_of(branch: Organization, done: str = "") -> str:
    return f"/branches/{branch.pk}/meeting/votes/{done}"


def vote_on(case: AdmissionCase, resolution: str, figures: str = "8 1 0", **more: str) -> dict[str, str]:
    """What is typed for a file; `figures`: for, against, blank."""
    case.refresh_from_db()
    names = ("vote_for", "vote_against", "vote_blank")
    typed = {"number": resolution, "revision": str(case.revision), "irregular_reason": REASON}
    typed |= dict(zip(names, figures.split(), strict=True)) | more
    return {f"f{case.pk}-{name}": value for name, value in typed.items()}


def names_on(page: Any) -> list[str]:
    return [file.name for file in page.context["files"]]


def recorded() -> dict[str, tuple[str, int, int]]:
    """What stands recorded of the meeting on 1 March: number and votes, by candidate."""
    rows = BranchResolution.objects.current().filter(adopted_on=date(2026, 3, 1))
    return {row.case.candidate.person.full_name: (row.number, row.vote_for, row.vote_against) for row in rows}


# --- before anything is typed -----------------------------------------------------------------------------------------
def test_page_shows_who_is_up_and_the_number_needed_before_anything_is_typed(
    branch: Organization, files: list[AdmissionCase], secretary: Client
) -> None:
    members = [make_member(branch, f"Đảng viên {letter}") for letter in "ABCDEFGH"]
    official = Membership.objects.official().filter(organization=branch).count()
    record_absence(
        person=members[0], organization=branch, kind=AbsenceKind.EXEMPT,
        from_on=date(2026, 1, 5), by=None, today=TODAY, now=NOW,
    )  # fmt: skip

    page = secretary.get(url_of(branch))

    assert page.context["held_on"] == date(2026, 3, 1)
    assert names_on(page) == ["Lý Thị Mai", "Phạm Văn Nam", "Ngô Thị Lan"]
    desk = page.context["desk"]
    assert (desk.entitled, desk.needed) == (official - 1, -(-2 * (official - 1) // 3))
    assert f'value="{official}"' in page.content.decode()
    assert f"Of {official - 1} counted, {desk.needed} must be in favour." in text_of(page)
    assert "Passed" not in text_of(page)


@pytest.mark.parametrize(("votes", "passed"), [("6", True), ("5", False), ("10", None)])
def test_result_is_told_as_typed_at_the_boundary_of_two_thirds(
    branch: Organization, files: list[AdmissionCase], secretary: Client, votes: str, passed: bool | None
) -> None:
    page = secretary.get(url_of(branch), THERE | {f"f{files[0].pk}-vote_for": votes})

    assert [file.desk.passed for file in page.context["files"]] == [passed, None, None]
    assert ("Passed" in text_of(page)) is bool(passed)
    assert ("There are more votes than members present" in text_of(page)) is (votes == "10")


def test_quorum_is_told_as_soon_as_the_present_are_typed(
    branch: Organization, files: list[AdmissionCase], secretary: Client
) -> None:
    page = secretary.get(url_of(branch), THERE | {"vote_present": "5"})

    assert "Only 5 present: the meeting needs 6." in text_of(page)


# --- recording --------------------------------------------------------------------------------------------------------
def test_one_press_records_every_vote_filled_in_and_nothing_else(
    branch: Organization, files: list[AdmissionCase], secretary: Client
) -> None:
    mai, _nam, lan = files
    typed = THERE | vote_on(mai, "12-NQ/CB") | vote_on(lan, "13-NQ/CB", "9 0 0", proposal="proceed")

    answer = secretary.post(url_of(branch), typed)

    assert answer.headers["Location"] == f"{url_of(branch, 'done/')}?on=01%2F03%2F2026"
    assert recorded() == {"Lý Thị Mai": ("12-NQ/CB", 8, 1), "Ngô Thị Lan": ("13-NQ/CB", 9, 0)}
    stages = [AdmissionCase.objects.get(pk=case.pk).stage_on(TODAY) for case in files]
    assert stages == [Stage.AWAITING_DECISION, Stage.READY_FOR_BRANCH, Stage.AWAITING_RECOGNITION]
    assert names_on(secretary.get(url_of(branch))) == ["Phạm Văn Nam"]


def test_result_page_says_what_comes_next_and_records_nothing_when_loaded_again(
    branch: Organization, files: list[AdmissionCase], secretary: Client, inspector: Client
) -> None:
    failed = vote_on(files[1], "13-NQ/CB", "5 4 0")
    done = secretary.post(url_of(branch), THERE | vote_on(files[0], "12-NQ/CB") | failed).headers["Location"]

    page = secretary.get(done)
    secretary.get(done)

    words = text_of(page)
    assert [(row.name, row.vote.passed) for row in page.context["rows"]] == [
        ("Lý Thị Mai", True), ("Phạm Văn Nam", False),
    ]  # fmt: skip
    assert "Decision on admission, by Đảng ủy Khối Thử nghiệm" in words or "by Đảng ủy Khối Thử nghiệm" in words
    assert "working days left (until" in words
    assert "Not enough votes 5 of 9 in favour; 6 needed" in words
    assert len(recorded()) == 2
    assert inspector.get(done).status_code == 200
    assert "2 votes of this meeting are recorded already." in text_of(secretary.get(url_of(branch)))


def test_irregular_vote_asks_for_its_reason_and_holds_back_the_others(
    branch: Organization, files: list[AdmissionCase], secretary: Client
) -> None:
    mai, nam, _lan = files
    without = vote_on(nam, "13-NQ/CB", irregular_reason="")

    page = secretary.post(url_of(branch), THERE | vote_on(mai, "12-NQ/CB") | without)

    assert recorded() == {}
    assert [bool(file.irregular) for file in page.context["files"]] == [False, True, False]
    assert [error.anchor for error in page.context["errors"]] == [f"id_f{nam.pk}-irregular_reason"]
    assert page.context["errors"][0].text.startswith("Phạm Văn Nam – Why it was done so: ")
    assert 'value="13-NQ/CB"' in page.content.decode()
    assert title_of(page).startswith("Error:")
    again = secretary.post(url_of(branch), THERE | vote_on(mai, "12-NQ/CB") | vote_on(nam, "13-NQ/CB"))
    assert (again.status_code, len(recorded())) == (302, 2)


def test_late_recognition_asks_for_its_cause(branch: Organization, secretary: Client) -> None:
    days = Dates(
        assigned_on=date(2022, 1, 6),
        resolved_on=date(2023, 1, 9),
        decided_on=date(2023, 2, 10),
        received_on=date(2023, 2, 13),
        held_on=date(2023, 2, 20),
    )
    late = advance(make_case(branch, opened_on=date(2022, 1, 4)), days)
    typed = THERE | vote_on(late, "13-NQ/CB", "9 0 0", proposal="proceed", late_cause="")

    asked = secretary.post(url_of(branch), typed)
    answer = secretary.post(url_of(branch), typed | {f"f{late.pk}-late_cause": "meeting_not_held"})

    assert "Why it was late: The act is late: choose why." in text_of(asked)
    assert answer.status_code == 302
    assert BranchResolution.objects.current().get(adopted_on=date(2026, 3, 1)).late_cause == "meeting_not_held"


@pytest.mark.parametrize(
    ("attendance", "own", "anchor", "words"),
    [
        ({"vote_method": ""}, {}, "div_id_vote_method", "You have not chosen “Way of voting”."),
        ({"vote_present": ""}, {}, "id_vote_present", "You have not entered “Members present”."),
        ({"vote_present": "10"}, {}, "id_vote_present", "Members present: 10"),
        ({}, {"number": ""}, "id_{}-number", "Lý Thị Mai – You have not entered “Number and symbol”."),
        ({}, {"vote_for": "tám"}, "id_{}-vote_for", "Lý Thị Mai – Votes in favour: Enter a whole number"),
        ({}, {"vote_for": "9"}, "id_{}-vote_for", "Lý Thị Mai – Votes in favour: "),
    ],
)
def test_error_is_told_at_its_field_and_what_was_typed_stays(
    branch: Organization, files: list[AdmissionCase], secretary: Client,
    attendance: dict[str, str], own: dict[str, str], anchor: str, words: str,
) -> None:  # fmt: skip
    mai, nam, _lan = files
    typed = THERE | attendance | vote_on(mai, "12-NQ/CB", **own) | vote_on(nam, "13-NQ/CB", "9 0 0")

    page = secretary.post(url_of(branch), typed)

    errors = [(error.anchor, error.text) for error in page.context["errors"]]
    assert [found for found, _text in errors] == [anchor.format(f"f{mai.pk}")]
    assert words in errors[0][1]
    assert f'id="{errors[0][0]}"' in page.content.decode()
    assert 'value="13-NQ/CB"' in page.content.decode()
    assert recorded() == {}


def test_nothing_filled_in_is_said(branch: Organization, files: list[AdmissionCase], secretary: Client) -> None:
    page = secretary.post(url_of(branch), THERE)

    assert [error.text for error in page.context["errors"]] == [
        "Nothing is filled in: write down the vote on at least one person."
    ]


def test_file_that_changed_meanwhile_is_said_and_can_be_sent_again(
    branch: Organization, files: list[AdmissionCase], secretary: Client
) -> None:
    mai = files[0]
    typed = THERE | vote_on(mai, "12-NQ/CB")
    secretary.post(f"/cases/{mai.pk}/steps/application/", {"revision": mai.revision, "made_on": "10/02/2026"})

    page = secretary.post(url_of(branch), typed)

    assert "Lý Thị Mai – The file changed after you opened this page: " in page.context["errors"][0].text
    mai.refresh_from_db()
    assert f'name="f{mai.pk}-revision" value="{mai.revision}"' in page.content.decode()
    assert recorded() == {}


def test_vote_recorded_elsewhere_meanwhile_is_not_recorded_twice(
    branch: Organization, files: list[AdmissionCase], secretary: Client
) -> None:
    typed = THERE | vote_on(files[0], "12-NQ/CB")
    secretary.post(url_of(branch), typed)

    page = secretary.post(url_of(branch), typed)

    assert "Lý Thị Mai is not up for a vote any more" in page.context["errors"][0].text
    assert BranchResolution.objects.filter(case=files[0]).count() == 1


def test_what_was_typed_is_shown_again_after_the_session_ended(
    branch: Organization, files: list[AdmissionCase]
) -> None:
    client = signed_in(make_account("bithu", Role.BRANCH_SECRETARY, branch))
    there = THERE | {"vote_present": ""}
    with time_machine.travel(NOW + timedelta(minutes=31), tick=False):
        client.post(url_of(branch), there | vote_on(files[0], "12-NQ/CB"))
        type_password("bithu", client=client)

        page = client.get(url_of(branch))

    assert recorded() == {}
    assert 'value="12-NQ/CB"' in page.content.decode()
    assert [error.anchor for error in page.context["errors"]] == ["id_vote_present"]


def test_fields_of_the_fact_that_are_not_asked_for_change_nothing(
    branch: Organization, files: list[AdmissionCase], secretary: Client
) -> None:
    mai = files[0]
    other = {"adopted_on": "02/01/2026", "vote_entitled": "3", "proposal": "reject", "step": "ceremony"}
    slipped = {f"f{mai.pk}-{name}": value for name, value in other.items()}

    secretary.post(url_of(branch), THERE | slipped | vote_on(mai, "12-NQ/CB"))

    row = BranchResolution.objects.get(case=mai)
    assert (row.adopted_on, row.vote_entitled, row.proposal) == (date(2026, 3, 1), 9, "proceed")


# --- which meeting, and who -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "held_on", "words"),
    [
        ("20/02/2026", date(2026, 2, 20), ""),
        ("03/03/2026", date(2026, 3, 1), "This day is still to come: votes are recorded once they were taken."),
        ("31/02/2026", date(2026, 3, 1), "The day 31/02/2026 does not exist."),
    ],
)
def test_meeting_is_chosen_by_its_day(
    branch: Organization, files: list[AdmissionCase], secretary: Client, typed: str, held_on: date, words: str
) -> None:
    page = secretary.get(url_of(branch), {"on": typed})

    assert page.context["held_on"] == held_on
    assert words in text_of(page)


def test_votes_are_not_recorded_for_a_day_that_is_still_to_come(
    branch: Organization, files: list[AdmissionCase], secretary: Client
) -> None:
    page = secretary.post(f"{url_of(branch)}?on=03/03/2026", THERE | vote_on(files[0], "12-NQ/CB"))

    assert [error.text.partition(":")[0] for error in page.context["errors"]] == ["Day of another meeting"]
    assert 'value="12-NQ/CB"' in page.content.decode()
    assert not BranchResolution.objects.filter(case=files[0]).exists()


def test_branch_with_nobody_up_for_a_vote_is_told_so(branch: Organization, secretary: Client) -> None:
    make_case(branch)

    assert "Nobody is up for a vote at this meeting" in text_of(secretary.get(url_of(branch)))
    assert "Nothing is recorded of this meeting" in text_of(secretary.get(url_of(branch, "done/")))


def test_votes_are_recorded_by_the_branch_and_by_nobody_above(
    tree: Tree, branch: Organization, files: list[AdmissionCase],
    secretary: Client, reviewer: Client, outsider: Client, sign_in: SignIn,
) -> None:  # fmt: skip
    deputy = sign_in(make_account("pho", Role.DEPUTY_SECRETARY, tree.branch))
    typed = THERE | vote_on(files[0], "12-NQ/CB")

    answers = [client.post(url_of(branch), typed).status_code for client in (reviewer, outsider, deputy)]

    assert answers == [403, 404, 302]
    meeting = f"/branches/{branch.pk}/meeting/"
    assert f'href="{url_of(branch)}"' in secretary.get(meeting).content.decode()
    assert f'href="{url_of(branch)}"' not in reviewer.get(meeting).content.decode()


@pytest.mark.parametrize("page", ["", "done/"])
def test_page_takes_the_same_queries_for_one_file_and_three(branch: Organization, secretary: Client, page: str) -> None:
    def add(*names: str) -> None:
        cases = [advance(make_case(branch, name=name), READY) for name in names]
        votes = {name: value for case in cases for name, value in vote_on(case, "12-NQ/CB").items()}
        if page:
            secretary.post(url_of(branch), THERE | votes)

    add("Một")
    secretary.get(url_of(branch, page))
    with CaptureQueriesContext(connection) as one:
        secretary.get(url_of(branch, page))
    add("Hai", "Ba")

    with CaptureQueriesContext(connection) as three:
        shown = secretary.get(url_of(branch, page))

    assert len(shown.context["rows" if page else "files"]) == 3
    assert len(three) == len(one) <= 12
