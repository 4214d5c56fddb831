"""The outbox: what was mailed, what waits, and a button that does not wait for the scheduler."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.generic import TemplateView, View

from admission.models import Mail
from admission.models.mail import SECRET_NOTICES
from admission.permissions import Act
from admission.selectors.calendars import NoCalendarError
from admission.selectors.mail import mail_line, mail_page, outbox_state, stored_message
from admission.services.alerts import sweep
from admission.views.base import GuardedMixin
from admission.views.calendars import open_years


class MailListView(GuardedMixin, TemplateView):
    act = Act.READ_MAIL
    template_name = "admission/mail/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = mail_page(before=_id(self.request, "before"), after=_id(self.request, "after"))
        return super().get_context_data(
            **kwargs,
            lines=page.lines,
            outbox=outbox_state(),
            open_years=open_years(self),
            previous_url=f"?after={page.newer}" if page.newer is not None else "",
            next_url=f"?before={page.older}" if page.older is not None else "",
        )


class MailView(GuardedMixin, TemplateView):
    act = Act.READ_MAIL
    template_name = "admission/mail/mail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mail = get_object_or_404(Mail.objects.select_related("recipient"), pk=self.kwargs["pk"])
        line = mail_line(mail)
        return super().get_context_data(
            **kwargs,
            line=line,
            is_secret=mail.notice in SECRET_NOTICES,
            stored=stored_message(mail),
            trail=[{"label": gettext("Sent mail"), "url": reverse("mail-list")}, {"label": line.recipient, "url": ""}],
        )


class SweepNowView(GuardedMixin, View):
    act = Act.READ_MAIL
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            report = sweep(now=timezone.now())
        except NoCalendarError:
            messages.error(request, gettext("No working-day calendar has been published: run `manage.py prepare`."))
        else:
            messages.success(request, " ".join(report.sentences()))
        return redirect("mail-list")


def _id(request: HttpRequest, name: str) -> int | None:
    """Read a place in the list from the address; anything but a small number is the beginning."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None  # noqa: PLR2004 - of 64 bits
