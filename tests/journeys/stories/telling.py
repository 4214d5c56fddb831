"""How a story is written down: who does what on which day in which form, and what the file then says.

A story is data. `by_http` tells it over HTTP, `tests/browser/test_stories.py` in Chromium. Days to come are worked out
by hand beside each event, from the notices in `admission/data/vietnam_days.csv`; none is taken from the product.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from django.utils.translation import gettext

from admission.domain.findings import Finding, FindingCode, Severity, Value
from admission.domain.procedure import StepCode
from admission.labels import finding_message
from admission.templatetags.display import remaining_text
from members.models import Organization, Role

Places: TypeAlias = Mapping[str, Organization]


@dataclass(frozen=True)
class Place:
    """To be chosen: the organisation that the story calls so."""

    name: str


@dataclass(frozen=True)
class Helper:
    """To be chosen: the newest assignment of this member in the file."""

    name: str


@dataclass(frozen=True)
class Words:
    """To be seen: what the page says in its own language, whichever that is."""

    say: Callable[[], str]

    def __str__(self) -> str:
        return self.say()


Typed: TypeAlias = Mapping[str, str | Place | Helper]
Seen: TypeAlias = str | Words


@dataclass(frozen=True, kw_only=True)
class File:
    """The branch takes a candidate up."""

    day: date
    name: str
    born_on: date
    branch: str = "branch"
    works_since_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """What the story rests on: recorded by the service behind the form, on its day, without looking at a page."""

    day: date
    who: str
    step: str
    typed: Typed
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class Act:
    """Typed at 09:00; afterwards the file stands at `stage`, the next limit is `due_on`, its page shows `shows`.

    `reason`: asked for after the first sending, since the act is irregular; `late_cause`: so is it, where the act is
    late. `look`: a moment to look at closely.
    """

    day: date
    who: str
    step: str
    typed: Typed
    stage: str
    due_on: date | None = None
    shows: tuple[Seen, ...] = ()
    reason: str = ""
    late_cause: str = ""
    look: str = ""
    file: str = ""

    @property
    def answers(self) -> dict[str, str]:
        """What is filled in when the form comes back, by field."""
        return {"irregular_reason": self.reason} | ({"late_cause": self.late_cause} if self.late_cause else {})


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Typed at 09:00 and refused: the errors stand at `field` alone ("" for above the form) and hold `words`."""

    day: date
    who: str
    step: str
    typed: Typed
    field: str
    words: tuple[str, ...]
    look: str = ""
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class Shut:
    """The form does not open: the file does not stand where the step belongs; sending it all the same does nothing."""

    day: date
    who: str
    step: str
    typed: Typed
    look: str = ""
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class Look:
    """Somebody reads a page of the file ("case", "inspection") or a list ("work-list", "case-list")."""

    day: date
    who: str
    page: str
    shows: tuple[Seen, ...] = ()
    hides: tuple[Seen, ...] = ()
    look: str = ""
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class Unseen:
    """The file does not exist for somebody: no page of it opens, no list of his holds it."""

    day: date
    who: str
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class MemberLeaves:
    """A member's stay in a branch is ended on the page of its members."""

    day: date
    who: str
    member: str
    branch: str
    typed: Typed
    look: str = ""


@dataclass(frozen=True, kw_only=True)
class Merger:
    """Branches are merged: what would move is shown (`shows`), then confirmed."""

    day: date
    who: str
    typed: Typed
    shows: tuple[Seen, ...] = ()
    look: str = ""


Event: TypeAlias = File | Prepared | Act | Refusal | Shut | Look | Unseen | MemberLeaves | Merger


@dataclass(frozen=True, kw_only=True)
class Story:
    """`make`: builds the organisations by the names the story uses; `people`: role and place of each account."""

    name: str
    make: Callable[[], Places]
    people: Mapping[str, tuple[Role, str]]
    events: tuple[Event, ...]
    recognised_as_of: date | None = field(default=None)
    """For a file that ends with an official member: the twelve-month day."""


def said(day: date) -> str:
    """A day as people type it and pages show it."""
    return f"{day:%d/%m/%Y}"


def row(label: str, value: str) -> Words:
    """A line of facts: its label in the language of the page, and its value beside it."""
    return Words(lambda: f"{gettext(label)} {value}")


def party_age(years: int, months: int) -> Words:
    return Words(lambda: gettext("%(years)s years %(months)s months") % {"years": years, "months": months})


def found(code: FindingCode, step: StepCode, **values: Value) -> Words:
    """What was found in the file, with values worked out by hand."""
    finding = Finding(code, Severity.NOTE, step, clause="", values=tuple(values.items()))
    return Words(lambda: finding_message(finding))


def late(step: StepCode, on: date, due_on: date) -> Words:
    """That an act was late."""
    return found(FindingCode.ACT_LATE, step, on=on, due_on=due_on)


def left(working_days: int, due_on: date, today: date) -> Words:
    """How many working days are left, or over when negative."""
    return Words(lambda: remaining_text(working_days, due_on, today))


def vote(in_favour: int, against: int = 0, *, entitled: int = 9) -> dict[str, str]:
    """The figures of a secret ballot at which everybody was present."""
    return {
        "vote_method": "secret_ballot",
        "vote_entitled": str(entitled),
        "vote_present": str(entitled),
        "vote_for": str(in_favour),
        "vote_against": str(against),
        "vote_blank": str(entitled - in_favour - against),
    }
