"""A rule set as cells: read, changed one by one, filled from nothing, activated."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admission.domain.procedure import Body, DeadlineKind, LeavingCause, Nature, StepCode
from admission.domain.rule_cells import (
    ALL_ADDRESSES,
    SPECS,
    ActivationDayError,
    Cell,
    CellKind,
    IncompleteRuleSetError,
    InvalidCellValueError,
    RuleSetActiveError,
    UnknownCellError,
    activated,
    cell_at,
    cells,
    changed_addresses,
    completed,
    latest,
    missing_cells,
    normalised,
    with_cell,
    with_cells,
)
from admission.domain.rules import RuleBook, RuleSet, Setting, Unit, Verification
from admission.domain.rulesets import RULE_SETS, SHIPPED
from admission.domain.rulesets.qd20_2026 import QD20_2026
from admission.domain.rulesets.qd24_2021 import QD24_2021
from admission.domain.rulesets.qd294_2025 import QD294_2025

ACTIVE = [rule_set for rule_set in RULE_SETS if rule_set.is_active]
CONFIRMED = Verification.CONFIRMED


def change(rule_set: RuleSet, address: str, value: str) -> RuleSet:
    return with_cell(rule_set, address, value, verification=CONFIRMED, clause="Số 9, điều 1")


def filled() -> RuleSet:
    return with_cells(QD20_2026, cells(QD294_2025))


@pytest.mark.parametrize("rule_set", ACTIVE, ids=lambda r: r.code)
def test_shipped_rule_sets_are_complete(rule_set: RuleSet) -> None:
    assert missing_cells(rule_set) == ()
    assert tuple(cell.address for cell in cells(rule_set)) == ALL_ADDRESSES


def test_addresses_are_those_of_every_number() -> None:
    assert len(ALL_ADDRESSES) == len(set(ALL_ADDRESSES)) == 9 + 2 + 3 + 3 + 21 + 10 + 9
    assert {
        "limit:ceremony", "extension:admission_decision", "extension:recognition_decision", "threshold:branch",
        "quorum:branch", "setting:min_age_months", "leaver:factionalism", "paper:application",
    } <= set(ALL_ADDRESSES)  # fmt: skip


@pytest.mark.parametrize(
    ("address", "value", "kind"),
    [
        ("limit:admission_decision", "60", CellKind.WORKING_DAYS),
        ("limit:probation_end", "12", CellKind.MONTHS),
        ("extension:recognition_decision", "30", CellKind.WORKING_DAYS),
        ("threshold:branch", "2/3", CellKind.SHARE),
        ("threshold:competent_committee", ">1/2", CellKind.SHARE),
        ("quorum:grassroots_committee", "2/3", CellKind.SHARE),
        ("setting:sponsors_needed", "2", CellKind.COUNT),
        ("setting:lowest_education_grade", "9", CellKind.GRADE),
        ("setting:relatives_may_sponsor", "no", CellKind.YES_NO),
        ("leaver:not_attending", "yes", CellKind.YES_NO),
        ("paper:awareness_course", "60", CellKind.MONTHS),
    ],
)
def test_cell_shows_the_number_of_the_rule_set(address: str, value: str, kind: CellKind) -> None:
    cell = cell_at(QD294_2025, address)

    assert cell is not None
    assert (cell.value, cell.kind) == (value, kind)


def test_cell_that_was_read_in_the_text_stands() -> None:
    open_cells = {cell.address for cell in cells(QD294_2025) if cell.may_change}

    assert {"limit:ceremony", "limit:level_wait", "paper:awareness_course", "leaver:factionalism"} <= open_cells
    assert {"threshold:branch", "limit:probation_end", "leaver:not_attending"} & open_cells == set()


@pytest.mark.parametrize("address", ["", "limit", "limit:", "limit:mid_day", "threshold:sectional_committee",
                                     "extension:ceremony", "paper:vetting", "settings:min_age_months"])  # fmt: skip
def test_unknown_cell_is_named(address: str) -> None:
    with pytest.raises(UnknownCellError) as raised:
        change(QD294_2025, address, "1")

    assert raised.value.address == address


@pytest.mark.parametrize(
    ("address", "value"),
    [
        ("limit:ceremony", "0"), ("limit:ceremony", "251"), ("limit:ceremony", "-30"), ("limit:ceremony", "30.5"),
        ("limit:ceremony", ""), ("limit:ceremony", "thirty"), ("limit:ceremony", "³⁰"),
        ("limit:ceremony", "9" * 5000), ("limit:probation_end", "121"),
        ("extension:admission_decision", "-1"), ("setting:sponsors_needed", "0"), ("setting:sponsors_needed", "11"),
        ("setting:min_age_months", "0"), ("setting:lowest_education_grade", "17"), ("paper:application", "0"),
        ("setting:min_age_months", "720"), ("setting:max_age_months", "216"),
        ("setting:youth_union_min_age_months", "361"),
        ("setting:relatives_may_sponsor", "1"), ("setting:relatives_may_sponsor", "Yes"), ("leaver:expelled", ""),
        ("threshold:branch", "0/3"), ("threshold:branch", "4/3"), ("threshold:branch", "2/0"),
        ("threshold:branch", "2"), ("threshold:branch", ">1/1"), ("threshold:branch", "1/101"),
        ("quorum:branch", "≥2/3"), ("quorum:branch", "2/3/4"), ("quorum:branch", ">>1/2"), ("quorum:branch", "/"),
    ],
)  # fmt: skip
def test_value_of_the_wrong_form_or_out_of_bounds_is_refused(address: str, value: str) -> None:
    with pytest.raises(InvalidCellValueError) as raised:
        change(QD294_2025, address, value)

    assert (raised.value.address, raised.value.value) == (address, value)


def test_refused_number_tells_its_bounds() -> None:
    with pytest.raises(InvalidCellValueError) as raised:
        normalised("limit:ceremony", "999")

    assert (raised.value.least, raised.value.most) == (1, 250)


@pytest.mark.parametrize(
    ("address", "typed", "stored"),
    [("threshold:branch", " > 2 / 4 ", ">1/2"), ("quorum:branch", "4/6", "2/3"), ("quorum:branch", "1/1", "1/1"),
     ("limit:ceremony", " 045 ", "45"), ("leaver:expelled", " yes", "yes")],
)  # fmt: skip
def test_value_is_stored_in_one_way_only(address: str, typed: str, stored: str) -> None:
    assert normalised(address, typed) == stored
    assert cell_at(change(QD294_2025, address, typed), address) == Cell(
        address, stored, "Số 9, điều 1", CONFIRMED, SPECS[address].kind
    )


def test_changed_cell_changes_the_rule_and_nothing_else() -> None:
    changed = change(QD294_2025, "limit:ceremony", "45")
    limit = changed.limits[DeadlineKind.CEREMONY]

    assert (limit.length, limit.unit, limit.nature, limit.body) == (45, Unit.WORKING_DAYS, Nature.LIMIT, Body.BRANCH)
    assert (limit.clause, limit.verification) == ("Số 9, điều 1", CONFIRMED)
    assert changed_addresses(QD294_2025, changed) == ("limit:ceremony",)
    assert QD294_2025.limits[DeadlineKind.CEREMONY].length == 30
    assert [c for c in cells(changed) if c.address != "limit:ceremony"] == [
        c for c in cells(QD294_2025) if c.address != "limit:ceremony"
    ]


def test_cells_of_each_group_reach_their_rule() -> None:
    changed = with_cells(
        QD294_2025,
        [
            Cell("extension:admission_decision", "20", "a", CONFIRMED, CellKind.WORKING_DAYS),
            Cell("threshold:competent_committee", "3/4", "b", CONFIRMED, CellKind.SHARE),
            Cell("quorum:branch", ">1/2", "c", CONFIRMED, CellKind.SHARE),
            Cell("setting:relatives_may_sponsor", "yes", "d", CONFIRMED, CellKind.YES_NO),
            Cell("leaver:factionalism", "no", "e", CONFIRMED, CellKind.YES_NO),
            Cell("paper:application", "6", "f", CONFIRMED, CellKind.MONTHS),
        ],
    )

    assert changed.limits[DeadlineKind.ADMISSION_DECISION].max_extension == 20
    assert changed.thresholds[Body.COMPETENT_COMMITTEE].share == Fraction(3, 4)
    assert changed.quorums[Body.BRANCH].strict
    assert changed.says(Setting.RELATIVES_MAY_SPONSOR)
    assert not changed.excluded_leavers[LeavingCause.FACTIONALISM].is_on
    assert changed.paper_months[StepCode.APPLICATION].value == 6
    assert len(changed_addresses(QD294_2025, changed)) == 6


def test_confirming_a_length_says_nothing_about_its_extension() -> None:
    length = change(QD294_2025, "limit:admission_decision", "60")
    extension = change(QD24_2021, "extension:admission_decision", "30")

    still_open = cell_at(length, "extension:admission_decision")
    assert still_open == cell_at(QD294_2025, "extension:admission_decision")
    assert length.limits[DeadlineKind.ADMISSION_DECISION].verification is CONFIRMED
    assert extension.limits[DeadlineKind.ADMISSION_DECISION].verification is Verification.CONTINUED


def test_ages_have_to_agree_only_in_the_end() -> None:
    cells_of_ages = [
        Cell("setting:min_age_months", "730", "x", CONFIRMED, CellKind.MONTHS),
        Cell("setting:max_age_months", "800", "x", CONFIRMED, CellKind.MONTHS),
    ]

    assert with_cells(QD294_2025, cells_of_ages).number(Setting.MIN_AGE_MONTHS) == 730


def test_empty_rule_set_lacks_everything_until_it_is_filled() -> None:
    assert (cells(QD20_2026), missing_cells(QD20_2026)) == ((), ALL_ADDRESSES)
    assert missing_cells(filled()) == ()
    assert cells(filled()) == cells(QD294_2025)


@given(st.permutations(ALL_ADDRESSES))
def test_cells_may_be_filled_in_any_order(order: list[str]) -> None:
    values = {cell.address: cell for cell in cells(QD294_2025)}
    rule_set = QD20_2026
    for number, address in enumerate(order, start=1):
        rule_set = with_cells(rule_set, [values[address]])
        assert len(missing_cells(rule_set)) == len(ALL_ADDRESSES) - number

    assert cells(rule_set) == cells(QD294_2025)


def test_activated_rule_set_follows_the_day_after_its_predecessor() -> None:
    book = RuleBook((*RULE_SETS[:-1], filled()))

    new = activated(book, "QD20_2026", date(2026, 6, 1))

    assert (new.on(date(2026, 5, 31)).code, new.on(date(2026, 6, 1)).code) == ("QD294_2025", "QD20_2026")
    assert new.on(date(2040, 1, 1)).code == latest(new).code == "QD20_2026"
    assert latest(book).code == "QD294_2025"
    assert book.on(date(2040, 1, 1)).code == "QD294_2025"


def test_activation_names_what_is_missing() -> None:
    book = RuleBook((*RULE_SETS[:-1], replace(filled(), quorums={})))

    with pytest.raises(IncompleteRuleSetError) as raised:
        activated(book, "QD20_2026", date(2026, 6, 1))
    assert raised.value.missing == ("quorum:branch", "quorum:grassroots_committee", "quorum:competent_committee")
    with pytest.raises(IncompleteRuleSetError):
        activated(SHIPPED, "QD20_2026", date(2026, 6, 1))


@pytest.mark.parametrize("day", [date(2025, 7, 1), date(2025, 6, 30), date(2016, 1, 1)])
def test_activation_cannot_reach_before_the_start_of_the_predecessor(day: date) -> None:
    book = RuleBook((*RULE_SETS[:-1], filled()))

    with pytest.raises(ActivationDayError) as raised:
        activated(book, "QD20_2026", day)
    assert raised.value.predecessor_from_on == date(2025, 7, 1)


def test_activation_happens_once_and_to_known_rule_sets() -> None:
    with pytest.raises(RuleSetActiveError):
        activated(SHIPPED, "QD294_2025", date(2026, 6, 1))
    with pytest.raises(KeyError):
        activated(SHIPPED, "NEVER_SHIPPED", date(2026, 6, 1))


def test_number_asked_for_later_continues_the_predecessor_unverified() -> None:
    own = change(filled(), "limit:ceremony", "45")
    older = replace(own, settings={k: v for k, v in own.settings.items() if k is not Setting.MIN_AGE_MONTHS})

    now = completed(older, QD294_2025)

    assert missing_cells(older) == ("setting:min_age_months",)
    assert changed_addresses(QD294_2025, now) == ("limit:ceremony",)
    assert now.settings[Setting.MIN_AGE_MONTHS].verification is Verification.UNVERIFIED
    assert completed(own, QD294_2025) == own
