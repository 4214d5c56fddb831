"""The working-day calendar of a year, and a small calculator."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language
from django.views.generic import TemplateView

from admission.domain.calendar import CalendarNotPublishedError
from admission.forms.cases import WorkingDaysForm
from admission.forms.errors import not_published
from admission.permissions import Act
from admission.selectors.calendar_pages import Sum, add_working_days, calendar_of, calendar_year
from admission.selectors.calendars import PublishedCalendar
from admission.views.base import GuardedMixin

_YEARS = range(1900, 2200)


class CalendarView(GuardedMixin, TemplateView):
    """A year nobody has published is a page that says so, not an error: 30 November is late to learn it."""

    act = Act.READ_CALENDAR
    template_name = "admission/calendar/year.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        year = self.kwargs.get("year", self.today.year)
        if year not in _YEARS:
            raise Http404
        language = get_language() or "vi"
        published = calendar_of(self.access)
        form = WorkingDaysForm(self.request.GET if "start" in self.request.GET else None, today=self.today)
        return super().get_context_data(**kwargs) | {
            "year": year,
            "shown": calendar_year(published, year, self.today, language),
            "first_on": published.calendar.first,
            "last_on": published.calendar.last,
            "previous_url": reverse("calendar", args=[year - 1]),
            "next_url": reverse("calendar", args=[year + 1]),
            "sum": self._sum(form, published, language),
            "form": form,
        }

    def _sum(self, form: WorkingDaysForm, published: PublishedCalendar, language: str) -> Sum | None:
        if not form.is_valid():
            return None
        try:
            return add_working_days(published, form.cleaned_data["start"], form.cleaned_data["days"], language)
        except CalendarNotPublishedError as error:
            # The first day may be known and the sum run off the end: then it is the number that is too large.
            days = published.calendar.first <= form.cleaned_data["start"] <= published.calendar.last
            form.add_error("days" if days else "start", not_published(error))
            return None
