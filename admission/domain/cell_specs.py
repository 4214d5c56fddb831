"""Which cells a rule set has, and how the value of each is written.

An address is "group:member", such as "limit:ceremony" or "setting:min_age_months". A value is text: "60" (in the unit
of the cell), "2/3" (at least), ">1/2" (more than), "yes" or "no".
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from admission.domain.errors import AdmissionError
from admission.domain.procedure import DATED_PAPERS, EXTENSION_STEPS, Body, DeadlineKind, LeavingCause
from admission.domain.rules import Setting, Unit
from admission.domain.rulesets.common import CLOCKS


class CellGroup(StrEnum):
    """What a cell is part of: the first half of its address."""

    LIMIT = "limit"
    EXTENSION = "extension"
    THRESHOLD = "threshold"
    QUORUM = "quorum"
    SETTING = "setting"
    LEAVER = "leaver"
    PAPER = "paper"


class CellKind(StrEnum):
    """How the value of a cell is written, and what it counts."""

    WORKING_DAYS = "working_days"
    MONTHS = "months"
    COUNT = "count"
    GRADE = "grade"
    SHARE = "share"
    YES_NO = "yes_no"


class UnknownCellError(AdmissionError):
    """No rule set has a cell of that address."""

    def __init__(self, address: str) -> None:
        super().__init__(f"no cell has the address {address!r}")
        self.address = address


class InvalidCellValueError(AdmissionError):
    """The value is not written as the cell needs it, or lies outside of what makes sense.

    `least` and `most` bound a whole number; both are None for a share and for a yes or no.
    """

    def __init__(self, address: str, value: str, least: int | None = None, most: int | None = None) -> None:
        super().__init__(f"{value!r} is no value for {address}")
        self.address = address
        self.value = value
        self.least = least
        self.most = most


@dataclass(frozen=True, slots=True)
class CellSpec:
    """A cell that a complete rule set has. `least` and `most` bound a whole number; a share has neither."""

    group: CellGroup
    member: str
    kind: CellKind
    least: int = 0
    most: int = 0

    @property
    def address(self) -> str:
        return f"{self.group}:{self.member}"


YES, NO = "yes", "no"
MORE_THAN = ">"

_LONGEST_IN_WORKING_DAYS = 250  # about a year
_LONGEST_IN_MONTHS = 120
_OLDEST_IN_MONTHS = 100 * 12
_HIGHEST_GRADE = 16
_MOST_OFTEN = 10
_SMALLEST_PART = 100
_MOST_FIGURES = 6

_AGES = frozenset(
    {
        Setting.MIN_AGE_MONTHS,
        Setting.MAX_AGE_MONTHS,
        Setting.YOUTH_UNION_MIN_AGE_MONTHS,
        Setting.YOUTH_UNION_MAX_AGE_MONTHS,
    }
)
_MONTHS_OUTSIDE = frozenset({Setting.READMISSION_MONTHS, Setting.READMISSION_MONTHS_AFTER_SENTENCE})
_COUNTS = frozenset(
    {Setting.SPONSORS_NEEDED, Setting.VOTES_ON_ADMISSION, Setting.VOTES_ON_RECOGNITION, Setting.READMISSIONS_MOST}
)
_VOTING_BODIES = (Body.BRANCH, Body.GRASSROOTS_COMMITTEE, Body.COMPETENT_COMMITTEE)
EXTENDABLE = tuple(EXTENSION_STEPS)


def _setting_spec(setting: Setting) -> CellSpec:
    if setting in _AGES:
        return CellSpec(CellGroup.SETTING, setting, CellKind.MONTHS, 1, _OLDEST_IN_MONTHS)
    if setting in _MONTHS_OUTSIDE:
        return CellSpec(CellGroup.SETTING, setting, CellKind.MONTHS, 0, _LONGEST_IN_MONTHS)
    if setting in _COUNTS:
        return CellSpec(
            CellGroup.SETTING, setting, CellKind.COUNT, int(setting is not Setting.READMISSIONS_MOST), _MOST_OFTEN
        )
    if setting is Setting.LOWEST_EDUCATION_GRADE:
        return CellSpec(CellGroup.SETTING, setting, CellKind.GRADE, 0, _HIGHEST_GRADE)
    return CellSpec(CellGroup.SETTING, setting, CellKind.YES_NO)


def _limit_spec(kind: DeadlineKind) -> CellSpec:
    if CLOCKS[kind].unit is Unit.MONTHS:
        return CellSpec(CellGroup.LIMIT, kind, CellKind.MONTHS, 1, _LONGEST_IN_MONTHS)
    return CellSpec(CellGroup.LIMIT, kind, CellKind.WORKING_DAYS, 1, _LONGEST_IN_WORKING_DAYS)


def _specs() -> Iterator[CellSpec]:
    yield from (_limit_spec(kind) for kind in DeadlineKind)
    for kind in EXTENDABLE:
        yield CellSpec(CellGroup.EXTENSION, kind, CellKind.WORKING_DAYS, 0, _LONGEST_IN_WORKING_DAYS)
    yield from (CellSpec(CellGroup.THRESHOLD, body, CellKind.SHARE) for body in _VOTING_BODIES)
    yield from (CellSpec(CellGroup.QUORUM, body, CellKind.SHARE) for body in _VOTING_BODIES)
    yield from (_setting_spec(setting) for setting in Setting)
    yield from (CellSpec(CellGroup.LEAVER, cause, CellKind.YES_NO) for cause in LeavingCause)
    yield from (CellSpec(CellGroup.PAPER, code, CellKind.MONTHS, 1, _LONGEST_IN_MONTHS) for code in DATED_PAPERS)


SPECS: Mapping[str, CellSpec] = {spec.address: spec for spec in _specs()}
ALL_ADDRESSES: tuple[str, ...] = tuple(SPECS)
"""What a complete rule set has, in the order in which it is read."""


def spec_of(address: str) -> CellSpec:
    """Give what the cell of an address is. Raises: UnknownCellError."""
    try:
        return SPECS[address]
    except KeyError:
        raise UnknownCellError(address) from None


def normalised(address: str, value: str) -> str:
    """Give the value as it is stored: "4/6" is "2/3". Raises: UnknownCellError, InvalidCellValueError."""
    spec = spec_of(address)
    if spec.kind is CellKind.SHARE:
        return share_text(*parsed_share(address, value))
    number = parsed_number(spec, value)
    return yes_no_text(number) if spec.kind is CellKind.YES_NO else str(number)


def parsed_number(spec: CellSpec, value: str) -> int:
    """Read a whole number, or 1 and 0 for yes and no. Raises: InvalidCellValueError."""
    text = value.strip()
    if spec.kind is CellKind.YES_NO:
        if text not in {YES, NO}:
            raise InvalidCellValueError(spec.address, value)
        return int(text == YES)
    if not (_is_figures(text) and spec.least <= int(text) <= spec.most):
        raise InvalidCellValueError(spec.address, value, spec.least, spec.most)
    return int(text)


def parsed_share(address: str, value: str) -> tuple[Fraction, bool]:
    """Read a share, and whether more than it is needed. Raises: InvalidCellValueError."""
    text = "".join(value.split())
    strict = text.startswith(MORE_THAN)
    above, slash, below = text.removeprefix(MORE_THAN).partition("/")
    figures = slash and _is_figures(above) and _is_figures(below)
    if not figures or not 0 < int(above) <= int(below) <= _SMALLEST_PART:
        raise InvalidCellValueError(address, value)
    share = Fraction(int(above), int(below))
    if strict and share == 1:  # more than all of them never comes about
        raise InvalidCellValueError(address, value)
    return share, strict


def _is_figures(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _MOST_FIGURES


def value_text(address: str, number: int) -> str:
    """Write the number of a rule as the value of its cell. Raises: UnknownCellError."""
    return yes_no_text(number) if spec_of(address).kind is CellKind.YES_NO else str(number)


def yes_no_text(number: int) -> str:
    """Write 1 and 0 as yes and no."""
    return YES if number else NO


def share_text(share: Fraction, strict: bool) -> str:
    """Write a share: ">1/2" is more than one half, "2/3" at least two thirds."""
    return f"{MORE_THAN if strict else ''}{share.numerator}/{share.denominator}"
