"""Pages for who is not signed in: take up an invitation, choose a password, ask for a link to do so."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from admission.forms.accounts import ChoosePasswordForm, ForgottenForm
from admission.permissions import Act
from admission.services.accounts import ask_new_password
from members.models import AccountLink
from members.services.links import LinkNotGoodError, choose_password, good_link


@method_decorator([login_not_required, never_cache], name="dispatch")
class LinkView(FormView[ChoosePasswordForm]):
    """Whoever holds the link chooses the password; opening the page uses nothing up, so that no mail scanner does."""

    act = Act.SIGN_IN
    form_class = ChoosePasswordForm
    template_name = "members/link/choose.html"
    link: AccountLink

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            self.link = good_link(kwargs["token"], timezone.now())
        except LinkNotGoodError:
            return self.gone()
        return super().dispatch(request, *args, **kwargs)

    def gone(self) -> HttpResponse:
        """The same page for a link that was used, revoked or forged, and for one past its time."""
        return render(self.request, "members/link/gone.html", status=410)

    def form_valid(self, form: ChoosePasswordForm) -> HttpResponse:
        try:
            choose_password(link=self.link, password=form.cleaned_data["password"], now=timezone.now())
        except LinkNotGoodError:
            return self.gone()
        except ValidationError as error:
            form.add_error("password", error.messages)
            return self.form_invalid(form)
        logout(self.request)  # whoever was signed in here before
        messages.success(self.request, gettext("The password is chosen. Sign in with it now."))
        return redirect("sign-in")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            page_title=gettext("Choose your password"),
            submit_label=gettext("Choose this password"),
            subject=self.link.account,
        )


@method_decorator(login_not_required, name="dispatch")
class ForgottenView(FormView[ForgottenForm]):
    """The answer is the same whether there is such an account or not."""

    act = Act.SIGN_IN
    form_class = ForgottenForm
    template_name = "members/link/forgotten.html"

    def form_valid(self, form: ForgottenForm) -> HttpResponse:
        ask_new_password(username=form.cleaned_data["username"], now=timezone.now())
        return render(self.request, "members/link/asked.html")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs, page_title=_("Forgotten password"), submit_label=_("Mail me a link"), cancel_url="/sign-in/"
        )
