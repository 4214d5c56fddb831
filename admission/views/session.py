"""Sign in, and the language of an account."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.translation import check_for_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from django.views.i18n import set_language

from admission.permissions import Act
from members.services.accounts import choose_language

_LANGUAGES = {code for code, _name in settings.LANGUAGES}


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


class SignInForm(AuthenticationForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")

    error_messages = {
        "invalid_login": _("User name and password do not belong together. Small and capital letters differ."),
        "inactive": _("This account is closed; ask the administrator of your committee."),
    }


@method_decorator(login_not_required, name="dispatch")
class SignInView(LoginView):
    act = Act.SIGN_IN
    template_name = "members/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        response = super().form_valid(form)
        remember_language(response, form.get_user().language)
        return response


class SignOutView(LogoutView):
    act = Act.SIGN_IN


@method_decorator(login_not_required, name="dispatch")
class ChooseLanguageView(View):
    """Django's own switch, which the account remembers."""

    act = Act.SIGN_IN
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseBase:
        language: Any = request.POST.get("language")
        if request.user.is_authenticated and language in _LANGUAGES and check_for_language(language):
            choose_language(account=request.user, language=language)
        return set_language(request)
