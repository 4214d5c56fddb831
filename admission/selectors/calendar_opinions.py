"""What the `holidays` library thinks of a year of a calendar: an opinion to look at, which never blocks."""

from datetime import date

from admission.domain.calendar import CalendarNotPublishedError
from admission.domain.calendar_years import DECEMBER, LAST_DAY, Opinion, opinions_on
from admission.models import CalendarVersion
from admission.selectors.calendars import content_of


def opinions_on_version(version: CalendarVersion, year: int) -> tuple[Opinion, ...]:
    """Give the days of a year on which a published version and the library differ.

    Raises: CalendarNotPublishedError where not the whole year is in the version.
    """
    content = content_of(version)
    for day in (date(year, 1, 1), date(year, DECEMBER, LAST_DAY)):
        if not content.first <= day <= content.last:
            raise CalendarNotPublishedError(day, first=content.first, last=content.last)
    return opinions_on(content, year)
