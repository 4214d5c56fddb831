"""The regulations as this installation knows them: those shipped, with what administrators confirmed and activated."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from admission.domain.rule_cells import (
    ALL_ADDRESSES,
    SPECS,
    Cell,
    activated,
    cell_at,
    cells,
    completed,
    latest,
    missing_cells,
    overlaid,
)
from admission.domain.rules import RuleBook, RuleSet, Verification
from admission.domain.rulesets import SHIPPED
from admission.labels.rules import (
    NOTES,
    SECTIONS,
    VERIFICATION_ICONS,
    VERIFICATION_TONES,
    VERIFICATIONS,
    cell_label,
    cell_value,
    section_of,
)
from admission.models import RuleConfirmation
from members.statements import Statement

_Confirmed = tuple[tuple[str, str, str, str], ...]
_Activated = tuple[tuple[str, date], ...]


# Written once, for SQLite and PostgreSQL, since nearly every page asks it.
_KNOWN = Statement(
    """
SELECT rule_set, id, address, value, source, CAST(NULL AS date)
  FROM admission_ruleconfirmation
 WHERE %(before)s IS NULL OR confirmed_at < %(before)s
 UNION ALL
SELECT rule_set, id, NULL, NULL, NULL, in_force_from_on
  FROM admission_rulesetactivation
 WHERE %(before)s IS NULL OR activated_at < %(before)s
 ORDER BY 2
""",
    {"before": "timestamptz"},
)


def rule_book(known_before: datetime | None = None) -> RuleBook:
    """Give the rule book in use, or the one that was in use just before an instant.

    One query each time, so that what was confirmed a moment ago counts; the book is built once for the same content.
    """
    before = None if known_before is None else connection.ops.adapt_datetimefield_value(known_before)
    rows = _KNOWN.rows({"before": before})
    # Later rows take the place of earlier ones.
    newest = {(code, address): (code, address, value, source) for code, _, address, value, source, _ in rows if address}
    starts = sorted((_day(on), pk, code) for code, pk, address, *_, on in rows if not address)
    return _overlaid(tuple(sorted(newest.values())), tuple((code, on) for on, _, code in starts))


def _day(value: Any) -> date:
    """SQLite gives days of a joined statement as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def newest_confirmations(code: str) -> Mapping[str, tuple[str, str]]:
    """Give the value and the source that count for each confirmed cell of a rule set, by address."""
    rows = RuleConfirmation.objects.filter(rule_set=code).order_by("pk").values_list("address", "value", "source")
    return {address: (value, source) for address, value, source in rows}


@lru_cache(maxsize=16)
def _overlaid(confirmed: _Confirmed, starts: _Activated) -> RuleBook:
    """Lay what was confirmed and activated over the shipped book. What the product no longer knows is passed over."""
    known = {rule_set.code: rule_set for rule_set in SHIPPED.rule_sets}
    for code, rule_set in known.items():
        own = [
            _confirmed_cell(rule_set, address, value, source)
            for of, address, value, source in confirmed
            if of == code and address in SPECS
        ]
        known[code] = overlaid(rule_set, own)
    book = RuleBook(tuple(known.values()))
    for code, in_force_from_on in starts:
        waiting = known.get(code)
        if waiting is not None and not waiting.is_active:
            whole = completed(waiting, latest(book))
            book = RuleBook(tuple(whole if each.code == code else each for each in book.rule_sets))
            book = activated(book, code, in_force_from_on)
    return book


def _confirmed_cell(shipped: RuleSet, address: str, value: str, source: str) -> Cell:
    cell = cell_at(shipped, address)
    # A limit of the house stays one, whoever sets it: nobody breaks the regulation by it.
    internal = cell is not None and cell.verification is Verification.INTERNAL
    how = Verification.INTERNAL if internal else Verification.CONFIRMED
    return Cell(address, value, source, how, SPECS[address].kind)


# --- for pages -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class RuleSetLine:
    """One regulation in the list. `unverified` and `missing`: numbers of cells."""

    code: str
    title: str
    in_force_from: date | None
    in_force_until: date | None
    is_current: bool
    unverified: int
    missing: int


@dataclass(frozen=True, slots=True)
class CellLine:
    """One number of a regulation in words; `address` is that of its cell."""

    address: str
    label: str
    value: str
    clause: str
    badge: str
    tone: str
    icon: str
    may_change: bool


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a regulation; `key` names it in the page."""

    key: str
    title: str
    lines: tuple[CellLine, ...]


@dataclass(frozen=True, slots=True)
class RuleSetPage:
    """A regulation as its page shows it."""

    line: RuleSetLine
    note: str
    sections: tuple[Section, ...]

    @property
    def is_active(self) -> bool:
        return self.line.in_force_from is not None


@dataclass(frozen=True, slots=True)
class ConfirmationLine:
    """What somebody once confirmed of a cell."""

    value: str
    source: str
    kept: bool
    by: str
    at: datetime


def rule_set_lines(book: RuleBook, today: date) -> tuple[RuleSetLine, ...]:
    """Give the regulations for the list, the newest first."""
    return tuple(_line(rule_set, today) for rule_set in reversed(book.rule_sets))


def rule_set_page(rule_set: RuleSet, today: date) -> RuleSetPage:
    """Give one regulation with its numbers by section; an inactive one shows those that are filled in."""
    lines: dict[str, list[CellLine]] = {key: [] for key, _title in SECTIONS}
    for cell in cells(rule_set):
        lines[section_of(cell.address)].append(_cell_line(cell))
    return RuleSetPage(
        line=_line(rule_set, today),
        note="" if rule_set.is_active else str(NOTES.get(rule_set.code, rule_set.note)),
        sections=tuple(Section(key, str(title), tuple(lines[key])) for key, title in SECTIONS if lines[key]),
    )


def confirmations_of(code: str, address: str) -> tuple[ConfirmationLine, ...]:
    """Give what was confirmed of a cell, the newest first."""
    rows = RuleConfirmation.objects.filter(rule_set=code, address=address).select_related("confirmed_by")
    return tuple(
        ConfirmationLine(
            value=cell_value(address, row.value),
            source=row.source,
            kept=row.kept,
            by=row.confirmed_by.full_name,
            at=row.confirmed_at,
        )
        for row in rows.order_by("-pk")
    )


def values_of(rule_set: RuleSet) -> Mapping[str, str]:
    """Give the values of a rule set by address, in the order in which they are read."""
    found = {cell.address: cell.value for cell in cells(rule_set)}
    return {address: found[address] for address in ALL_ADDRESSES if address in found}


def _line(rule_set: RuleSet, today: date) -> RuleSetLine:
    return RuleSetLine(
        code=rule_set.code,
        title=rule_set.title,
        in_force_from=rule_set.in_force_from,
        in_force_until=rule_set.in_force_until,
        is_current=rule_set.is_in_force(today),
        unverified=sum(cell.verification.is_doubtful for cell in cells(rule_set)),
        missing=len(missing_cells(rule_set)),
    )


def _cell_line(cell: Cell) -> CellLine:
    how = cell.verification
    return CellLine(
        address=cell.address,
        label=cell_label(cell.address),
        value=cell_value(cell.address, cell.value),
        clause=cell.clause,
        badge=str(VERIFICATIONS[how]),
        tone=VERIFICATION_TONES[how],
        icon=VERIFICATION_ICONS[how],
        may_change=cell.may_change,
    )
