"""Confirm, fill in and put into force the numbers of a regulation. For administrators only; each act is journalled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction

from admission.domain.errors import AdmissionError
from admission.domain.rule_cells import (
    ALL_ADDRESSES,
    Cell,
    RuleSetActiveError,
    activated,
    cell_at,
    cells,
    changed_addresses,
    latest,
    normalised,
    spec_of,
    with_cells,
)
from admission.domain.rules import RuleBook, RuleSet, Verification
from admission.models import AdmissionCase, RuleConfirmation, RuleSetActivation
from admission.permissions import Act, check_may
from admission.selectors.rule_books import newest_confirmations, rule_book
from admission.selectors.rule_effects import files_that_change
from admission.services.recalculation import recalculate
from members.access import access_of
from members.models import Account
from members.services.journal import record_event


class CellStandsError(AdmissionError):
    """The number was read in the text of the regulation: nobody changes it here."""

    def __init__(self, code: str, address: str) -> None:
        super().__init__(f"{address} of {code} was read in the text")
        self.code = code
        self.address = address


class ActivationInPastError(AdmissionError):
    """What was recorded since `day` stands under the former regulation: clocks of named files are put under the new one
    one by one (`rule_adoptions`), never all of them behind everybody's back.
    """

    def __init__(self, day: date) -> None:
        super().__init__(f"{day.isoformat()} has passed")
        self.day = day


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What an act did to the rule book. `addresses`: the cells whose value is another one than before, of the rule set
    in question; of a rule set put into force, those in which it differs from its predecessor."""

    before: RuleBook
    after: RuleBook
    addresses: tuple[str, ...]


@transaction.atomic
def confirm_cell(*, code: str, address: str, value: str, source: str, by: Account, today: date) -> RuleChange:
    """Confirm one number as it stands, or change it, by the document in which it was read.

    Saying the same again by the same document records nothing. Raises: NotPermittedError, KeyError for an unknown rule
    set, UnknownCellError, InvalidCellValueError, CellStandsError.
    """
    check_may(access_of(by, today), Act.KEEP_RULES)
    before = rule_book()
    rule_set = before.by_code(code)
    typed = _checked(rule_set, {address: value}, source)
    standing = cell_at(rule_set, address)
    if standing is not None and not standing.may_change:
        raise CellStandsError(code, address)
    written = _written(rule_set, typed, source, by)
    if written:
        record_event(
            verb="rule_confirmed",
            subject=_subject(code),
            by=by,
            details={
                "address": address,
                "old": standing.value if standing else "",
                "new": typed[address],
                "source": source.strip(),
            },
        )
    return _changed(before, code, by, today)


@transaction.atomic
def fill_rule_set(*, code: str, values: Mapping[str, str], source: str, by: Account, today: date) -> RuleChange:
    """Fill many numbers of an inactive rule set at once, by address; those left out stay as they are.

    Raises: NotPermittedError, KeyError for an unknown rule set, RuleSetActiveError, UnknownCellError,
    InvalidCellValueError.
    """
    check_may(access_of(by, today), Act.KEEP_RULES)
    before = rule_book()
    rule_set = before.by_code(code)
    if rule_set.is_active:
        raise RuleSetActiveError(code)
    typed = _checked(rule_set, values, source)
    written = _written(rule_set, typed, source, by)
    if written:
        record_event(
            verb="rule_set_filled",
            subject=_subject(code),
            by=by,
            details={"source": source.strip(), "cells": written},
        )
    return _changed(before, code, by, today)


@transaction.atomic
def activate_rule_set(*, code: str, in_force_from_on: date, source: str, by: Account, today: date) -> RuleChange:
    """Put a complete rule set into force from a day; its predecessor ends the day before.

    Raises: NotPermittedError, KeyError for an unknown rule set, RuleSetActiveError, ActivationInPastError,
    IncompleteRuleSetError, ActivationDayError.
    """
    check_may(access_of(by, today), Act.KEEP_RULES)
    if in_force_from_on < today:
        raise ActivationInPastError(in_force_from_on)
    before = rule_book()
    after = activated(before, code, in_force_from_on)
    predecessor = latest(before)
    try:
        with transaction.atomic():
            RuleSetActivation.objects.create(
                rule_set=code, in_force_from_on=in_force_from_on, source=source.strip(), activated_by=by
            )
    except IntegrityError as error:  # somebody else did it at this very moment
        if RuleSetActivation.objects.filter(rule_set=code).exists():
            raise RuleSetActiveError(code) from error
        raise
    record_event(
        verb="rule_set_activated",
        subject=_subject(code),
        by=by,
        details={"in_force_from": in_force_from_on, "source": source.strip(), "replaces": predecessor.code},
    )
    addresses = changed_addresses(predecessor, after.by_code(code))
    return _with_files(RuleChange(before, rule_book(), addresses), by, today)


def _checked(rule_set: RuleSet, values: Mapping[str, str], source: str) -> dict[str, str]:
    """Give the values as they are stored, in the order of the rule set, after trying them on it."""
    typed = {address: normalised(address, value) for address, value in values.items()}
    ordered = {address: typed[address] for address in ALL_ADDRESSES if address in typed}
    tried = [
        Cell(address, value, source, Verification.CONFIRMED, spec_of(address).kind)
        for address, value in ordered.items()
    ]
    with_cells(rule_set, tried)
    return ordered


def _written(rule_set: RuleSet, values: Mapping[str, str], source: str, by: Account) -> dict[str, str]:
    """Append what says something new, and give it by address."""
    source = source.strip()
    said = newest_confirmations(rule_set.code)
    standing = {cell.address: cell.value for cell in cells(rule_set)}
    new = {address: value for address, value in values.items() if said.get(address) != (value, source)}
    RuleConfirmation.objects.bulk_create(
        RuleConfirmation(
            rule_set=rule_set.code,
            address=address,
            value=value,
            source=source,
            kept=standing.get(address) == value,
            confirmed_by=by,
        )
        for address, value in new.items()
    )
    return new


def _changed(before: RuleBook, code: str, by: Account, today: date) -> RuleChange:
    after = rule_book()
    addresses = changed_addresses(before.by_code(code), after.by_code(code))
    return _with_files(RuleChange(before, after, addresses), by, today)


def _with_files(change: RuleChange, by: Account, today: date) -> RuleChange:
    """Derive anew, in the same transaction, every file of which something is known otherwise now.

    Closed files as well: it is the same regulation, of which something else is known now.
    """
    changed = files_that_change(change.before, change.after, today)
    for case in AdmissionCase.objects.filter(pk__in=changed).select_related("branch").order_by("pk"):
        recalculate(case=case, today=today, by=by, cause="rule_confirmed")
    return change


def _subject(code: str) -> str:
    return f"rule_set:{code}"
