"""A calendar of deadlines as an iCalendar text (RFC 5545, RFC 7986)."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from admission.domain.feed import FeedEvent

REFRESH = timedelta(hours=12)
"""How often a telephone may fetch it again by itself."""
ALARM_AT = time(7, 0)


def calendar_text(events: Iterable[FeedEvent], *, name: str, description: str, stamped_at: datetime) -> bytes:
    """Write the calendar: the same events, names and instant give the same bytes.

    `stamped_at`: as of when it is true.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Admission tracker//Deadlines//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for label in ("name", "x-wr-calname"):
        calendar.add(label, name)
    for label in ("description", "x-wr-caldesc"):
        calendar.add(label, description)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    for event in events:
        calendar.add_component(_event(event, stamped_at))
    return bytes(calendar.to_ical())


def _event(told: FeedEvent, stamped_at: datetime) -> Event:
    event = Event()
    event.add("uid", told.uid)
    event.add("sequence", told.sequence)
    event.add("dtstamp", stamped_at)
    event.add("dtstart", told.on)
    event.add("dtend", told.on + timedelta(days=1))  # the first day after it
    event.add("summary", told.summary)
    event.add("description", told.description)
    event.add("url", told.url)
    event.add("status", _status(told))
    event.add("transp", "TRANSPARENT")  # a due date keeps nobody busy
    event.add("class", "PRIVATE")
    if not told.is_cancelled:
        for day in told.alarms:
            event.add_component(_alarm(told, day))
    return event


def _status(told: FeedEvent) -> str:
    if told.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if told.is_tentative else "CONFIRMED"


def _alarm(told: FeedEvent, day: date) -> Alarm:
    """Ring in the morning of a day: the day of an event begins at midnight where the telephone is."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", told.summary)
    alarm.add("trigger", datetime.combine(day, ALARM_AT) - datetime.combine(told.on, time.min))
    return alarm
