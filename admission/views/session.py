"""Sign in with password and second factor, sign out, and the language of an account."""

from datetime import timedelta
from functools import cached_property
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import check_for_language, gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, View
from django.views.i18n import set_language

from admission.forms.sign_in import SecondStepForm, SignInForm, add_sign_in_error
from admission.permissions import Act
from admission.views.devices import device_of, remember_device
from admission.views.returning import note_kept, safe_address
from members.errors import MembersError
from members.models import Account, SecondFactor
from members.services.accounts import choose_language
from members.services.second_factors import RECOVERY_CODE, check_code, codes_left
from members.services.sign_in import WrongPasswordError, check_password, record_sign_in, record_sign_out
from members.sessions import begin_session

_LANGUAGES = {code for code, _name in settings.LANGUAGES}
_PENDING = "pending"
PENDING_FOR = timedelta(minutes=10)
"""Between the password and the code."""


def remember_language(response: HttpResponseBase, language: str) -> None:
    """Keep the language in the cookie from which the pages are told it."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def enter(request: HttpRequest, account: Account, *, second_factor: str, after: str) -> HttpResponse:
    """Begin the session of who has proved who he is, in a new row with a new key, and lead to where he wanted to go."""
    now, device = timezone.now(), device_of(request)
    request.session.flush()
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    begin_session(
        request.session,
        now=now,
        second_factor=bool(second_factor),
        address=device.address,
        device=device.words,
    )
    record_sign_in(account=account, device=device, second_factor=second_factor, now=now)
    note_kept(request, account)
    response = redirect(after or settings.LOGIN_REDIRECT_URL)
    remember_language(response, account.language)
    remember_device(request, response, account)
    return response


@method_decorator([login_not_required, sensitive_post_parameters()], name="dispatch")
class SignInView(FormView[SignInForm]):
    act = Act.SIGN_IN
    keeps_forms = False
    template_name = "members/sign_in.html"
    form_class = SignInForm

    @cached_property
    def after(self) -> str:
        asked = self.request.POST.get("next") or self.request.GET.get("next", "")
        return safe_address(self.request, asked)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return redirect(self.after or settings.LOGIN_REDIRECT_URL)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: SignInForm) -> HttpResponse:
        now = timezone.now()
        try:
            account = check_password(**form.cleaned_data, device=device_of(self.request), now=now)
        except WrongPasswordError:
            words = gettext("User name and password do not belong together. Small and capital letters differ.")
            form.add_error(None, words)
            return self.form_invalid(form)
        except MembersError as error:
            add_sign_in_error(form, error, None, now)
            return self.form_invalid(form)
        if not SecondFactor.objects.current().filter(account=account).exists():
            return enter(self.request, account, second_factor="", after=self.after)
        self.request.session.flush()
        self.request.session[_PENDING] = {"account": account.pk, "at": now.timestamp(), "next": self.after}
        return redirect("sign-in-code")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_empty = not Account.objects.exists()
        return super().get_context_data(**kwargs) | {"next": self.after, "is_empty": is_empty}


@method_decorator([login_not_required, sensitive_post_parameters()], name="dispatch")
class SecondStepView(FormView[SecondStepForm]):
    """Only for who has just given the right password; until the code holds, nobody is signed in."""

    act = Act.SIGN_IN
    keeps_forms = False
    template_name = "members/own_account/code.html"
    form_class = SecondStepForm

    @cached_property
    def pending(self) -> dict[str, Any]:
        pending: dict[str, Any] = self.request.session.get(_PENDING, {})
        fresh = timezone.now().timestamp() - pending.get("at", 0) < PENDING_FOR.total_seconds()
        return pending if fresh else {}

    @cached_property
    def account(self) -> Account | None:
        account: Account | None = Account.objects.active().filter(pk=self.pending.get("account")).first()
        return account

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated or self.account is None:
            return redirect("sign-in")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: SecondStepForm) -> HttpResponse:
        now, account = timezone.now(), cast(Account, self.account)
        try:
            used = check_code(account=account, code=form.cleaned_data["code"], now=now)
        except MembersError as error:
            add_sign_in_error(form, error, "code", now)
            return self.form_invalid(form)
        if used != RECOVERY_CODE:
            return enter(self.request, account, second_factor=used, after=self.pending["next"])
        response = enter(self.request, account, second_factor=used, after=reverse("own-account"))
        words = gettext(
            "You used a recovery code; %(count)s are left. If the telephone is gone, set up another one here."
        )
        messages.warning(self.request, words % {"count": codes_left(account)})
        return response


class SignOutView(LogoutView):
    act = Act.SIGN_IN
    keeps_forms = False
    opens_before_second_factor = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if isinstance(request.user, Account):
            record_sign_out(account=request.user, now=timezone.now())
        logout(request)
        return redirect("sign-in")


@method_decorator(login_not_required, name="dispatch")
class ChooseLanguageView(View):
    """Django's own switch, which the account remembers."""

    act = Act.SIGN_IN
    keeps_forms = False
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        language: Any = request.POST.get("language")
        if request.user.is_authenticated and language in _LANGUAGES and check_for_language(language):
            choose_language(account=request.user, language=language)
        return set_language(request)
