"""The words for what is done to a working-day calendar."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from admission.domain import calendar_acts as acts
from admission.domain.calendar_acts import DayBasis
from admission.domain.calendar_drafts import ActKind, CalendarAct, act_from
from admission.domain.calendar_file import SWAPPED, CalendarDay, DayKind, DayStatus
from admission.labels.values import day

BASES: dict[DayBasis, Promise] = {
    DayBasis.PUBLIC_HOLIDAY: _("Public holiday"),
    DayBasis.IN_LIEU: _("Day in lieu of a holiday"),
    DayBasis.STATE_MOURNING: _("State mourning, off by a document"),
    DayBasis.STORM: _("Storm or disaster, off by a document"),
}

STATUSES: dict[DayStatus, Promise] = {
    DayStatus.CONFIRMED: _("confirmed"),
    DayStatus.UNCONFIRMED: _("announced, not confirmed"),
    DayStatus.FORECAST: _("forecast"),
}

WEEKDAYS: tuple[Promise, ...] = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
)  # fmt: skip

_DAY_ACTS: dict[ActKind, Promise] = {
    ActKind.SWAP: _("Swap: %(off)s off, %(worked)s worked"),
    ActKind.UNDO_SWAP: _("Swap undone: %(off)s is worked again, %(worked)s is off again"),
    ActKind.REMOVE_DAY: _("Day off taken out: %(off)s"),
    ActKind.CONFIRM_DAY: _("Day confirmed: %(off)s"),
}


def basis_label(basis: str) -> str:
    """Give the words for a basis; for one of an older version the word it was published with."""
    if basis == SWAPPED:
        return gettext("Swap of working days")
    return str(BASES[DayBasis(basis)]) if basis in set(DayBasis) else basis


def weekend_words(weekend: Iterable[int]) -> str:
    """Name the days of a weekly rest."""
    return ", ".join(str(WEEKDAYS[number]) for number in sorted(weekend))


def entry_words(entry: CalendarDay | None, language: str) -> str:
    """Say what a calendar says of a day; None: nothing beside the weekly rest."""
    if entry is None:
        return gettext("as the weekly rest has it")
    kind = gettext("off") if entry.kind is DayKind.DAY_OFF else gettext("worked for another day")
    name = entry.name_en if language == "en" else entry.name_vi
    return f"{kind}: {name} ({basis_label(entry.basis)}, {STATUSES[entry.status]})"


def act_words(act: CalendarAct) -> str:
    """Say what an act does, in one line."""
    if act.kind in _DAY_ACTS:
        off, worked = day(act.days[0]), day(act.days[-1])
        return str(_DAY_ACTS[act.kind]) % {"off": off, "worked": worked}
    match act.kind:
        case ActKind.DAY_OFF:
            words = gettext("Day off: %(day)s, %(basis)s") % {
                "day": day(act.days[0]), "basis": basis_label(act.basis),
            }  # fmt: skip
            return f"{words} ({act.document})" if act.document else words
        case ActKind.ADD_YEAR:
            return gettext("Year %(year)s proposed by the statute") % {"year": act.year}
        case ActKind.CONFIRM_YEAR:
            return gettext("Year %(year)s confirmed") % {"year": act.year}
        case ActKind.FOLLOW:
            return _taken_over(act, len(act.entries) + len(act.days))
        case ActKind.WEEKEND:
            return gettext("Weekly rest: %(days)s") % {"days": weekend_words(act.weekend)}
        case _:
            return _imported(len(act.entries), act.days)


def stored_act_words(plain: Mapping[str, Any]) -> str:
    """Say what the act did that the journal keeps: of a file, or of following, it keeps how many days, not which."""
    if plain.get("kind") == ActKind.IMPORT:
        span = tuple(date.fromisoformat(text) for text in plain.get("days", ()))
        return _imported(int(plain.get("count", 0)), span)
    if plain.get("kind") == ActKind.FOLLOW:
        return _taken_over(act_from(plain), int(plain.get("count", 0)))
    return act_words(act_from(plain))


def _taken_over(act: CalendarAct, count: int) -> str:
    words = ngettext(
        "Taken over from “%(version)s”: %(count)s day", "Taken over from “%(version)s”: %(count)s days", count
    )
    told = words % {"version": act.document, "count": count}
    if act.last is not None:
        told = gettext("%(words)s; answers through %(day)s") % {"words": told, "day": day(act.last)}
    if act.confirmed_through is not None:
        told = gettext("%(words)s; confirmed through %(day)s") % {"words": told, "day": day(act.confirmed_through)}
    return told


def _imported(count: int, span: tuple[date, ...]) -> str:
    words = ngettext("%(count)s day taken from a file", "%(count)s days taken from a file", count) % {"count": count}
    if not span:
        return words
    return gettext("%(words)s, %(first)s to %(last)s") % {"words": words, "first": day(span[0]), "last": day(span[-1])}


_TAKEN = {
    DayKind.DAY_OFF: _("%(day)s is a day off in the calendar already."),
    DayKind.MAKE_UP_WORKING_DAY: _("%(day)s is worked for another day already."),
}
_REFUSALS: Mapping[type[Exception], Promise] = {
    acts.DayOutsideError: _("%(day)s is outside the calendar, which answers for %(first)s to %(last)s."),
    acts.DayNotEnteredError: _("%(day)s is not in the calendar as a day off or a make-up working day."),
    acts.RestDayError: _("%(day)s is a day of the weekly rest: it is off anyway."),
    acts.MakeUpOnWeekdayError: _("%(day)s is a working day already; a make-up day lies on the weekly rest."),
    acts.HalfASwapError: _("%(day)s is half of a swap: both halves stand in the calendar, or neither."),
    acts.DocumentMissingError: _("Without the number of a document, a day of state mourning or of storm is worked."),
    acts.YearGapError: _("The year %(expected)s comes first; no year may be left out."),
    acts.YearKnownError: _("The year %(year)s is in the calendar already; “Confirm a year” makes its days official."),
    acts.YearSettledError: _("The year %(year)s is confirmed already."),
    acts.YearTooFarError: _("So far ahead no year is drawn up; the latest now is %(latest)s."),
}


def calendar_refusal(error: Exception) -> str:
    """Say why the content of a calendar cannot be changed so."""
    on = getattr(error, "day", None)
    if isinstance(error, acts.DayTakenError):
        return str(_TAKEN[error.kind]) % {"day": day(error.day)}
    if isinstance(error, acts.InvalidWeekendError):
        return gettext("The weekly rest is at least one day, and not the whole week.")
    if type(error) in _REFUSALS:
        told = {name: day(value) if isinstance(value, date) else value for name, value in vars(error).items()}
        return str(_REFUSALS[type(error)]) % told
    if on is not None:
        return gettext("%(day)s contradicts another day of the calendar.") % {"day": day(on)}
    return gettext("The days contradict each other: half a swap, or a day that is there twice.")
