"""The calendar of deadlines: a month as a grid, as a list of days on a telephone; one day with all that falls on it."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.generic import TemplateView

from admission.domain.procedure import DeadlineKind, Nature
from admission.forms.deadline_calendar import ALL, MINE, DeadlineCalendarForm
from admission.permissions import Act, branches_to_read
from admission.selectors.calendar_pages import DayCell, days_between, organization_of
from admission.selectors.calendars import CalendarShelf, calendar_shelf
from admission.selectors.case_lists import branches_in_scope
from admission.selectors.deadline_calendar import (
    CalendarFilter,
    DueDay,
    DueLine,
    due_days,
    open_deadlines,
)
from admission.templatetags.display import TrafficState, traffic_state, vn_date, weekday_date
from admission.views.base import ScopedMixin
from admission.views.case_page import Link
from admission.views.lights import Light
from members.models import Organization
from members.models.role import ACTING_ROLES

PER_DAY, OF_ONE_DAY = 3, 200
_YEARS = range(1900, 2200)
_KEPT = ("branch", "kind", "whose")
_UNKNOWN = frozenset({DeadlineKind.SPONSORSHIP.value, DeadlineKind.PROBATION_END.value})
"""Milestones: the list of files does not ask for them, because nobody can miss them."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A deadline on its day, with how it stands."""

    name: str
    code: str
    label: str
    url: str
    light: Light

    @property
    def title(self) -> str:
        return " · ".join(filter(None, (self.name, self.code)))


@dataclass(frozen=True, slots=True)
class ShownDay:
    """A day of the calendar. `more_url`: where the others stand that are not shown here; `is_cut`: more than `more`."""

    cell: DayCell
    lines: tuple[ShownLine, ...]
    more: int
    more_url: str
    is_cut: bool

    @property
    def starts(self) -> int:
        """Its column, Monday first, where it is the first of its month."""
        return self.cell.on.weekday() if self.cell.on.day == 1 else 0

    @property
    def is_empty(self) -> bool:
        return not self.lines and self.cell.kind in {"working", "weekend"}


class DeadlineCalendarView(ScopedMixin, TemplateView):
    """Month, day and filters are in the address. By default it shows what the calendar of one's telephone shows."""

    act = Act.READ_CASES
    template_name = "admission/deadline/calendar.html"

    @cached_property
    def branches(self) -> list[Organization]:
        return branches_in_scope(self.access, branches_to_read)[0]

    @cached_property
    def acts(self) -> bool:
        """Whether anything at all is for the account to see to; who only reads is shown what he reads."""
        return not self.access.roles.isdisjoint(ACTING_ROLES)

    @cached_property
    def filter_form(self) -> DeadlineCalendarForm:
        whose = MINE if self.acts else ""
        return DeadlineCalendarForm(self.request.GET, branches=self.branches, whose=whose)

    @cached_property
    def day(self) -> date | None:
        """The one day that is asked for."""
        return _day(self.request.GET.get("day", ""))

    @cached_property
    def first(self) -> date:
        """The first day of the month shown: of the day asked for, of the month asked for, else of today."""
        asked = self.day or _day(f"{self.request.GET.get('month', '')}-01") or self.today
        return asked.replace(day=1)

    @cached_property
    def asked(self) -> CalendarFilter:
        typed = self.filter_form.asked()
        last = self.first.replace(day=monthrange(self.first.year, self.first.month)[1])
        return CalendarFilter(
            first=self.day or self.first,
            last=self.day or last,
            branch=int(typed["branch"]) if typed.get("branch") else None,
            kind=typed.get("kind", ""),
            is_all=not self.acts or typed.get("whose") == ALL,
        )

    @cached_property
    def shelf(self) -> CalendarShelf:
        return calendar_shelf()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        deadlines = open_deadlines(self.access, self.scope, self.asked)
        found = due_days(deadlines, self.asked, OF_ONE_DAY if self.day else PER_DAY, self.today, self.shelf)
        chosen = next((branch for branch in self.branches if branch.pk == self.asked.branch), None)
        published = self.shelf.of(chosen or organization_of(self.access) or Organization(path=""))
        language = get_language() or "vi"
        cells = days_between(published, self.asked.first, self.asked.last, self.today, language)
        known_from_on, known_to_on = published.calendar.first, published.calendar.last
        confirmed = published.calendar.confirmed_through
        title = gettext("Month %(month)s/%(year)s") % {"month": self.first.month, "year": self.first.year}
        before, after = self.first - timedelta(days=1), self.first + timedelta(days=31)
        return super().get_context_data(
            **kwargs,
            crumbs=[Link(gettext("Planning"), reverse("planning")), Link(gettext("Calendar of deadlines"), "")],
            filter_form=self.filter_form,
            month=f"{self.first:%Y-%m}",
            title=weekday_date(self.day) if self.day else title,
            is_day=self.day is not None,
            month_url=self._address(month=f"{self.first:%Y-%m}"),
            previous_url=self._address(month=f"{before:%Y-%m}") if before.year in _YEARS else "",
            next_url=self._address(month=f"{after:%Y-%m}") if after.year in _YEARS else "",
            files_url=self._files_url() if self.day else "",
            days=[self._shown(cell, found) for cell in cells],
            total=sum(day.count for day in found.values()) if not any(day.is_cut for day in found.values()) else None,
            is_empty=not found,
            is_mine=not self.asked.is_all,
            is_published=known_from_on <= self.asked.first and self.asked.last <= known_to_on,
            confirmed_through=confirmed if confirmed is not None and confirmed < self.asked.last else None,
        )

    def _shown(self, cell: DayCell, found: Mapping[date, DueDay]) -> ShownDay:
        day = found.get(cell.on, DueDay(0, ()))
        lines = tuple(self._line(line) for line in day.lines)
        more_url = self._files_url(cell.on) if self.day else self._address(day=cell.on.isoformat())
        has_more = day.more or day.is_cut
        return ShownDay(cell, lines, day.more, more_url if has_more else "", day.is_cut)

    def _line(self, line: DueLine) -> ShownLine:
        light = _light(line, self.today)
        if line.is_provisional:
            light = Light(light.state, gettext("%(limit)s – provisional") % {"limit": light.text})
        return ShownLine(line.name, line.code, line.label, line.url, light)

    def _kept(self) -> dict[str, str]:
        typed = self.filter_form.asked()
        return {name: typed[name] for name in _KEPT if typed.get(name)}

    def _address(self, **place: str) -> str:
        return f"?{urlencode({**place, **self._kept()})}"

    def _files_url(self, on: date | None = None) -> str:
        """The files with a limit on a day; milestones are none."""
        day = on or self.day
        kept = {name: value for name, value in self._kept().items() if name == "branch"}
        if self.asked.kind and self.asked.kind not in _UNKNOWN:
            kept["due_kind"] = self.asked.kind
        return f"{reverse('case-list')}?{urlencode({'due_from': vn_date(day), 'due_to': vn_date(day), **kept})}"


def _day(text: str) -> date | None:
    """Read a day as addresses carry it; None for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in _YEARS else None


def _light(line: DueLine, today: date) -> Light:
    """Say in a word how a deadline stands on its day."""
    match line.nature:
        case Nature.MILESTONE:
            state = TrafficState.MET if line.due_on <= today else TrafficState.WAITING
            return Light(state, gettext("Milestone"))
        case Nature.VALIDITY:
            if line.due_on < today:
                return Light(TrafficState.OVERDUE, gettext("Expired"))
            state = traffic_state(line.remaining, line.due_on, today)
            return Light(TrafficState.OK if state is TrafficState.UNKNOWN else state, gettext("Expires"))
        case _:
            state = traffic_state(line.remaining, line.due_on, today)
            return Light(state, str(state.label))
