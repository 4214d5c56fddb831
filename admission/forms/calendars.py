"""Prepare a version of a working-day calendar: one form for each act; a swap is one form with two days."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admission.domain.calendar_acts import DayBasis, swaps_of
from admission.domain.calendar_drafts import ActKind, CalendarAct
from admission.domain.calendar_file import CalendarContent, DayStatus
from admission.forms.base import NamingForm
from admission.forms.fields import CountField, DayField
from admission.forms.members import DOCUMENT_LENGTH, EntryForm
from admission.labels import day
from admission.labels.calendars import BASES, WEEKDAYS
from admission.models.calendar_draft import ISSUER_LENGTH, NOTICE_NUMBER_LENGTH
from admission.spreadsheets.calendar_days import MAX_BYTES
from members.models import Organization, OrganizationQuerySet
from members.text import normalise

NAME_LENGTH = 120
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_WITH_YEAR = _("Day/month/year, such as 02/01/2026.")


class RevisionField(forms.IntegerField):
    """The state of the draft that the page showed."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, min_value=0)


class CalendarDayField(DayField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _WITH_YEAR)
        super().__init__(**kwargs)


class YearField(CountField):
    default_error_messages = {
        "required": _("Enter the year."),
        "min_value": _("Enter the year in four figures."),
        "max_value": _("Enter the year in four figures."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=_FIRST_YEAR, max_value=_LAST_YEAR, **kwargs)


class DocumentField(forms.CharField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Number of the document"))
        kwargs.setdefault("help_text", _("Left empty: the notice of the version."))
        super().__init__(max_length=DOCUMENT_LENGTH, required=False, **kwargs)


class ActForm(EntryForm):
    """One act on a draft. `content`: what the draft says so far."""

    revision = RevisionField()

    def __init__(self, *args: Any, content: CalendarContent, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.content = content

    def act(self) -> CalendarAct:
        """Give the act that was typed."""
        raise NotImplementedError


class DayOffForm(ActForm):
    day = CalendarDayField(label=_("Day off"))
    basis = forms.ChoiceField(
        label=_("Why it is off"),
        choices=lambda: [("", _("Choose a reason")), *((basis.value, words) for basis, words in BASES.items())],
        error_messages={"required": _("Choose a reason.")},
    )
    name_vi = forms.CharField(
        label=_("Name in Vietnamese"), max_length=NAME_LENGTH, error_messages={"required": _("Enter the name.")}
    )
    name_en = forms.CharField(label=_("Name in English"), max_length=NAME_LENGTH, required=False)
    document = DocumentField(
        help_text=_("Needed for a day of state mourning or of storm: without a document it is worked.")
    )

    def act(self) -> CalendarAct:
        typed = self.cleaned_data
        name_vi = normalise(typed["name_vi"])
        return CalendarAct(
            ActKind.DAY_OFF, days=(typed["day"],), basis=DayBasis(typed["basis"]).value, name_vi=name_vi,
            name_en=normalise(typed["name_en"]) or name_vi, document=typed["document"],
        )  # fmt: skip


class SwapForm(ActForm):
    """Both halves in one form: neither can be sent without the other."""

    off = CalendarDayField(label=_("Working day that will be off"))
    worked = CalendarDayField(label=_("Day of the weekly rest that will be worked for it"))
    document = DocumentField()

    def act(self) -> CalendarAct:
        typed = self.cleaned_data
        return CalendarAct(ActKind.SWAP, days=(typed["off"], typed["worked"]), document=typed["document"])


class UndoSwapForm(ActForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairs = {
            f"{off.day.isoformat()}/{worked.day.isoformat()}": (off.day, worked.day)
            for off, worked in reversed(swaps_of(self.content))
        }
        words = gettext("%(off)s off, %(worked)s worked")
        self.fields["swap"] = forms.ChoiceField(
            label=_("Swap to undo"),
            choices=[
                ("", _("Choose a swap")),
                *((key, words % {"off": day(off), "worked": day(worked)}) for key, (off, worked) in self.pairs.items()),
            ],
            error_messages={"required": _("Choose a swap.")},
        )

    def act(self) -> CalendarAct:
        return CalendarAct(ActKind.UNDO_SWAP, days=self.pairs[self.cleaned_data["swap"]])


class RemoveDayForm(ActForm):
    day = CalendarDayField(label=_("Day off to take out"))

    def act(self) -> CalendarAct:
        return CalendarAct(ActKind.REMOVE_DAY, days=(self.cleaned_data["day"],))


class ConfirmDayForm(ActForm):
    """The days that are only announced or computed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = [(entry.day, entry.name_vi) for entry in self.content.days if entry.status is not DayStatus.CONFIRMED]
        self.fields["day"] = forms.ChoiceField(
            label=_("Day that a notice has settled"),
            choices=[("", _("Choose a day")), *((on.isoformat(), f"{day(on)} · {name}") for on, name in days)],
            error_messages={"required": _("Choose a day.")},
        )

    def act(self) -> CalendarAct:
        return CalendarAct(ActKind.CONFIRM_DAY, days=(date.fromisoformat(self.cleaned_data["day"]),))


class YearForm(ActForm):
    year = YearField(label=_("Year"))
    kind = ActKind.ADD_YEAR

    def act(self) -> CalendarAct:
        return CalendarAct(self.kind, year=self.cleaned_data["year"])


class ConfirmYearForm(YearForm):
    kind = ActKind.CONFIRM_YEAR


class WeekendForm(ActForm):
    weekend = forms.TypedMultipleChoiceField(
        label=_("Days of the weekly rest"),
        coerce=int,
        choices=lambda: list(enumerate(WEEKDAYS)),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one day.")},
    )

    def act(self) -> CalendarAct:
        return CalendarAct(ActKind.WEEKEND, weekend=tuple(sorted(self.cleaned_data["weekend"])))


class NoticeForm(EntryForm):
    """The official notice a version rests on."""

    revision = RevisionField()
    notice_number = forms.CharField(
        label=_("Number of the notice"),
        max_length=NOTICE_NUMBER_LENGTH,
        help_text=_("Such as 12729/VPCP-KGVX."),
        error_messages={"required": _("Enter the number of the notice.")},
    )
    notice_on = CalendarDayField(label=_("Day of the notice"))
    issued_by = forms.CharField(
        label=_("Issued by"),
        max_length=ISSUER_LENGTH,
        error_messages={"required": _("Enter who issued the notice.")},
    )


class OwnCalendarForm(EntryForm):
    """An organisation whose weekly rest or days off are other ones than everybody's."""

    name = forms.CharField(
        label=_("Name of the calendar"), max_length=NAME_LENGTH, error_messages={"required": _("Enter the name.")}
    )

    def __init__(self, *args: Any, reach: OrganizationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reach = reach
        self.fields["organization"] = forms.CharField(
            label=_("Code of the organisation"),
            max_length=20,
            help_text=_("As on its page, for example CB-01. The calendar will hold for it and for all below it."),
            error_messages={"required": _("Enter the code of the organisation.")},
        )
        self.order_fields(["organization", "name"])

    def clean_organization(self) -> Organization:
        found: Organization | None = self.reach.with_code(self.cleaned_data["organization"]).first()
        if found is None:
            raise forms.ValidationError(_("You keep no organisation with this code."))
        return found


class CalendarFileForm(NamingForm):
    file = forms.FileField(
        label=_("File with days"),
        help_text=_("A .csv, .xlsx or .ics file. You see what it would change before anything is entered."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.ics"}),
        error_messages={"required": _("Choose the file."), "empty": _("The file is empty.")},
    )

    def clean_file(self) -> "UploadedFile[Any]":
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        most = min(MAX_BYTES, settings.UPLOAD_MAX_BYTES)
        if (upload.size or 0) > most:
            raise forms.ValidationError(
                _("The file has %(size)s MB; at most %(most)s MB can be read.")
                % {"size": -(-(upload.size or 0) // 2**20), "most": most // 2**20}
            )
        return upload


@dataclass(frozen=True, slots=True)
class ActPage:
    """The page of an act: its form, its title and what to know first. `initial`: what stands in the form."""

    form: type[ActForm]
    title: Any
    lead: Any
    initial: Callable[[CalendarContent], dict[str, Any]] = lambda _content: {}


ACT_PAGES: dict[str, ActPage] = {
    "day-off": ActPage(
        DayOffForm, _("Enter a day off"), _("A day of state mourning is worked unless a document says that it is off.")
    ),
    "swap": ActPage(
        SwapForm, _("Enter a swap of working days"),
        _("A working day is moved to a day of the weekly rest. Both halves are entered together, or neither."),
    ),
    "undo-swap": ActPage(
        UndoSwapForm, _("Undo a swap"), _("Both days are again what the weekly rest makes of them.")
    ),
    "remove-day": ActPage(
        RemoveDayForm, _("Take out a day off"), _("A day of a swap is not taken out alone: undo the swap.")
    ),
    "add-year": ActPage(
        YearForm, _("Propose a year"),
        _("The days off that the Labour Code gives the year, the lunar ones by their dates: a forecast until a notice "
          "settles it."),
        lambda content: {"year": content.last.year + 1},
    ),
    "confirm-year": ActPage(
        ConfirmYearForm, _("Confirm a year"),
        _("By an official notice every day of the year that was entered is settled. Due dates in it are then final."),
        lambda content: {"year": min(content.confirmed_through.year + 1, content.last.year)},
    ),
    "confirm-day": ActPage(
        ConfirmDayForm, _("Confirm a day"), _("A day that was only announced or computed, and that a notice settles.")
    ),
    "weekend": ActPage(
        WeekendForm, _("Change the weekly rest"),
        _("For an office that does not rest on Saturday and Sunday. Swaps that make no sense with the new rest are "
          "taken out whole; look at the days in lieu of holidays yourself."),
        lambda content: {"weekend": sorted(content.weekend)},
    ),
}  # fmt: skip
"""By the last part of the address."""
