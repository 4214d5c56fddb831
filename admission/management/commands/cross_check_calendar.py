"""`manage.py cross_check_calendar YEAR`: on which days the calendar and the `holidays` library differ."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from admission.domain.calendar import CalendarNotPublishedError
from admission.models import Calendar
from admission.selectors.calendar_drafts import newest_version
from admission.selectors.calendar_opinions import opinions_on_version
from admission.services.calendars import GENERAL
from admission.templatetags.display import vn_date


class Command(BaseCommand):
    """Print the differences; an opinion, which changes nothing and is no error."""

    help = "Compare a year of the published working-day calendar with the holidays library."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("--calendar", default=GENERAL, help="code of the calendar (default: the one of everybody)")

    def handle(self, *, year: int, calendar: str, **options: Any) -> None:
        found = Calendar.objects.filter(code=calendar).first()
        version = newest_version(found) if found is not None else None
        if version is None:
            raise CommandError(
                _("No version of a calendar with the code “%(code)s” is published.") % {"code": calendar}
            )
        try:
            opinions = opinions_on_version(version, year)
        except (CalendarNotPublishedError, ValueError) as error:
            words = _("The year %(year)s is not in the calendar (%(first)s to %(last)s).")
            raise CommandError(
                words % {"year": year, "first": vn_date(version.first_on), "last": vn_date(version.last_on)}
            ) from error
        worked, off = _("worked"), _("off")
        for one in opinions:
            self.stdout.write(
                _("%(day)s: here %(ours)s, there %(theirs)s. %(name)s")
                % {
                    "day": vn_date(one.day),
                    "ours": worked if one.ours else off,
                    "theirs": worked if one.theirs else off,
                    "name": one.our_name or one.their_name,
                }
            )
        count = len(opinions)
        words = ngettext("%(count)s difference in %(year)s.", "%(count)s differences in %(year)s.", count)
        self.stdout.write(words % {"count": count, "year": year})
