"""How dates, deadlines and icons look on a page and in a mail.

Every function is given the day it speaks about; none reads the clock. A state is always shown by an icon, words and
a colour together, so that no information rests on colour alone.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any

from django import template
from django.db.models import TextChoices
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from admission.labels import error_line

register = template.Library()

_SELECTED = SafeString(" selected")
ICON_SPRITE = "vendor/icons/icons.svg"
SOON_IS_AT_MOST = 7
"""Working days: from here down to the due day itself a deadline is shown as due soon."""

WEEKDAY_DATES = (
    _("Monday %(date)s"),
    _("Tuesday %(date)s"),
    _("Wednesday %(date)s"),
    _("Thursday %(date)s"),
    _("Friday %(date)s"),
    _("Saturday %(date)s"),
    _("Sunday %(date)s"),
)
"""In the order of `date.weekday()`; whole phrases, because Vietnamese and English spell them differently."""


class TrafficState(TextChoices):
    """What the traffic light of a deadline can say."""

    OVERDUE = "overdue", _("Overdue")
    TODAY = "today", _("Due today")
    SOON = "soon", _("Due soon")
    OK = "ok", _("On track")
    MET = "met", _("Done")
    WAITING = "waiting", _("Waiting for others")
    UNKNOWN = "unknown", _("No date yet")


STATE_ICONS = {
    TrafficState.OVERDUE: "exclamation-octagon-fill",
    TrafficState.TODAY: "exclamation-triangle-fill",
    TrafficState.SOON: "clock",
    TrafficState.OK: "calendar",
    TrafficState.MET: "check-circle",
    TrafficState.WAITING: "hourglass-split",
    TrafficState.UNKNOWN: "question-circle",
}


@register.filter
def vn_date(value: date | None) -> str:
    """Write a day as dd/mm/yyyy in either language; an instant is first put on the clock of Viet Nam."""
    if value is None:
        return ""
    day = _local_day(value)
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


@register.filter
def vn_datetime(value: datetime | None) -> str:
    """Write an instant as "dd/mm/yyyy HH:MM" on the clock of Viet Nam."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{vn_date(local)} {local:%H:%M}"


@register.filter
def iso_date(value: date | None) -> str:
    """Write a day as yyyy-mm-dd, for the `datetime` attribute of a time element."""
    return "" if value is None else _local_day(value).isoformat()


@register.filter
def weekday_date(value: date | None) -> str:
    """Write a day with the name of its weekday, as it stands inside a sentence: "thứ Tư 09/09/2026"."""
    if value is None:
        return ""
    return str(WEEKDAY_DATES[_local_day(value).weekday()]) % {"date": vn_date(value)}


@register.simple_tag
def traffic_state(remaining: int | None, due_on: date | None, today: date) -> TrafficState:
    """Choose the light of an open deadline.

    `remaining` counts working days in (today, due_on] and is negative when late. It can be 0 on a day off right after
    the due date, so lateness is read from the dates and only the distance from `remaining`.
    """
    if due_on is None:
        return TrafficState.UNKNOWN
    if due_on < today:
        return TrafficState.OVERDUE
    if due_on == today:
        return TrafficState.TODAY
    if remaining is None:
        return TrafficState.UNKNOWN
    return TrafficState.SOON if remaining <= SOON_IS_AT_MOST else TrafficState.OK


@register.simple_tag
def remaining_text(remaining: int | None, due_on: date | None, today: date) -> str:
    """Say in words how an open deadline stands: "Còn 7 ngày làm việc (đến thứ Tư 09/09/2026)".

    `remaining` is counted as in `traffic_state`; None means that it cannot be counted (no calendar for that year).
    """
    if due_on is None:
        return gettext("No due date yet")
    if due_on == today:
        return gettext("Due today")
    if due_on < today:
        return _overdue_text(remaining, due_on)
    if remaining is None:
        return gettext("Due on %(day)s; working days cannot be counted yet") % {"day": weekday_date(due_on)}
    if remaining == 0:
        return gettext("Due on %(day)s, no working day left before it") % {"day": weekday_date(due_on)}
    return ngettext(
        "%(days)s working day left (until %(day)s)", "%(days)s working days left (until %(day)s)", remaining
    ) % {"days": remaining, "day": weekday_date(due_on)}


@register.inclusion_tag("components/traffic_light.html")
def deadline_light(
    remaining: int | None, due_on: date | None, today: date, met_on: date | None = None
) -> dict[str, str]:
    """Show the traffic light of one deadline, open or met, with its words."""
    if met_on is not None:
        return {"state": TrafficState.MET, "text": gettext("Done on %(day)s") % {"day": vn_date(met_on)}}
    return {
        "state": traffic_state(remaining, due_on, today),
        "text": remaining_text(remaining, due_on, today),
    }


@register.filter
def state_icon(state: str) -> str:
    """Name the icon of a traffic-light state; each state has a shape of its own."""
    return STATE_ICONS[TrafficState(state)]


@register.filter
def state_word(state: str) -> str:
    """Name a traffic-light state in one or two words."""
    return str(TrafficState(state).label)


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """Draw an icon of the sprite. It is decoration: the words next to it carry the meaning."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static(ICON_SPRITE),
        name,
    )


@register.simple_tag
def table_cells(columns: Iterable[Any], cells: Iterable[Mapping[str, Any]]) -> SafeString:
    """Draw the cells of a row of components/data_table.html; the first one heads it."""
    drawn = []
    for number, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        of = column.get if isinstance(column, Mapping) else partial(getattr, column)
        begin, end = _around(str(of("label", "")), heads=not number, is_numeric=bool(of("numeric", False)))
        drawn.append(f"{begin}{table_cell(cell)}{end}")
    return mark_safe("\n".join(drawn))  # noqa: S308 - each part is escaped


@lru_cache(maxsize=1024)
def _around(label: str, *, heads: bool, is_numeric: bool) -> tuple[str, str]:
    """The tags around a cell of a column; drawn before, they are taken again."""
    if heads:
        return format_html('<th scope="row" role="rowheader" data-label="{}">', label), "</th>"
    style = SafeString(' class="numeric"' if is_numeric else "")
    return format_html('<td role="cell" data-label="{}"{}>', label, style), "</td>"


@register.simple_tag
def field_options(field: BoundField) -> SafeString:
    """Draw what a choice offers: a list of branches is long, and its field is asked once what was chosen."""
    chosen, choices = field.value(), getattr(field.field, "choices", ())
    return format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        ((value, _SELECTED if chosen == value else "", words) for value, words in choices),
    )


@register.simple_tag
def table_cell(cell: Mapping[str, Any]) -> SafeString:
    """Show what stands in a cell of components/data_table.html: a traffic light, a link, or words.

    A list has some hundred cells: drawn here they cost a tenth of what a template for each would.
    """
    if cell.get("state"):
        return _light(get_language(), cell["state"], str(cell["text"]))
    if cell.get("url"):
        return format_html('<a href="{}">{}</a>', cell["url"], cell["text"])
    return conditional_escape(cell["text"])


@register.simple_tag
def traffic_light(light: Any) -> SafeString:
    """Draw the traffic light of a row, of which a list has many. `light`: with `state` and `text`."""
    return _light(get_language(), light.state, str(light.text))


@lru_cache(maxsize=4096)
def _light(_language: str | None, state: str, text: str) -> SafeString:
    """Draw a traffic light; one that was drawn before in this language is taken again."""
    return render_to_string("components/traffic_light.html", {"state": state, "text": text})


@register.filter
def has_stars(form: BaseForm) -> bool:
    """Whether a field of the form is marked as one that must be filled in."""
    return any(one.field.required for one in form.visible_fields())


@register.filter
def with_error(label: str, message: str) -> str:
    """Give what is wrong with a field as the list of errors tells it."""
    return error_line(str(label), str(message))


def _overdue_text(remaining: int | None, due_on: date) -> str:
    if not remaining:
        return gettext("Overdue since %(day)s") % {"day": weekday_date(due_on)}
    days = -remaining
    return ngettext("Overdue by %(days)s working day", "Overdue by %(days)s working days", days) % {"days": days}


def _local_day(value: date) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value
