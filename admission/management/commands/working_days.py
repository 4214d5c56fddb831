"""`manage.py working_days`: count working days by hand, and see what was passed over."""

from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from admission.domain.calendar import CalendarNotPublishedError
from admission.forms.fields import ImpossibleDateError, parse_day
from admission.selectors.calendars import NoCalendarError, PublishedCalendar, calendar_for, day_names
from admission.templatetags.display import vn_date, weekday_date


class Command(BaseCommand):
    """The same engine as the pages, on the general calendar."""

    help = "Add working days to a day, or count those between two (the first day is day 0 and is not counted)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="add|count")
        add = actions.add_parser("add", help="add working days to a day; a negative number goes back")
        add.add_argument("start", help="YYYY-MM-DD or dd/mm/yyyy")
        add.add_argument("number", type=int, help="working days")
        count = actions.add_parser("count", help="count the working days after a day, up to another included")
        count.add_argument("start", help="YYYY-MM-DD or dd/mm/yyyy")
        count.add_argument("end", help="YYYY-MM-DD or dd/mm/yyyy")

    def handle(self, *, action: str, **options: Any) -> None:
        start = _day(options["start"])
        end = _day(options["end"]) if action == "count" else None
        try:
            published = calendar_for()
            if end is None:
                end = published.calendar.add(start, options["number"])
                self.stdout.write(weekday_date(end))
            else:
                self.stdout.write(_("%(number)s working days") % {"number": published.calendar.count(start, end)})
            for line in explanation(start, end, published):
                self.stdout.write(line)
        except NoCalendarError as error:
            raise CommandError(
                _("No working-day calendar has been published: run `manage.py load_calendar`.")
            ) from error
        except CalendarNotPublishedError as error:
            raise CommandError(
                _("The working-day calendar of %(year)s is not published; it runs from %(first)s to %(last)s.")
                % {"year": error.year, "first": vn_date(error.first), "last": vn_date(error.last)}
            ) from error


def explanation(start: date, end: date, published: PublishedCalendar) -> Iterable[str]:
    """Say line by line what the count from `start` to `end` passed over and what it rests on."""
    calendar = published.calendar
    skipped = calendar.skipped_days(start, end)
    days_off = tuple(day for day in skipped if day.weekday() not in calendar.weekend)
    worked = calendar.worked_weekend_days(start, end)
    names = day_names(published.version_id, (*days_off, *worked), get_language() or "vi")
    yield _("From %(start)s (day 0) to %(end)s.") % {"start": weekday_date(start), "end": weekday_date(end)}
    yield _("Weekend days skipped: %(number)s") % {"number": len(skipped) - len(days_off)}
    yield _("Days off skipped: %(number)s") % {"number": len(days_off)}
    yield from (f"  {weekday_date(day)}  {names[day]}" for day in days_off)
    if worked:
        yield _("Weekend days worked and counted: %(number)s") % {"number": len(worked)}
        yield from (f"  {weekday_date(day)}  {names[day]}" for day in worked)
    if calendar.is_provisional(start, end):
        yield _("Provisional: the count reaches days that no official notice has settled yet.")


def _day(text: str) -> date:
    try:
        day = parse_day(text, timezone.localdate())
    except ImpossibleDateError as error:
        raise CommandError(_("The day %(day)s does not exist.") % {"day": error.written}) from error
    if day is None:
        raise CommandError(_("“%(text)s” is no day: write YYYY-MM-DD or dd/mm/yyyy.") % {"text": text})
    return day
