"""The calendars an administrator keeps: the list, the versions of one, and an own calendar for an organisation."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.generic import FormView, TemplateView, View

from admission.domain.calendar import CalendarNotPublishedError
from admission.domain.calendar_drafts import ContentChanges
from admission.domain.errors import AdmissionError
from admission.forms.calendar_errors import add_calendar_error, refusal_words
from admission.forms.calendars import OwnCalendarForm
from admission.labels import day
from admission.labels.calendars import entry_words, weekend_words
from admission.models import Calendar
from admission.permissions import Act, calendars_to_keep, check_may, may, organizations_for
from admission.selectors.calendar_drafts import (
    CalendarLine,
    UnconfirmedYear,
    VersionLine,
    calendar_lines,
    newest_version,
    unconfirmed_years,
    version_lines,
    version_to_begin_from,
)
from admission.selectors.calendar_following import Behind, News, behind, news_below, news_of
from admission.selectors.calendar_opinions import opinions_on_version
from admission.selectors.calendars import NoCalendarError, content_of
from admission.services.calendar_drafts import DraftOpenError, add_own_calendar, begin_draft
from admission.spreadsheets.calendar_days import write_calendar_file
from admission.views.base import GuardedMixin
from admission.views.case_page import Link

MOST_VERSIONS = 20
_YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class Told:
    """A line of facts_table.html with a note."""

    label: str
    value: str
    note: str = ""


class CalendarListView(GuardedMixin, TemplateView):
    act = Act.KEEP_CALENDARS
    template_name = "admission/calendar/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        labels = (gettext("Calendar"), gettext("Holds for"), gettext("Newest version"), gettext("Draft"))
        return super().get_context_data(
            **kwargs,
            columns=[{"label": label, "numeric": False} for label in labels],
            rows=[{"cells": _cells(line)} for line in calendar_lines(calendars_to_keep(self.access))],
            crumbs=calendar_crumbs(),
        )


class CalendarMixin(GuardedMixin):
    """A page of one calendar; one outside the account's reach does not exist."""

    act = Act.KEEP_CALENDARS

    @cached_property
    def calendar(self) -> Calendar:
        return get_object_or_404(calendars_to_keep(self.access), pk=self.kwargs["pk"])

    def guard(self) -> None:
        check_may(self.access, self.act)
        self.require_calendar()

    def behind(self) -> Behind | None:
        """The calendars below that do not take over what this one changed; None where there are none."""
        news = news_below(self.calendar)
        return behind(news, list(calendars_to_keep(self.access)), self.today) if news else None

    def require_calendar(self) -> Calendar:
        """Look for the calendar before anything else is asked. Raises: Http404."""
        return self.calendar


class CalendarVersionsView(CalendarMixin, TemplateView):
    """The versions with their notices and what each changed; what the library thinks of a year; the way to a draft."""

    template_name = "admission/calendar/versions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lines = version_lines(self.calendar, MOST_VERSIONS)
        draft = self.calendar.drafts.filter(closed_as=None).first()
        return super().get_context_data(
            **kwargs,
            calendar=self.calendar,
            lines=[_version(line) for line in lines],
            draft=draft,
            check=self._check() if lines else None,
            news=_news_told(news_of(self.calendar)),
            behind=self.behind(),
            crumbs=calendar_crumbs(Link(self.calendar.name, "")),
        )

    def _check(self) -> dict[str, Any]:
        text = self.request.GET.get("year", "")
        year = int(text) if text.isascii() and text.isdigit() and int(text[:5]) in _YEARS else self.today.year + 1
        version = newest_version(self.calendar)
        if version is None:
            raise Http404
        try:
            found = opinions_on_version(version, year)
        except CalendarNotPublishedError:
            return {"year": year, "is_known": False, "years": _years(version.first_on.year, version.last_on.year)}
        worked, off = gettext("worked"), gettext("off")
        rows = [
            Told(
                day(one.day),
                gettext("here %(ours)s, there %(theirs)s") % {
                    "ours": worked if one.ours else off, "theirs": worked if one.theirs else off,
                },
                one.our_name or one.their_name,
            )
            for one in found
        ]  # fmt: skip
        years = _years(version.first_on.year, version.last_on.year)
        return {"year": year, "is_known": True, "rows": rows, "years": years}


class OwnCalendarView(GuardedMixin, FormView[OwnCalendarForm]):
    act = Act.KEEP_CALENDARS
    form_class = OwnCalendarForm
    template_name = "admission/calendar/draft_form.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        reach = organizations_for(self.access, self.act).existing_on(self.today)
        return super().get_form_kwargs() | {"today": self.today, "reach": reach}

    def form_valid(self, form: OwnCalendarForm) -> HttpResponse:
        typed = form.cleaned_data
        try:
            calendar = add_own_calendar(
                organization=typed["organization"], name=typed["name"], by=self.account, today=self.today
            )
        except AdmissionError as error:
            add_calendar_error(form, error)
            return self.form_invalid(form)
        words = gettext("Set up: %(name)s. It holds once a version of it is published; until then the inherited one.")
        messages.success(self.request, words % {"name": calendar.name})
        return redirect("calendar-versions", calendar.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = gettext("Set up a calendar for an organisation")
        return super().get_context_data(
            **kwargs,
            page_title=title,
            lead=gettext("For an office whose weekly rest or days off are other ones than everybody's."),
            submit_label=gettext("Set up"),
            cancel_url=reverse("calendar-list"),
            crumbs=calendar_crumbs(Link(title, "")),
        )


class CalendarDaysView(CalendarMixin, View):
    """The days of the version in force as a table: to be changed and taken into a draft."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            version = version_to_begin_from(self.calendar)
        except NoCalendarError as error:
            raise Http404 from error
        text = write_calendar_file(content_of(version).days)
        name = f"{self.calendar.code}-{version.number}.csv"
        return HttpResponse(
            text.encode("utf-8-sig"),  # without the mark Excel takes the letters for another alphabet
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


class BeginDraftView(CalendarMixin, View):
    """The button that begins a draft; where one is open, it is shown."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            draft = begin_draft(calendar=self.calendar, by=self.account, today=self.today, now=timezone.now())
        except DraftOpenError as error:
            messages.info(request, refusal_words(error))
            return redirect("calendar-draft", error.draft.pk)
        except NoCalendarError:
            messages.error(request, gettext("No calendar of working days has been published yet."))
            return redirect("calendar-versions", pk)
        return redirect("calendar-draft", draft.pk)


def open_years(page: GuardedMixin) -> list[UnconfirmedYear]:
    """Give what the account has to confirm of the calendars it keeps; nothing, and no query, for who keeps none."""
    if not may(page.access, Act.KEEP_CALENDARS):
        return []
    return unconfirmed_years(calendars_to_keep(page.access), page.today)


def calendar_crumbs(*below: Link) -> list[Link]:
    """The way down from the calendar everybody reads; the last one is the page itself."""
    way = [
        Link(gettext("Working-day calendar"), reverse("calendar")),
        Link(gettext("Calendars and versions"), reverse("calendar-list")),
        *below,
    ]
    return [*way[:-1], Link(way[-1].label, "")]


def changed_lines(changes: ContentChanges) -> list[Told]:
    """Say what changes beside single days."""
    return list(_changed(changes))


def changed_years(changes: ContentChanges) -> list[dict[str, Any]]:
    """The changed days, year by year, each with what was said of it and what is said now."""
    language = get_language() or "vi"
    return [
        {
            "year": year,
            "rows": [
                Told(day(one.day), entry_words(one.after, language), _was(entry_words(one.before, language)))
                for one in days
            ],
        }
        for year, days in changes.by_year.items()
    ]


def _news_told(news: News | None) -> dict[str, Any] | None:
    """What the calendar above changed and this one has not taken over; None where there is nothing."""
    if news is None:
        return None
    told: dict[str, Any] = {"version": str(news.inherited), "wide": [], "years": [], "kept": []}
    if news.following is None:
        return told
    language = get_language() or "vi"
    return told | {
        "wide": changed_lines(news.following.taken),
        "years": changed_years(news.following.taken),
        "can_be_taken": True,
        "kept": [
            Told(
                day(one.day),
                gettext("here %(ours)s, there %(theirs)s")
                % {"ours": entry_words(one.before, language), "theirs": entry_words(one.after, language)},
            )
            for one in news.following.kept
        ],
    }


def _was(words: str) -> str:
    return gettext("before: %(words)s") % {"words": words}


def _changed(changes: ContentChanges) -> Iterator[Told]:
    if changes.last:
        yield Told(gettext("Last day of the calendar"), day(changes.last[1]), _was(day(changes.last[0])))
    if changes.confirmed_through:
        before, after = changes.confirmed_through
        yield Told(gettext("Confirmed through"), day(after), _was(day(before)))
    if changes.weekend:
        before_days, after_days = changes.weekend
        yield Told(gettext("Weekly rest"), weekend_words(after_days), _was(weekend_words(before_days)))


def _version(line: VersionLine) -> dict[str, Any]:
    version, changes = line.version, line.changes
    by = version.published_by.full_name if version.published_by else gettext("the product")
    return {
        "version": version,
        "by": by,
        "weekend": weekend_words(version.weekend_days),
        "wide": changed_lines(changes) if changes else [],
        "years": changed_years(changes) if changes else [],
        "day_count": len(changes.days) if changes else 0,
        "is_first": changes is None,
    }


def _cells(line: CalendarLine) -> list[dict[str, str]]:
    organization = line.calendar.organization
    newest = gettext("none published")
    if line.newest is not None:
        newest = gettext("%(number)s, confirmed through %(day)s") % {
            "number": line.newest.number, "day": day(line.newest.confirmed_through_on),
        }  # fmt: skip
    draft = {"text": "–", "url": ""}
    if line.draft is not None:
        draft = {"text": gettext("open"), "url": line.draft.get_absolute_url()}
    return [
        {"text": line.calendar.name, "url": reverse("calendar-versions", args=[line.calendar.pk])},
        {"text": organization.name if organization else gettext("everybody"), "url": ""},
        {"text": newest, "url": ""},
        draft,
    ]


def _years(first: int, last: int) -> list[int]:
    return list(range(max(first + 1, last - 5), last + 1))
