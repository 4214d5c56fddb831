"""Numbers of a regulation confirmed, filled in and put into force by an administrator."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from admission.domain.procedure import DeadlineKind
from admission.domain.rule_cells import (
    ALL_ADDRESSES,
    ActivationDayError,
    IncompleteRuleSetError,
    InvalidCellValueError,
    RuleSetActiveError,
    UnknownCellError,
    cell_at,
)
from admission.domain.rules import Verification
from admission.domain.rulesets import SHIPPED
from admission.models import RuleConfirmation, RuleSetActivation
from admission.permissions import NotPermittedError
from admission.selectors.rule_books import confirmations_of, rule_book, values_of
from admission.services.rules import (
    ActivationInPastError,
    CellStandsError,
    RuleChange,
    activate_rule_set,
    confirm_cell,
    fill_rule_set,
)
from members.models import Account, JournalEvent, Role
from tests.factories import TODAY, Tree, make_account

pytestmark = pytest.mark.django_db

SOURCE = "294-QĐ/TW, 4.1 (bản gốc)"


@pytest.fixture
def administrator(tree: Tree) -> Account:
    return make_account("quantri", Role.ADMINISTRATOR, tree.committee)


def confirm(by: Account, address: str, value: str, *, code: str = "QD294_2025", source: str = SOURCE) -> RuleChange:
    return confirm_cell(code=code, address=address, value=value, source=source, by=by, today=TODAY)


def fill_all(by: Account) -> RuleChange:
    values = values_of(SHIPPED.by_code("QD294_2025"))
    return fill_rule_set(code="QD20_2026", values=values, source="20-QĐ/TW", by=by, today=TODAY)


def activate(by: Account, on: date = date(2026, 6, 1), *, today: date = TODAY) -> RuleChange:
    return activate_rule_set(code="QD20_2026", in_force_from_on=on, source="20-QĐ/TW, điều 30", by=by, today=today)


def events(verb: str) -> list[tuple[str, dict[str, Any]]]:
    return list(JournalEvent.objects.filter(verb=verb).order_by("pk").values_list("subject", "details"))


def test_book_without_confirmations_is_the_shipped_one(administrator: Account) -> None:
    assert rule_book() == SHIPPED


def test_confirmed_number_is_settled_with_its_document(administrator: Account) -> None:
    change = confirm(administrator, "limit:ceremony", "30")
    limit = rule_book().on(TODAY).limits[DeadlineKind.CEREMONY]

    assert (limit.length, limit.clause, limit.verification) == (30, SOURCE, Verification.CONFIRMED)
    assert change.addresses == ()
    assert RuleConfirmation.objects.get().kept
    assert events("rule_confirmed") == [
        ("rule_set:QD294_2025", {"address": "limit:ceremony", "old": "30", "new": "30", "source": SOURCE})
    ]


def test_changed_number_holds_in_its_rule_set_only(administrator: Account) -> None:
    change = confirm(administrator, "limit:ceremony", "45")
    book = rule_book()

    assert change.addresses == ("limit:ceremony",)
    assert (change.before, change.after) == (SHIPPED, book)
    assert not RuleConfirmation.objects.get().kept
    assert book.on(date(2025, 7, 1)).limits[DeadlineKind.CEREMONY].length == 45
    assert book.on(date(2025, 6, 30)).limits[DeadlineKind.CEREMONY].length == 30


def test_newest_confirmation_counts_and_the_older_ones_stay(administrator: Account) -> None:
    confirm(administrator, "threshold:competent_committee", "2/3")
    confirm(administrator, "threshold:competent_committee", " > 2/4 ", source="đính chính")

    cell = cell_at(rule_book().by_code("QD294_2025"), "threshold:competent_committee")
    assert cell is not None
    assert (cell.value, cell.clause) == (">1/2", "đính chính")
    lines = confirmations_of("QD294_2025", "threshold:competent_committee")
    assert [(line.source, line.kept, line.by) for line in lines] == [
        ("đính chính", False, "Người quantri"), (SOURCE, False, "Người quantri"),
    ]  # fmt: skip


def test_saying_the_same_again_records_nothing(administrator: Account) -> None:
    confirm(administrator, "quorum:branch", "2/3")
    confirm(administrator, "quorum:branch", "4/6", source=f" {SOURCE} ")

    assert RuleConfirmation.objects.count() == 1
    assert len(events("rule_confirmed")) == 1


def test_limit_of_the_house_stays_one(administrator: Account) -> None:
    confirm(administrator, "limit:level_wait", "10", source="quy chế làm việc của đảng ủy")

    limit = rule_book().on(TODAY).limits[DeadlineKind.LEVEL_WAIT]
    assert (limit.length, limit.verification) == (10, Verification.INTERNAL)


def test_number_read_in_the_text_stands(administrator: Account) -> None:
    with pytest.raises(CellStandsError):
        confirm(administrator, "threshold:branch", "1/2")

    assert not RuleConfirmation.objects.exists()


@pytest.mark.parametrize(
    ("address", "value", "error"),
    [
        ("limit:ceremony", "0", InvalidCellValueError),
        ("limit:unheard_of", "30", UnknownCellError),
        ("setting:youth_union_min_age_months", "400", InvalidCellValueError),
    ],
)
def test_wrong_value_is_refused(administrator: Account, address: str, value: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        confirm(administrator, address, value)

    assert not RuleConfirmation.objects.exists()


def test_unknown_rule_set_is_refused(administrator: Account) -> None:
    with pytest.raises(KeyError):
        confirm(administrator, "limit:ceremony", "30", code="NEVER_SHIPPED")


def test_only_an_administrator_changes_the_rules(tree: Tree) -> None:
    secretary = make_account("bithu", Role.BRANCH_SECRETARY, tree.branch)

    with pytest.raises(NotPermittedError):
        confirm(secretary, "limit:ceremony", "30")
    with pytest.raises(NotPermittedError):
        fill_all(secretary)
    with pytest.raises(NotPermittedError):
        activate(secretary)
    assert not JournalEvent.objects.filter(subject__startswith="rule_set:").exists()


def test_filling_takes_part_of_the_numbers_and_then_the_rest(administrator: Account) -> None:
    some = {"setting:max_age_months": "720", "limit:ceremony": "30", "setting:min_age_months": "216"}
    fill_rule_set(code="QD20_2026", values=some, source="20-QĐ/TW", by=administrator, today=TODAY)

    assert values_of(rule_book().by_code("QD20_2026")) == some
    assert fill_all(administrator).addresses == tuple(address for address in ALL_ADDRESSES if address not in some)
    assert RuleConfirmation.objects.count() == len(ALL_ADDRESSES)
    assert [len(details["cells"]) for _subject, details in events("rule_set_filled")] == [
        3, len(ALL_ADDRESSES) - 3,
    ]  # fmt: skip


def test_filling_with_a_wrong_number_records_none(administrator: Account) -> None:
    with pytest.raises(InvalidCellValueError):
        fill_rule_set(
            code="QD20_2026",
            values={"limit:ceremony": "30", "threshold:branch": "3/2"},
            source="20-QĐ/TW",
            by=administrator,
            today=TODAY,
        )

    assert not RuleConfirmation.objects.exists()


def test_filling_is_for_inactive_rule_sets(administrator: Account) -> None:
    with pytest.raises(RuleSetActiveError):
        fill_rule_set(code="QD294_2025", values={"limit:ceremony": "45"}, source=SOURCE, by=administrator, today=TODAY)


def test_activated_rule_set_takes_the_place_of_its_predecessor(administrator: Account) -> None:
    fill_all(administrator)
    confirm(administrator, "limit:ceremony", "45", code="QD20_2026")

    change = activate(administrator)

    book = rule_book()
    assert (book.on(date(2026, 5, 31)).code, book.on(date(2026, 6, 1)).code) == ("QD294_2025", "QD20_2026")
    assert change.addresses == ("limit:ceremony",)
    assert change.after == book
    assert events("rule_set_activated") == [
        ("rule_set:QD20_2026",
         {"in_force_from": "2026-06-01", "source": "20-QĐ/TW, điều 30", "replaces": "QD294_2025"})
    ]  # fmt: skip


def test_activation_is_refused_while_numbers_are_missing(administrator: Account) -> None:
    with pytest.raises(IncompleteRuleSetError):
        activate(administrator)

    assert not RuleSetActivation.objects.exists()


def test_activation_happens_once_and_after_the_predecessor(administrator: Account) -> None:
    fill_all(administrator)

    with pytest.raises(ActivationDayError):
        activate(administrator, date(2025, 7, 1), today=date(2025, 6, 2))
    activate(administrator)
    with pytest.raises(RuleSetActiveError):
        activate(administrator, date(2026, 7, 1))
    assert RuleSetActivation.objects.get().in_force_from_on == date(2026, 6, 1)


def test_activation_starts_today_at_the_earliest(administrator: Account) -> None:
    fill_all(administrator)

    with pytest.raises(ActivationInPastError, match="2026-03-01"):
        activate(administrator, TODAY - timedelta(days=1))
    assert not RuleSetActivation.objects.exists()
    activate(administrator, TODAY)

    assert rule_book().on(TODAY).code == "QD20_2026"


def test_reading_the_book_again_costs_one_query_and_no_work(administrator: Account) -> None:
    confirm(administrator, "limit:ceremony", "45")
    first = rule_book()

    with CaptureQueriesContext(connection) as queries:
        second = rule_book()

    assert len(queries) == 1
    assert second is first


def test_what_the_product_no_longer_knows_is_passed_over(administrator: Account) -> None:
    for code, address in (("GONE", "limit:ceremony"), ("QD294_2025", "setting:gone")):
        RuleConfirmation.objects.create(
            rule_set=code, address=address, value="1", source="x", kept=False, confirmed_by=administrator
        )
    RuleSetActivation.objects.create(rule_set="GONE", in_force_from_on=TODAY, source="x", activated_by=administrator)

    assert rule_book() == SHIPPED


def test_two_people_who_disagree_at_once_break_no_page(administrator: Account) -> None:
    for address, value in (
        ("setting:youth_union_min_age_months", "300"),
        ("setting:youth_union_max_age_months", "250"),
    ):
        RuleConfirmation.objects.create(
            rule_set="QD294_2025", address=address, value=value, source="x", kept=False, confirmed_by=administrator
        )

    assert values_of(rule_book().on(TODAY))["setting:youth_union_max_age_months"] == "250"


def test_rule_set_filled_before_a_number_was_asked_for_stays_in_force(administrator: Account) -> None:
    values = dict(values_of(SHIPPED.by_code("QD294_2025")))
    del values["setting:joined_on_ceremony"]
    fill_rule_set(code="QD20_2026", values=values, source="20-QĐ/TW", by=administrator, today=TODAY)
    RuleSetActivation.objects.create(
        rule_set="QD20_2026", in_force_from_on=date(2026, 2, 1), source="x", activated_by=administrator
    )

    rule_set = rule_book().on(TODAY)

    assert rule_set.code == "QD20_2026"
    cell = cell_at(rule_set, "setting:joined_on_ceremony")
    assert cell is not None
    assert (cell.value, cell.verification) == ("yes", Verification.UNVERIFIED)


def test_confirmations_cannot_be_changed_or_deleted(administrator: Account) -> None:
    confirm(administrator, "limit:ceremony", "45")

    for act in (lambda: RuleConfirmation.objects.update(value="30"), lambda: RuleConfirmation.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert RuleConfirmation.objects.get().value == "45"
