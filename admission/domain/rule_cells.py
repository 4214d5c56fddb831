"""Every number, share and yes or no of a rule set as a cell with an address, so that people can confirm or fill it.

How addresses and values are written: `cell_specs.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from admission.domain.cell_specs import (
    ALL_ADDRESSES,
    EXTENDABLE,
    SPECS,
    CellGroup,
    CellKind,
    CellSpec,
    InvalidCellValueError,
    UnknownCellError,
    normalised,
    parsed_number,
    parsed_share,
    share_text,
    spec_of,
    yes_no_text,
)
from admission.domain.errors import AdmissionError
from admission.domain.procedure import Body, DeadlineKind, LeavingCause, StepCode
from admission.domain.rules import Rule, RuleBook, RuleSet, Setting, Threshold, TimeLimit, Verification
from admission.domain.rulesets.common import CLOCKS

__all__ = [
    "ALL_ADDRESSES",
    "SPECS",
    "ActivationDayError",
    "Cell",
    "CellGroup",
    "CellKind",
    "CellSpec",
    "IncompleteRuleSetError",
    "InvalidCellValueError",
    "RuleSetActiveError",
    "UnknownCellError",
    "activated",
    "cell_at",
    "cells",
    "changed_addresses",
    "completed",
    "latest",
    "missing_cells",
    "normalised",
    "overlaid",
    "spec_of",
    "with_cell",
    "with_cells",
]


class IncompleteRuleSetError(AdmissionError):
    """A rule set with missing cells cannot come into force. `missing`: their addresses."""

    def __init__(self, code: str, missing: tuple[str, ...]) -> None:
        super().__init__(f"{code} lacks {', '.join(missing)}")
        self.code = code
        self.missing = missing


class RuleSetActiveError(AdmissionError):
    """The rule set is in force already, or has been."""

    def __init__(self, code: str) -> None:
        super().__init__(f"{code} is active already")
        self.code = code


class ActivationDayError(AdmissionError):
    """A rule set can only come into force after the start of the one that it replaces (`predecessor_from_on`)."""

    def __init__(self, code: str, day: date, predecessor_from_on: date) -> None:
        super().__init__(f"{code} cannot start on {day.isoformat()}, not after {predecessor_from_on.isoformat()}")
        self.code = code
        self.day = day
        self.predecessor_from_on = predecessor_from_on


@dataclass(frozen=True, slots=True)
class Cell:
    """One number, share or yes or no of a rule set, with its clause and how it is known."""

    address: str
    value: str
    clause: str
    verification: Verification
    kind: CellKind

    @property
    def may_change(self) -> bool:
        """Whether an administrator may confirm or change it: what was read in the text stands."""
        return self.verification is not Verification.VERIFIED


NOT_FILLED = -1
"""The length or extension of a clock whose other cell is filled already: only ever in a rule set that is inactive."""
_AGE_PAIRS = (
    (Setting.MIN_AGE_MONTHS, Setting.MAX_AGE_MONTHS),
    (Setting.YOUTH_UNION_MIN_AGE_MONTHS, Setting.YOUTH_UNION_MAX_AGE_MONTHS),
)


def cells(rule_set: RuleSet) -> tuple[Cell, ...]:
    """Give the cells that the rule set has, in the order of ALL_ADDRESSES."""
    return tuple(cell for spec in SPECS.values() if (cell := _cell(rule_set, spec)) is not None)


def cell_at(rule_set: RuleSet, address: str) -> Cell | None:
    """Give one cell, None where it is not filled in. Raises: UnknownCellError."""
    return _cell(rule_set, spec_of(address))


def missing_cells(rule_set: RuleSet) -> tuple[str, ...]:
    """Give the addresses that are not filled in, in the order of ALL_ADDRESSES."""
    return tuple(address for address, spec in SPECS.items() if _cell(rule_set, spec) is None)


def changed_addresses(before: RuleSet, after: RuleSet) -> tuple[str, ...]:
    """Give the addresses whose value differs; the clause and how it is known move nothing."""
    old, new = ({cell.address: cell.value for cell in cells(rule_set)} for rule_set in (before, after))
    return tuple(address for address in ALL_ADDRESSES if old.get(address) != new.get(address))


def with_cell(rule_set: RuleSet, address: str, value: str, *, verification: Verification, clause: str) -> RuleSet:
    """Give the rule set with one cell filled or changed. Raises: UnknownCellError, InvalidCellValueError."""
    kind = spec_of(address).kind
    return with_cells(rule_set, [Cell(address, value, clause, verification, kind)])


def with_cells(rule_set: RuleSet, changes: Iterable[Cell]) -> RuleSet:
    """Give the rule set with many cells filled or changed at once: only the result has to agree with itself.

    Raises: UnknownCellError, InvalidCellValueError.
    """
    touched = list(changes)
    rule_set = overlaid(rule_set, touched)
    for youngest, oldest in _AGE_PAIRS:
        ages = rule_set.settings
        if youngest in ages and oldest in ages and ages[youngest].value >= ages[oldest].value:
            own = {f"{CellGroup.SETTING}:{setting}" for setting in (youngest, oldest)}
            wrong = next((change for change in touched if change.address in own), None)
            if wrong is not None:
                raise InvalidCellValueError(wrong.address, wrong.value)
    return rule_set


def overlaid(rule_set: RuleSet, changes: Iterable[Cell]) -> RuleSet:
    """Give the same for changes that were checked when they were written: they are not asked again whether they agree.

    Two people who write at the same moment must not be able to make every page fail. Raises: as `with_cells`.
    """
    for change in changes:
        rule_set = _put(rule_set, change)
    return rule_set


def activated(rule_book: RuleBook, code: str, in_force_from: date) -> RuleBook:
    """Give the book in which an inactive rule set comes into force on a day and its predecessor ends the day before.

    Raises: KeyError for an unknown code, RuleSetActiveError, IncompleteRuleSetError, ActivationDayError.
    """
    rule_set = rule_book.by_code(code)
    if rule_set.is_active:
        raise RuleSetActiveError(code)
    missing = missing_cells(rule_set)
    if missing:
        raise IncompleteRuleSetError(code, missing)
    predecessor = latest(rule_book)
    assert predecessor.in_force_from is not None  # noqa: S101 - `latest` gives active ones only
    if in_force_from <= predecessor.in_force_from:
        raise ActivationDayError(code, in_force_from, predecessor.in_force_from)
    new = {
        code: replace(rule_set, in_force_from=in_force_from, in_force_until=None),
        predecessor.code: replace(predecessor, in_force_until=in_force_from - timedelta(days=1)),
    }
    return RuleBook(tuple(new.get(each.code, each) for each in rule_book.rule_sets))


def completed(rule_set: RuleSet, predecessor: RuleSet) -> RuleSet:
    """Give the rule set with its missing cells as the predecessor had them, marked as unverified.

    For a rule set that was filled before a newer version of the product asked for one more number.
    """
    own = [cell_at(predecessor, address) for address in missing_cells(rule_set)]
    missing = [replace(cell, verification=Verification.UNVERIFIED) for cell in own if cell is not None]
    return with_cells(rule_set, missing)


def latest(rule_book: RuleBook) -> RuleSet:
    """Give the active rule set that came into force last: the one that a new one replaces."""
    return max(
        (each for each in rule_book.rule_sets if each.is_active), key=lambda each: each.in_force_from or date.min
    )


# --- reading a cell --------------------------------------------------------------------------------------------------
def _cell(rule_set: RuleSet, spec: CellSpec) -> Cell | None:
    match spec.group:
        case CellGroup.LIMIT:
            return _length_cell(spec, rule_set.limits.get(DeadlineKind(spec.member)))
        case CellGroup.EXTENSION:
            return _extension_cell(spec, rule_set.limits.get(DeadlineKind(spec.member)))
        case CellGroup.THRESHOLD:
            return _share_cell(spec, rule_set.thresholds.get(Body(spec.member)))
        case CellGroup.QUORUM:
            return _share_cell(spec, rule_set.quorums.get(Body(spec.member)))
        case CellGroup.SETTING:
            return _rule_cell(spec, rule_set.settings.get(Setting(spec.member)))
        case CellGroup.LEAVER:
            return _rule_cell(spec, rule_set.excluded_leavers.get(LeavingCause(spec.member)))
        case CellGroup.PAPER:
            return _rule_cell(spec, rule_set.paper_months.get(StepCode(spec.member)))


def _length_cell(spec: CellSpec, limit: TimeLimit | None) -> Cell | None:
    if limit is None or limit.length == NOT_FILLED:
        return None
    return Cell(spec.address, str(limit.length), limit.clause, limit.verification, spec.kind)


def _extension_cell(spec: CellSpec, limit: TimeLimit | None) -> Cell | None:
    if limit is None or limit.max_extension == NOT_FILLED:
        return None
    return Cell(spec.address, str(limit.max_extension), *_extension_source(limit), spec.kind)


def _extension_source(limit: TimeLimit) -> tuple[str, Verification]:
    return limit.extension_clause or limit.clause, limit.extension_verification or limit.verification


def _share_cell(spec: CellSpec, threshold: Threshold | None) -> Cell | None:
    if threshold is None:
        return None
    value = share_text(threshold.share, threshold.strict)
    return Cell(spec.address, value, threshold.clause, threshold.verification, spec.kind)


def _rule_cell(spec: CellSpec, rule: Rule | None) -> Cell | None:
    if rule is None:
        return None
    value = yes_no_text(rule.value) if spec.kind is CellKind.YES_NO else str(rule.value)
    return Cell(spec.address, value, rule.clause, rule.verification, spec.kind)


# --- writing a cell --------------------------------------------------------------------------------------------------
def _put(rule_set: RuleSet, change: Cell) -> RuleSet:
    spec = spec_of(change.address)
    if spec.kind is CellKind.SHARE:
        return _put_share(rule_set, spec, change)
    number = parsed_number(spec, change.value)
    rule = Rule(number, change.clause, change.verification)
    match spec.group:
        case CellGroup.LIMIT | CellGroup.EXTENSION:
            return _put_clock(rule_set, spec, rule)
        case CellGroup.SETTING:
            return replace(rule_set, settings={**rule_set.settings, Setting(spec.member): rule})
        case CellGroup.LEAVER:
            leavers = {**rule_set.excluded_leavers, LeavingCause(spec.member): rule}
            return replace(rule_set, excluded_leavers=leavers)
        case _:
            return replace(rule_set, paper_months={**rule_set.paper_months, StepCode(spec.member): rule})


def _put_share(rule_set: RuleSet, spec: CellSpec, change: Cell) -> RuleSet:
    share, strict = parsed_share(change.address, change.value)
    body = Body(spec.member)
    threshold = Threshold(body, share, strict, change.clause, change.verification)
    if spec.group is CellGroup.THRESHOLD:
        return replace(rule_set, thresholds={**rule_set.thresholds, body: threshold})
    return replace(rule_set, quorums={**rule_set.quorums, body: threshold})


def _put_clock(rule_set: RuleSet, spec: CellSpec, rule: Rule) -> RuleSet:
    kind = DeadlineKind(spec.member)
    limit = rule_set.limits.get(kind) or _empty_clock(kind)
    if spec.group is CellGroup.EXTENSION:
        limit = replace(
            limit,
            max_extension=rule.value,
            extension_clause=rule.clause,
            extension_verification=rule.verification,
        )
    else:
        # The extension keeps what it was known by: confirming the length says nothing about it.
        clause, verification = _extension_source(limit)
        limit = replace(
            limit,
            length=rule.value,
            clause=rule.clause,
            verification=rule.verification,
            extension_clause=clause if kind in EXTENDABLE else "",
            extension_verification=verification if kind in EXTENDABLE else None,
        )
    return replace(rule_set, limits={**rule_set.limits, kind: limit})


def _empty_clock(kind: DeadlineKind) -> TimeLimit:
    shape = CLOCKS[kind]
    return TimeLimit(
        kind=kind,
        nature=shape.nature,
        length=NOT_FILLED,
        unit=shape.unit,
        body=shape.body,
        clause="",
        max_extension=NOT_FILLED if kind in EXTENDABLE else 0,
        verification=Verification.UNVERIFIED,
    )
