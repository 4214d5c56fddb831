"""One's own account: password, second factor, sessions; and proving again who one is."""

from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import quote

import segno
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView, View

from admission.forms.sign_in import ChangePasswordForm, ConfirmForm, EnrollForm, add_sign_in_error
from admission.permissions import Act
from admission.views.base import GuardedMixin
from admission.views.devices import device_of
from admission.views.returning import act_words, kept_button, safe_address
from members.errors import MembersError
from members.middleware import AFTER_SECOND_FACTOR, may_put_off, needs_second_factor
from members.models import SecondFactor
from members.sealing import UnreadableSealError, seal, unseal
from members.services.kept_forms import Kept
from members.services.second_factors import (
    check_code,
    codes_left,
    enroll_second_factor,
    new_key,
    renew_recovery_codes,
)
from members.services.sessions import NoSuchSessionError, change_password, end_session, end_sessions
from members.services.sign_in import confirm_password
from members.session_lists import sessions_of
from members.sessions import confirm, seconds_left

_NEW_KEY = "new_second_factor"
_PURPOSE = "second factor to be"
_GROUP = 4


class OwnAccountMixin(GuardedMixin):
    """A page about the account that opens it: whoever is signed in. Nothing typed here is kept."""

    act = Act.OWN_ACCOUNT
    keeps_forms: ClassVar[bool] = False

    @cached_property
    def second_factor(self) -> SecondFactor | None:
        found: SecondFactor | None = SecondFactor.objects.current().filter(account=self.account).first()
        return found

    def crumbs(self, title: str) -> list[dict[str, str]]:
        return [{"label": gettext("My account"), "url": reverse("own-account")}, {"label": title, "url": ""}]


class OwnAccountView(OwnAccountMixin, TemplateView):
    template_name = "members/own_account/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        return super().get_context_data(**kwargs) | {
            "account": self.account,
            "second_factor": self.second_factor,
            "codes_left": codes_left(self.account) if self.second_factor else 0,
            "needs_second_factor": needs_second_factor(self.access),
            "sessions": sessions_of(self.account, this=self.request.session.session_key, now=now),
        }


class OwnFormView(OwnAccountMixin, FormView[Any]):
    """A form of one's own account; a service's refusal becomes an error at `error_field`."""

    template_name = "members/own_account/form.html"
    error_field: str | None = None

    def form_valid(self, form: Any) -> HttpResponse:
        now = timezone.now()
        try:
            return self.record(form)
        except MembersError as error:
            add_sign_in_error(form, error, self.error_field, now)
            return self.form_invalid(form)

    def record(self, form: Any) -> HttpResponse:
        raise NotImplementedError


@method_decorator(sensitive_post_parameters(), name="dispatch")
class ChangePasswordView(OwnFormView):
    form_class = ChangePasswordForm
    error_field = "old_password"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"account": self.account}

    def record(self, form: ChangePasswordForm) -> HttpResponse:
        now = timezone.now()
        old, new = form.cleaned_data["old_password"], form.cleaned_data["new_password"]
        confirm_password(account=self.account, password=old, device=device_of(self.request), now=now)
        change_password(account=self.account, password=new, session_key=self.request.session.session_key, now=now)
        update_session_auth_hash(self.request, self.account)
        confirm(self.request.session, now)
        messages.success(self.request, gettext("The password was changed. You were signed out everywhere else."))
        return redirect("own-account")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = gettext("Change the password")
        return super().get_context_data(**kwargs) | {
            "page_title": title,
            "submit_label": title,
            "cancel_url": reverse("own-account"),
            "crumbs": self.crumbs(title),
        }


@method_decorator(sensitive_post_parameters(), name="dispatch")
class ConfirmView(OwnFormView):
    """Prove again who one is; then what was asked for goes on."""

    form_class = ConfirmForm
    opens_before_second_factor = True
    error_field = "password"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"has_second_factor": self.second_factor is not None}

    def record(self, form: ConfirmForm) -> HttpResponse:
        now, code = timezone.now(), form.cleaned_data.get("code")
        if form.cleaned_data["password"]:
            password = form.cleaned_data["password"]
            confirm_password(account=self.account, password=password, device=device_of(self.request), now=now)
        elif code:
            self.error_field = "code"
            check_code(account=self.account, code=code, now=now)
        confirm(self.request.session, now)
        return redirect(safe_address(self.request, self.request.GET.get("next", "")) or "own-account")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "page_title": gettext("Is it you?"),
            "lead": self._lead(),
            "submit_label": gettext("Go on"),
            "cancel_url": reverse("work-list"),
            "crumbs": [],
        }

    def _lead(self) -> str:
        words = gettext("Before an act that weighs much your password is asked for again. Nothing is lost.")
        what, about = act_words(self.request, self.request.GET.get("next", ""))
        return " ".join(filter(None, (words, f"{what}." if what else "", f"{about}." if about else "")))


@method_decorator(sensitive_post_parameters(), name="dispatch")
class SecondFactorView(OwnFormView):
    """Set up an app, or another one in its place. Whoever must have one opens nothing else before."""

    template_name = "members/own_account/second_factor.html"
    form_class = EnrollForm
    opens_before_second_factor = True
    asks_password_again = True
    error_field = "code"

    def turn_away(self) -> HttpResponseBase | None:
        if self.second_factor is not None and not self.request.session.get("second_factor"):
            # Begun with the password alone, before the app was set up elsewhere: the app has to be shown first.
            logout(self.request)
            return redirect("sign-in")
        if "later" in self.request.POST and may_put_off(self.access):
            self.request.session["put_off"] = True
            return redirect(_way_on(self.request))
        return None

    @cached_property
    def key(self) -> str:
        """The secret offered: the same until it is taken up, so that a mistyped code can be typed again."""
        try:
            return unseal(self.request.session.get(_NEW_KEY, ""), purpose=_PURPOSE)
        except UnreadableSealError:
            key = new_key()
            self.request.session[_NEW_KEY] = seal(key, purpose=_PURPOSE)
            return key

    def record(self, form: EnrollForm) -> HttpResponse:
        now, session = timezone.now(), self.request.session
        session.cycle_key()
        codes = enroll_second_factor(
            account=self.account,
            key=self.key,
            code=form.cleaned_data["code"].replace(" ", ""),
            session_key=session.session_key,
            now=now,
        )
        session.pop(_NEW_KEY, None)
        session["second_factor"] = True
        return _show_codes(self.request, codes)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        title = gettext("Another telephone") if self.second_factor else gettext("Set up the second factor")
        return (
            super().get_context_data(**kwargs)
            | {
                "page_title": title,
                "crumbs": self.crumbs(title),
                "qr": mark_safe(segno.make(self._address(), error="l").svg_inline(omitsize=True)),  # noqa: S308 - drawn by segno
                "key": " ".join(self.key[at : at + _GROUP] for at in range(0, len(self.key), _GROUP)),
                "must": needs_second_factor(self.access) and self.second_factor is None,
                "may_put_off": self.second_factor is None and may_put_off(self.access) and bool(self.access.held),
            }
        )

    def _address(self) -> str:
        """What the picture says to the app."""
        issuer = quote(gettext("Party admission tracker"))
        return f"otpauth://totp/{issuer}:{quote(self.account.username)}?secret={self.key}&issuer={issuer}"


class RecoveryCodesView(OwnAccountMixin, View):
    """Ten new paper codes; those before are worth nothing."""

    asks_password_again = True
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        if self.second_factor is None:
            return redirect("second-factor")
        return _show_codes(request, renew_recovery_codes(account=self.account, now=timezone.now()))


def _show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """Show the paper codes, this once: the page can be printed and not be loaded again."""
    page = RecoveryCodesPage()
    page.setup(request)
    return page.render_to_response(page.get_context_data(codes=codes, go_on_url=_way_on(request)))


def _way_on(request: HttpRequest) -> str:
    """Where the account was on its way to when the second factor was asked for, once."""
    return str(request.session.pop(AFTER_SECOND_FACTOR, "") or reverse("work-list"))


class RecoveryCodesPage(TemplateView):
    """Has no address of its own."""

    template_name = "members/own_account/recovery_codes.html"


class EndSessionView(OwnAccountMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, handle: str) -> HttpResponse:
        try:
            end_session(account=self.account, handle=handle, now=timezone.now())
        except NoSuchSessionError:
            messages.info(request, gettext("This session had ended already."))
        else:
            messages.success(request, gettext("The session was ended."))
        return redirect("own-account")


class SignOutEverywhereView(OwnAccountMixin, View):
    """This session too: whoever fears for his account begins anew."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        end_sessions(account=self.account, by=self.account, reason="everywhere", now=timezone.now())
        logout(request)
        messages.success(request, gettext("You were signed out on all devices."))
        return redirect("sign-in")


class SessionLeftView(OwnAccountMixin, View):
    """How many seconds the session has left. GET only looks; POST says that somebody is there."""

    opens_before_second_factor = True
    stays_idle = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return JsonResponse({"seconds": seconds_left(request.session, timezone.now())})

    def post(self, request: HttpRequest) -> HttpResponse:
        request.session["seen_at"] = timezone.now().timestamp()
        if "text/html" in request.headers.get("Accept", ""):
            return redirect("own-account")
        return self.get(request)


class KeptFormView(OwnAccountMixin, TemplateView):
    """A button that was pressed when the session had ended, or before who it is was confirmed: to be pressed again."""

    template_name = "members/own_account/kept.html"

    @cached_property
    def kept(self) -> Kept | None:
        return kept_button(self.request)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.kept is None:
            return redirect("work-list")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kept = self.kept
        what, about = act_words(self.request, kept.path) if kept is not None else ("", "")
        fields = [] if kept is None else [(name, value) for name, values in kept.fields.items() for value in values]
        return super().get_context_data(**kwargs) | {
            "kept": kept, "fields": fields, "what": what, "about": about,
        }  # fmt: skip
