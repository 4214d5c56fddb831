"""`manage.py load_calendar`: publish the calendar that the product brings, unless there is one."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from admission.services.calendars import load_shipped_calendar
from admission.templatetags.display import vn_date


class Command(BaseCommand):
    """Harmless at any time: a calendar that people published is left alone."""

    help = "Publish the working-day calendar of Viet Nam that the product brings, if none was ever published."

    def handle(self, **options: Any) -> None:
        version = load_shipped_calendar(by=None, today=timezone.localdate())
        if version is None:
            self.stdout.write(_("A working-day calendar is published already; nothing was changed."))
            return
        self.stdout.write(
            _("Published: working days from %(first)s to %(last)s, confirmed through %(confirmed)s.")
            % {
                "first": vn_date(version.first_on),
                "last": vn_date(version.last_on),
                "confirmed": vn_date(version.confirmed_through_on),
            }
        )
