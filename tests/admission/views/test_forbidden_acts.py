"""Each act that the regulation forbids: refused at its field with the clause, in words; what was typed stays; nothing
is left behind.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from admission.domain.procedure import Choice, LeavingCause, StepCode
from admission.models import AdmissionCase, BranchResolution
from admission.services.cases import open_case
from admission.services.extensions import record_extension
from admission.services.facts import record_document, record_readmission
from members.models import Standing
from members.services.memberships import add_membership
from tests.admission.services.snapshots import row_counts
from tests.admission.services.whole_files import FAILED_VOTE, resolve_well
from tests.admission.views.pages import GOOD_VOTE, errors_of, record, title_of
from tests.admission.views.test_corrections import correct
from tests.factories import APPROVER, NOW, REASON, TODAY, Dates, Tree, advance, make_case, make_person

ACT: dict[str, Any] = {"by": None, "today": TODAY}
RESOLUTION = {"adopted_on": "05/01/2026", "number": "12-NQ/CB", **GOOD_VOTE}
RECOGNITION = RESOLUTION | {"proposal": "proceed"}
GROUND = {
    "noted_on": "12/01/2026", "left_on": "06/01/2020", "cause": "left_for_hardship", "readmissions": "0",
    "first_admitted_on": "19/05/2010",
}  # fmt: skip
CONTINUES = "(tiếp nối 232-QĐ/TW)"


@dataclass(frozen=True)
class Forbidden:
    """An act of a file that `prepare` brings to where it can be tried: `words` and `clause` stand at `field`."""

    prepare: Callable[[Tree], AdmissionCase]
    step: StepCode
    typed: dict[str, str]
    field: str
    clause: str
    words: str
    by_committee: bool = False


def waiting(tree: Tree) -> AdmissionCase:
    """Sponsors since January 2024, and no paper."""
    return advance(make_case(tree.branch), Dates(resolved_on=None))


def born(on: date) -> Callable[[Tree], AdmissionCase]:
    def prepare(tree: Tree) -> AdmissionCase:
        case = open_case(person=make_person(born_on=on), branch=tree.branch, opened_on=date(2024, 1, 2), now=NOW, **ACT)
        return advance(case, Dates(resolved_on=None))

    return prepare


def with_documents(*documents: tuple[StepCode, Choice]) -> Callable[[Tree], AdmissionCase]:
    def prepare(tree: Tree) -> AdmissionCase:
        case = waiting(tree)
        for step, choice in documents:
            values: dict[str, Any] = (
                {} if step is StepCode.EDUCATION else {"number": "7-BC", "issuer": "Đảng ủy Sao Mai"}
            )
            record_document(case=case, step=step, acted_on=date(2025, 9, 8), choice=choice, **values, **ACT)
        return case

    return prepare


def with_worker_in_the_branch(tree: Tree) -> AdmissionCase:
    add_membership(
        person=make_person("Hoàng Văn Tư"), organization=tree.branch, standing=Standing.WORKING,
        from_on=date(2023, 1, 9), now=NOW, **ACT,
    )  # fmt: skip
    return make_case(tree.branch)


def helped_since_february(tree: Tree) -> AdmissionCase:
    return advance(make_case(tree.branch), Dates(assigned_on=date(2025, 2, 5), resolved_on=None))


def left(on: date) -> Callable[[Tree], AdmissionCase]:
    def prepare(tree: Tree) -> AdmissionCase:
        case = waiting(tree)
        record_readmission(
            case=case, noted_on=date(2025, 8, 4), left_on=on, cause=LeavingCause.LEFT_FOR_HARDSHIP, **ACT
        )
        return case

    return prepare


def resolved(tree: Tree) -> AdmissionCase:
    return advance(make_case(tree.branch), Dates())


def extended(tree: Tree) -> AdmissionCase:
    case = resolved(tree)
    record_extension(
        case=case, step=StepCode.ADMISSION_EXTENSION, working_days=10, granted_on=date(2026, 2, 9), reason="Lâu",
        approver=APPROVER, **ACT,
    )  # fmt: skip
    return case


def decided(tree: Tree) -> AdmissionCase:
    return advance(make_case(tree.branch), Dates(decided_on=date(2026, 2, 9)))


OF_2025 = Dates(resolved_on=date(2025, 1, 6), decided_on=date(2025, 2, 10), received_on=date(2025, 2, 12))


def received_in_2025(tree: Tree) -> AdmissionCase:
    """Thirty working days after 12 February 2025 end on 26 March, under 232-QĐ/TW."""
    return advance(make_case(tree.branch), OF_2025)


def on_probation(tree: Tree) -> AdmissionCase:
    return advance(make_case(tree.branch), replace(OF_2025, held_on=date(2025, 2, 26)))


def voted_three_times(tree: Tree) -> AdmissionCase:
    """Under 24-QĐ/TW, whose three votes were read: the twelve months were over on 9 January 2024."""
    dates = Dates(
        assigned_on=date(2021, 1, 5), resolved_on=date(2022, 12, 5), decided_on=date(2022, 12, 19),
        received_on=date(2022, 12, 21), held_on=date(2023, 1, 9),
    )  # fmt: skip
    case = advance(make_case(tree.branch, opened_on=date(2021, 1, 4)), dates)
    for day in (15, 16, 17):
        values = {"vote": FAILED_VOTE, "irregular_reason": REASON}
        resolve_well(case, StepCode.RECOGNITION_RESOLUTION, date(2024, 1, day), **values)
    return case


FORBIDDEN = {
    "under 18": Forbidden(
        born(date(2008, 6, 1)), StepCode.ADMISSION_RESOLUTION, RESOLUTION, "adopted_on",
        "294-QĐ/TW, 1.1", "The candidate is not yet 18: the branch can consider from 01/06/2026 on.",
    ),
    "over 60 without consent": Forbidden(
        born(date(1965, 12, 4)), StepCode.ADMISSION_RESOLUTION, RESOLUTION, "adopted_on",
        "294-QĐ/TW, 1.1", "The candidate is over 60: written consent",
    ),
    "schooling without consent": Forbidden(
        with_documents((StepCode.EDUCATION, Choice.BELOW_LOWER_SECONDARY)), StepCode.ADMISSION_RESOLUTION, RESOLUTION,
        "adopted_on", "294-QĐ/TW, 1.2", "The schooling is below grade 9: written consent has to be there first.",
    ),
    "political issue open": Forbidden(
        with_documents((StepCode.VETTING, Choice.HAS_ISSUE)), StepCode.ADMISSION_RESOLUTION, RESOLUTION,
        "adopted_on", "58-QĐ/TW (2022)", "The vetting found an issue to be examined",
    ),
    "not eligible": Forbidden(
        with_documents(
            (StepCode.VETTING, Choice.HAS_ISSUE), (StepCode.POLITICAL_CONCLUSION, Choice.NOT_ELIGIBLE)
        ),
        StepCode.ADMISSION_RESOLUTION, RESOLUTION, "adopted_on",
        "58-QĐ/TW (2022)", "By the conclusion of 08/09/2025 the candidate does not meet the political standard.",
    ),
    "sponsor not official": Forbidden(
        with_worker_in_the_branch, StepCode.ASSIGN_SPONSOR, {"sponsor": "Hoàng Văn Tư", "assigned_on": "05/01/2026"},
        "sponsor", "Điều lệ Đảng, điều 4.1", "Hoàng Văn Tư was not an official member of this branch on 05/01/2026",
    ),
    "eleven months together": Forbidden(
        helped_since_february, StepCode.ADMISSION_RESOLUTION, RESOLUTION, "adopted_on",
        "Điều lệ Đảng, điều 4.1", "Lê Văn Bình: the 12 months together are complete on 05/02/2026",
    ),
    "own sponsor": Forbidden(
        lambda tree: make_case(tree.branch), StepCode.ASSIGN_SPONSOR,
        {"sponsor": "Đặng Thị Hương", "assigned_on": "05/01/2026"}, "sponsor",
        "Điều lệ Đảng, điều 4.1", "Nobody can be his own sponsor",
    ),
    "applies again after 35 months": Forbidden(
        left(date(2023, 1, 10)), StepCode.APPLICATION, {"made_on": "10/12/2025", "number": ""}, "made_on",
        "294-QĐ/TW, 3.5", "comes too early: 36 months have to pass, until 10/01/2026.",
    ),
    "branch considers him after 35 months": Forbidden(
        left(date(2023, 1, 10)), StepCode.ADMISSION_RESOLUTION, RESOLUTION, "adopted_on",
        "294-QĐ/TW, 3.5", "comes too early: 36 months have to pass, until 10/01/2026.",
    ),
    "left by not attending": Forbidden(
        waiting, StepCode.READMISSION_GROUND, GROUND | {"cause": "not_attending"}, "cause",
        "294-QĐ/TW, 3.5", "Whoever left for this cause is not admitted again",
    ),
    "again for the second time": Forbidden(
        waiting, StepCode.READMISSION_GROUND, GROUND | {"readmissions": "1"}, "readmissions",
        "294-QĐ/TW, 3.5", "A former member is admitted again 1 time only.",
    ),
    "again without consent": Forbidden(
        left(date(2020, 1, 6)), StepCode.ADMISSION_RESOLUTION, RESOLUTION, "adopted_on",
        "294-QĐ/TW, 3.5", "Written consent of the standing board of the provincial committee",
    ),
    "extension of 31 days": Forbidden(
        resolved, StepCode.ADMISSION_EXTENSION,
        {"working_days": "31", "granted_on": "02/03/2026", "reason": "Cần xác minh", "approver": APPROVER},
        "working_days",
        f"294-QĐ/TW, 4.3.1 {CONTINUES}", "31 working days is more than the 30 that may be added.", by_committee=True,
    ),
    "second extension": Forbidden(
        extended, StepCode.ADMISSION_EXTENSION,
        {"working_days": "10", "granted_on": "02/03/2026", "reason": "Cần xác minh", "approver": APPROVER},
        "working_days",
        f"294-QĐ/TW, 4.3.1 {CONTINUES}", "This time limit can be extended only once.", by_committee=True,
    ),
    "ceremony late without consent": Forbidden(
        received_in_2025, StepCode.CEREMONY, {"held_on": "27/03/2025", "oath_taken": "on"}, "held_on",
        "232-QĐ/TW, 4.1", "The ceremony was due by 26/03/2025: a later one needs the consent",
    ),
    "recognition on the last day of the twelve months": Forbidden(
        on_probation, StepCode.RECOGNITION_RESOLUTION, RECOGNITION | {"adopted_on": "26/02/2026"}, "adopted_on",
        "Điều lệ Đảng, điều 5.1", "The 12 months of probation end on 26/02/2026",
    ),
    "fourth vote on recognition": Forbidden(
        voted_three_times, StepCode.RECOGNITION_RESOLUTION, RECOGNITION | {"adopted_on": "18/01/2024"}, "adopted_on",
        "24-QĐ/TW, 4.2", "4 votes are more than the 3 allowed; the branch reports to the level above.",
    ),
    "receipt before the decision": Forbidden(
        decided, StepCode.DECISION_RECEIPT, {"received_on": "06/02/2026"}, "received_on",
        "294-QĐ/TW, 4.1", "on 06/02/2026 cannot come before “Admission decision” on 09/02/2026.",
    ),
    "decision before the resolution": Forbidden(
        resolved, StepCode.ADMISSION_DECISION,
        {"outcome": "granted", "decided_on": "02/01/2026", "number": "34-QĐ/ĐU"}, "decided_on",
        "294-QĐ/TW, 4.3.1", "cannot come before “Branch resolution proposing admission” on 05/01/2026.",
        by_committee=True,
    ),
    "resolution before anybody helped": Forbidden(
        waiting, StepCode.ADMISSION_RESOLUTION, RESOLUTION | {"adopted_on": "04/01/2024"}, "adopted_on",
        "Điều lệ Đảng, điều 4.3", "cannot come before “Assign sponsors” on 05/01/2024.",
    ),
    "act in the future": Forbidden(
        waiting, StepCode.ADMISSION_RESOLUTION, RESOLUTION | {"adopted_on": "03/03/2026"}, "adopted_on",
        "Điều lệ Đảng, điều 4.3", "03/03/2026 lies in the future; record what has happened.",
    ),
    "end before the last act": Forbidden(
        resolved, StepCode.END_CASE, {"acted_on": "05/12/2025", "choice": "withdrawn"}, "__all__",
        "Điều lệ Đảng, điều 4.3", "on 05/01/2026 cannot come after the file ended on 05/12/2025.",
    ),
    "resolution before every regulation": Forbidden(
        waiting, StepCode.ADMISSION_RESOLUTION, RESOLUTION | {"adopted_on": "24/07/2016"}, "adopted_on",
        "", "No regulation known here was in force on 24/07/2016.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", list(FORBIDDEN))
def test_forbidden_act_is_refused_with_its_clause_and_leaves_nothing(
    name: str, tree: Tree, secretary: Client, reviewer: Client
) -> None:
    act = FORBIDDEN[name]
    case = act.prepare(tree)
    case.refresh_from_db()
    before, revision = row_counts(), case.revision

    page = record(reviewer if act.by_committee else secretary, case, act.step, act.typed | {"irregular_reason": REASON})

    errors = errors_of(page)
    assert [message for message in errors[act.field] if act.words in message and act.clause in message]
    assert title_of(page).startswith("Error:")
    form = page.context["form"]
    assert {key: {True: "on"}.get(form[key].value(), form[key].value()) for key in act.typed} == act.typed
    content = page.content.decode()
    assert [
        value for key, value in act.typed.items() if key.endswith("_on") and f'value="{value}"' not in content
    ] == []
    case.refresh_from_db()
    assert (row_counts(), case.revision) == (before, revision)


def test_act_on_a_file_that_ended_is_no_step_any_more(tree: Tree, secretary: Client) -> None:
    case = waiting(tree)
    record_document(case=case, step=StepCode.END_CASE, acted_on=date(2026, 2, 9), choice=Choice.WITHDRAWN, **ACT)
    before = row_counts()

    page = record(secretary, case, StepCode.ADMISSION_RESOLUTION, RESOLUTION)

    [message] = errors_of(page)["__all__"]
    assert message.startswith("“Branch resolution proposing admission” cannot be recorded now: the file is at")
    assert 'value="12-NQ/CB"' in page.content.decode()
    assert row_counts() == before


def test_act_is_not_corrected_to_a_day_after_the_end(tree: Tree, secretary: Client) -> None:
    case = resolved(tree)
    record_document(case=case, step=StepCode.END_CASE, acted_on=date(2026, 2, 9), choice=Choice.WITHDRAWN, **ACT)
    before = row_counts()

    page = correct(secretary, BranchResolution.objects.get(), {"adopted_on": "10/02/2026"})

    [message] = errors_of(page)["adopted_on"]
    assert "on 10/02/2026 cannot come after the file ended on 09/02/2026. (Điều lệ Đảng, điều 4.3)" in message
    assert row_counts() == before


def test_file_of_a_day_before_every_regulation_is_not_opened(tree: Tree, secretary: Client) -> None:
    typed = {
        "branch": str(tree.branch.pk), "full_name": "Vũ Minh Khôi", "born_on": "19/05/1990", "opened_on": "24/07/2016",
    }  # fmt: skip
    before = row_counts()

    page = secretary.post("/cases/new/", typed)

    assert errors_of(page) == {"opened_on": ["No regulation known here was in force on 24/07/2016."]}
    assert 'value="24/07/2016"' in page.content.decode()
    assert row_counts() == before


CONSENTED: list[tuple[str, StepCode, dict[str, Any]]] = [
    ("over 60 without consent", StepCode.AGE_CONSENT, {"choice": Choice.SPECIAL_NEED}),
    ("schooling without consent", StepCode.EDUCATION_CONSENT, {"choice": Choice.ETHNIC_MINORITY_AREA}),
    ("political issue open", StepCode.POLITICAL_CONCLUSION, {"choice": Choice.ELIGIBLE}),
    ("again without consent", StepCode.READMISSION_CONSENT, {}),
    ("ceremony late without consent", StepCode.CEREMONY_CONSENT, {"reason": "Bí thư đi công tác"}),
]


@pytest.mark.parametrize(("name", "step", "values"), CONSENTED)
def test_same_act_with_the_consent_before_it_is_recorded(
    name: str, step: StepCode, values: dict[str, Any], tree: Tree, secretary: Client
) -> None:
    act = FORBIDDEN[name]
    case = act.prepare(tree)
    on = date(2025, 3, 24) if step is StepCode.CEREMONY_CONSENT else date(2025, 12, 1)
    record_document(case=case, step=step, acted_on=on, number="9-CV/TU", issuer="Thành ủy", **values, **ACT)

    page = record(secretary, case, act.step, act.typed | {"irregular_reason": REASON, "late_cause": "person_absent"})

    assert page.status_code == 302, errors_of(page)


def test_application_after_thirty_six_months_is_recorded(tree: Tree, secretary: Client) -> None:
    case = left(date(2023, 1, 10))(tree)

    page = record(secretary, case, StepCode.APPLICATION, {"made_on": "10/01/2026", "number": ""})

    assert page.status_code == 302
