"""How single values are written: days, choices, what the journal keeps."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext

from admission.domain.data_requests import RequestClock, RequestKind
from admission.domain.facts import Proposal, VoteMethod
from admission.domain.procedure import Choice, DeadlineKind, LateCause, LeavingCause, Outcome, SponsorEnd, StepCode
from admission.labels.requests import REQUEST_CLOCKS, REQUEST_KINDS
from admission.labels.words import (
    CHOICES,
    DEADLINES,
    LATE_CAUSES,
    LEAVING_CAUSES,
    OUTCOMES,
    PROPOSALS,
    SPONSOR_ENDS,
    STEPS,
    VOTE_METHODS,
)


def choices(words: Mapping[Any, Promise]) -> list[tuple[str, Promise]]:
    """Give a dictionary of words as the choices of a field."""
    return [(member.value, label) for member, label in words.items()]


def day(on: date | None) -> str:
    """Write a day as dd/mm/yyyy."""
    return date_format(on, "d/m/Y") if on else ""


_WORDS: Mapping[str, Callable[[str], Promise]] = {
    "vote_method": lambda value: VOTE_METHODS[VoteMethod(value)],
    "outcome": lambda value: OUTCOMES[Outcome(value)],
    "choice": lambda value: CHOICES[Choice(value)],
    "cause": lambda value: LEAVING_CAUSES[LeavingCause(value)],
    "end_cause": lambda value: SPONSOR_ENDS[SponsorEnd(value)],
    "late_cause": lambda value: LATE_CAUSES[LateCause(value)],
    "proposal": lambda value: PROPOSALS[Proposal(value)],
}
"""The columns whose values have words of their own."""


def recorded_value(name: str, value: object) -> str:
    """Write a value that the journal keeps, by the name of its column."""
    if value in (None, ""):
        return gettext("nothing")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if name.endswith("_on"):
        return day(date.fromisoformat(str(value)))
    return str(_WORDS[name](str(value))) if name in _WORDS else str(value)


_FORMER_STEPS = {"union_recommendation": StepCode.YOUTH_UNION_RECOMMENDATION}
"""What a step was called in a former version, whose journal stays as it was written."""


def step_named(code: str) -> StepCode:
    """Give the step that a stored code means, also one of a former version. Raises: ValueError."""
    return _FORMER_STEPS.get(code) or StepCode(code)


_OF_REQUESTS = frozenset(clock.value for clock in RequestClock)
_OF_THE_HOUSE = frozenset({DeadlineKind.LEVEL_WAIT, DeadlineKind.RECEIPT_LOG})


def deadline_label(kind: str, subject: str = "") -> str:
    """Name a clock; that of a paper, a level or a request is named after it, a limit of the house is called one."""
    if kind in _OF_REQUESTS:
        label = str(REQUEST_CLOCKS[RequestClock(kind)])
        if not subject:
            return label
        return gettext("%(clock)s: %(asked)s") % {"clock": label, "asked": REQUEST_KINDS[RequestKind(subject)]}
    if kind == DeadlineKind.PAPER_VALIDITY and subject:
        return gettext("%(paper)s is valid until") % {"paper": STEPS[step_named(subject)]}
    label = str(DEADLINES[DeadlineKind(kind)])
    if kind == DeadlineKind.LEVEL_WAIT and subject:
        label = gettext("The file waits for: %(step)s") % {"step": STEPS[StepCode(subject)]}
    return gettext("%(clock)s (limit of the house)") % {"clock": label} if kind in _OF_THE_HOUSE else label


def error_line(label: str, message: str) -> str:
    """Give an error as a list of errors tells it: with the name of its field, unless the message names it itself."""
    name, said = label.removesuffix(".").casefold(), message.removesuffix(".").casefold()
    is_named = f"“{name}”" in said or said.endswith(f" {name}")
    return message if is_named else f"{label.removesuffix('.')}: {message}"
