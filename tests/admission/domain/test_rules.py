"""The numbers of the regulations, written here a second time on purpose, and which one is in force on a day."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import pytest

from admission.domain.procedure import DATED_PAPERS, Body, DeadlineKind, LeavingCause, Nature, StepCode
from admission.domain.rule_cells import cells
from admission.domain.rules import Rule, RuleSet, RuleSetNotFoundError, Setting, Verification
from admission.domain.rules import rule_set_in_force as choose
from admission.domain.rulesets import RULE_SETS, SHIPPED, rule_set_by_code, rule_set_in_force
from admission.domain.rulesets.qd20_2026 import QD20_2026
from admission.domain.rulesets.qd24_2021 import QD24_2021
from admission.domain.rulesets.qd232_2025 import QD232_2025
from admission.domain.rulesets.qd294_2025 import QD294_2025
from admission.domain.rulesets.training_2020 import TRAINING_2020

ACTIVE = (TRAINING_2020, QD24_2021, QD232_2025, QD294_2025)
V, S, P, U = Verification.VERIFIED, Verification.STATED, Verification.SECONDARY, Verification.UNVERIFIED
C = Verification.CONTINUED

CLOCKS = {
    "sponsorship": (12, "months", 0, "milestone", "branch"),
    "paper_validity": (12, "months", 0, "validity", "branch"),
    "level_wait": (15, "working_days", 0, "internal", "grassroots_committee"),
    "admission_decision": (60, "working_days", 30, "limit", "competent_committee"),
    "receipt_log": (5, "working_days", 0, "internal", "branch"),
    "ceremony": (30, "working_days", 0, "limit", "branch"),
    "probation_end": (12, "months", 0, "milestone", "branch"),
    "recognition_review": (30, "working_days", 0, "limit", "branch"),
    "recognition_decision": (30, "working_days", 30, "limit", "competent_committee"),
}
SETTINGS = {
    "min_age_months": 216,
    "max_age_months": 720,
    "lowest_education_grade": 9,
    "sponsors_needed": 2,
    "youth_union_min_age_months": 216,
    "youth_union_max_age_months": 360,
    "relatives_may_sponsor": 0,
    "replacement_starts_again": 0,
    "transfer_starts_again": 0,
    "votes_on_admission": 3,
    "votes_on_recognition": 3,
    "failed_vote_starts_clock": 1,
    "exempt_left_out": 1,
    "elsewhere_left_out": 1,
    "suspended_left_out": 1,
    "on_leave_left_out": 1,
    "late_ceremony_needs_consent": 1,
    "readmission_months": 36,
    "readmission_months_after_sentence": 60,
    "readmissions_most": 1,
    "joined_on_ceremony": 1,
}
TWO_THIRDS, MORE_THAN_HALF = (Fraction(2, 3), False), (Fraction(1, 2), True)


@pytest.mark.parametrize("rule_set", ACTIVE, ids=lambda r: r.code)
def test_clocks_of_every_instrument(rule_set: RuleSet) -> None:
    found = {
        kind.value: (x.length, x.unit.value, x.max_extension, x.nature.value, x.body.value)
        for kind, x in rule_set.limits.items()
    }

    assert found == CLOCKS
    assert all(limit.kind is kind for kind, limit in rule_set.limits.items())
    assert list(rule_set.limits) == list(DeadlineKind)


@pytest.mark.parametrize("rule_set", ACTIVE, ids=lambda r: r.code)
def test_settings_of_every_instrument(rule_set: RuleSet) -> None:
    assert {setting.value: rule.value for setting, rule in rule_set.settings.items()} == SETTINGS
    assert list(rule_set.settings) == list(Setting)


@pytest.mark.parametrize(
    ("rule_set", "committee", "how_grassroots", "how_committee"),
    [
        (TRAINING_2020, TWO_THIRDS, P, P),
        (QD24_2021, MORE_THAN_HALF, V, U),
        (QD232_2025, MORE_THAN_HALF, V, U),
        (QD294_2025, MORE_THAN_HALF, C, U),
    ],
    ids=lambda value: value.code if isinstance(value, RuleSet) else "",
)
def test_shares_in_favour_and_present(
    rule_set: RuleSet, committee: tuple[Fraction, bool], how_grassroots: Verification, how_committee: Verification
) -> None:
    shares = {body: (x.share, x.strict) for body, x in rule_set.thresholds.items()}
    known = {body: x.verification for body, x in rule_set.thresholds.items()}
    present = {body: (x.share, x.strict, x.verification) for body, x in rule_set.quorums.items()}

    bodies = (Body.BRANCH, Body.GRASSROOTS_COMMITTEE, Body.COMPETENT_COMMITTEE)
    assert shares == dict(zip(bodies, (TWO_THIRDS, TWO_THIRDS, committee), strict=True))
    assert known == dict(zip(bodies, (V, how_grassroots, how_committee), strict=True))
    assert present == dict.fromkeys(bodies, (*TWO_THIRDS, U))


@pytest.mark.parametrize("rule_set", ACTIVE, ids=lambda r: r.code)
def test_papers_keep_twelve_months_and_the_course_certificate_sixty(rule_set: RuleSet) -> None:
    months = {code: rule.value for code, rule in rule_set.paper_months.items()}

    assert months == dict.fromkeys(DATED_PAPERS, 12) | {StepCode.AWARENESS_COURSE: 60}
    assert rule_set.paper_months[StepCode.AWARENESS_COURSE].verification is P
    assert rule_set.paper_months[StepCode.APPLICATION].verification is S


@pytest.mark.parametrize("rule_set", RULE_SETS, ids=lambda r: r.code)
def test_papers_that_belong_in_the_file(rule_set: RuleSet) -> None:
    assert [code.value for code in rule_set.required_papers] == [
        "awareness_course", "application", "personal_history", "education", "vetting", "sponsor_recommendation",
        "residence_opinions", "opinions",
    ]  # fmt: skip
    assert [code.value for code in rule_set.probation_papers] == [
        "new_member_course", "self_review", "supervisor_comment", "probation_opinions",
    ]  # fmt: skip


@pytest.mark.parametrize("rule_set", ACTIVE, ids=lambda r: r.code)
def test_causes_of_leaving_that_bar(rule_set: RuleSet) -> None:
    leavers = rule_set.excluded_leavers
    read = {TRAINING_2020.code: U, QD232_2025.code: C}.get(rule_set.code, V)

    assert [cause.value for cause, rule in leavers.items() if rule.is_on] == [
        "not_attending", "left_without_hardship", "factionalism", "party_history", "serious_crime",
    ]  # fmt: skip
    assert list(leavers) == list(LeavingCause)
    unread = {LeavingCause.FACTIONALISM, LeavingCause.PARTY_HISTORY, LeavingCause.SERIOUS_CRIME}
    assert {cause: rule.verification for cause, rule in leavers.items()} == {
        cause: U if cause in unread else read for cause in LeavingCause
    }


@pytest.mark.parametrize(
    ("rule_set", "continued"),
    [
        (TRAINING_2020, set()),
        (QD24_2021, {"admission_decision"}),
        (QD232_2025, {"recognition_review", "recognition_decision"}),
        (QD294_2025, {"admission_decision", "ceremony", "recognition_review", "recognition_decision"}),
    ],
    ids=lambda value: value.code if isinstance(value, RuleSet) else "",
)
def test_clocks_that_continue_the_regulation_before(rule_set: RuleSet, continued: set[str]) -> None:
    assert {kind.value for kind, limit in rule_set.limits.items() if limit.verification is C} == continued
    assert not any(limit.verification is U for limit in rule_set.limits.values())
    internal = {kind for kind, limit in rule_set.limits.items() if limit.verification is Verification.INTERNAL}
    assert internal == {kind for kind, limit in rule_set.limits.items() if limit.nature is Nature.INTERNAL}


def test_extension_may_be_known_another_way_than_its_clock() -> None:
    limit = QD24_2021.limits[DeadlineKind.RECOGNITION_DECISION]

    assert (limit.verification, limit.extension_verification) == (V, C)
    assert limit.extension_clause == "24-QĐ/TW, 4.3.1 (tiếp nối 29-QĐ/TW)"


def test_open_questions_are_marked_in_every_instrument() -> None:
    assert settings_known(U) == {
        "youth_union_min_age_months": 4, "youth_union_max_age_months": 4, "relatives_may_sponsor": 4,
        "replacement_starts_again": 4, "transfer_starts_again": 4, "votes_on_admission": 4,
        "failed_vote_starts_clock": 4, "exempt_left_out": 4, "elsewhere_left_out": 4, "suspended_left_out": 4,
        "on_leave_left_out": 4, "readmission_months": 1, "readmission_months_after_sentence": 1,
        "readmissions_most": 1,
    }  # fmt: skip
    assert settings_known(C) == {
        "min_age_months": 2, "max_age_months": 2, "lowest_education_grade": 2, "votes_on_recognition": 2,
        "late_ceremony_needs_consent": 1, "readmission_months": 1, "readmission_months_after_sentence": 1,
        "readmissions_most": 1,
    }  # fmt: skip


def settings_known(how: Verification) -> dict[str, int]:
    """In how many instruments each setting is known that way."""
    settings = [item for rule_set in ACTIVE for item in rule_set.settings.items()]
    return dict(Counter(setting.value for setting, rule in settings if rule.verification is how))


ORIGINS = ("(tiếp nối ", "(đã đọc tại ", "(chưa đọc được; theo ")
"""How a clause says that its number was read in the regulation before."""


def test_clause_of_what_continues_says_where_it_was_read() -> None:
    for cell in (cell for rule_set in ACTIVE for cell in cells(rule_set) if cell.verification is C):
        assert any(origin in cell.clause for origin in ORIGINS), cell


def test_number_with_such_a_clause_continues_or_was_read_in_no_instrument() -> None:
    others = {
        (rule_set.code, cell.address)
        for rule_set in (QD24_2021, QD232_2025, QD294_2025)  # before the line of 2016 nothing was read
        for cell in cells(rule_set)
        if cell.verification is not C and any(origin in cell.clause for origin in ORIGINS)
    }

    assert others == {("QD232_2025", f"leaver:{cause}") for cause in ("factionalism", "party_history", "serious_crime")}


def test_every_number_names_its_clause() -> None:
    clauses = [
        x.clause
        for rule_set in ACTIVE
        for group in (rule_set.limits, rule_set.thresholds, rule_set.quorums, rule_set.settings,
                      rule_set.excluded_leavers, rule_set.paper_months)
        for x in group.values()
    ]  # fmt: skip

    assert len(clauses) == 4 * (9 + 3 + 3 + 21 + 10 + 9)
    assert "" not in clauses
    assert rule_set_by_code("QD294_2025").limits[DeadlineKind.CEREMONY].clause == "294-QĐ/TW, 4.1 (tiếp nối 232-QĐ/TW)"


def test_every_day_since_2016_has_exactly_one_rule_set() -> None:
    first, last = date(2016, 7, 25), date(2046, 12, 31)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))

    assert {sum(rule_set.is_in_force(day) for rule_set in RULE_SETS) for day in days} == {1}


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2016, 7, 25), "TRAINING_2020"),
        (date(2020, 10, 30), "TRAINING_2020"),
        (date(2021, 7, 29), "TRAINING_2020"),
        (date(2021, 7, 30), "QD24_2021"),
        (date(2025, 1, 19), "QD24_2021"),
        (date(2025, 1, 20), "QD232_2025"),
        (date(2025, 6, 30), "QD232_2025"),
        (date(2025, 7, 1), "QD294_2025"),
        (date(2036, 7, 1), "QD294_2025"),
    ],
)
def test_rule_set_of_a_day(day: date, code: str) -> None:
    assert rule_set_in_force(day).code == SHIPPED.on(day).code == choose(RULE_SETS, day).code == code


def test_rule_set_of_a_day_before_all_names_the_day() -> None:
    day = date(2016, 7, 24)

    with pytest.raises(RuleSetNotFoundError, match="2016-07-24"):
        rule_set_in_force(day)
    assert SHIPPED.on_or_first(day) is TRAINING_2020


def test_rule_set_of_2026_is_known_by_name_only() -> None:
    assert (QD20_2026.code, QD20_2026.is_active, QD20_2026.in_force_from) == ("QD20_2026", False, None)
    assert [QD20_2026.limits, QD20_2026.thresholds, QD20_2026.quorums] == [{}, {}, {}]
    assert [QD20_2026.settings, QD20_2026.excluded_leavers, QD20_2026.paper_months] == [{}, {}, {}]
    assert "could not be read" in QD20_2026.note


def test_rule_set_by_code_knows_what_was_shipped() -> None:
    assert [rule_set_by_code(rule_set.code) for rule_set in RULE_SETS] == list(RULE_SETS)
    with pytest.raises(KeyError):
        rule_set_by_code("NEVER_SHIPPED")


def test_rule_says_yes_and_no() -> None:
    assert (QD294_2025.number(Setting.MIN_AGE_MONTHS), QD294_2025.says(Setting.RELATIVES_MAY_SPONSOR)) == (216, False)
    assert Rule(1, "x").is_on


@pytest.mark.parametrize(
    ("how", "binds", "shown_as_unverified"),
    [
        (Verification.VERIFIED, True, False),
        (Verification.STATED, True, False),
        (Verification.SECONDARY, True, False),
        (Verification.CONTINUED, True, True),
        (Verification.UNVERIFIED, False, True),
        (Verification.CONFIRMED, True, False),
        (Verification.INTERNAL, True, False),
    ],
)
def test_how_a_number_is_known_says_whether_it_binds(how: Verification, binds: bool, shown_as_unverified: bool) -> None:
    assert (how.is_settled, how.is_doubtful) == (binds, shown_as_unverified)


def test_every_way_of_knowing_a_number_is_told_above() -> None:
    assert [how.value for how in Verification] == [
        "verified", "stated", "secondary", "continued", "unverified", "confirmed", "internal",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "cited"),
    [
        (date(2020, 1, 6), "Điều lệ Đảng, điều 8; 29-QĐ/TW, 3"),
        (date(2022, 1, 6), "Điều lệ Đảng, điều 8; 24-QĐ/TW, 3"),
        (date(2025, 2, 6), "Điều lệ Đảng, điều 8; 232-QĐ/TW, 3"),
        (date(2026, 1, 6), "Điều lệ Đảng, điều 8; 294-QĐ/TW, 3"),
    ],
)
def test_clause_of_a_step_is_cited_from_the_regulation_in_force(day: date, cited: str) -> None:
    assert rule_set_in_force(day).cite("Điều lệ Đảng, điều 8; 29-QĐ/TW, 3") == cited


def test_clause_of_another_instrument_is_cited_as_it_is() -> None:
    assert rule_set_in_force(date(2026, 1, 6)).cite("01-HD/TW (2016), 3; 58-QĐ/TW (2022)") == (
        "01-HD/TW (2016), 3; 58-QĐ/TW (2022)"
    )
