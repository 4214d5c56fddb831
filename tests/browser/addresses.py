"""The addresses of the product as the walk over every page knows them, and beside them one for each kind of error."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.csrf import csrf_failure

from admission.urls import urlpatterns as of_the_product
from admission.views.style_page import StylePageView

ERRORS = sorted(path.stem for path in Path(settings.BASE_DIR, "templates").glob("[45]*.html"))
"""Every page of an error there is, by the name of its template."""


class BrokenOnPurposeError(Exception):
    """A fault that nobody foresaw."""


@login_not_required
def fail(request: HttpRequest, kind: str) -> HttpResponse:
    """Answer as the product does when that goes wrong; a page that no middleware of Django shows is shown as it is."""
    raised: dict[str, Exception] = {
        "400": SuspiciousOperation("on purpose"),
        "403": PermissionDenied(),
        "404": Http404(),
        "500": BrokenOnPurposeError(),
    }
    if kind in raised:
        raise raised[kind]
    if kind == "403_csrf":
        answer: HttpResponse = csrf_failure(request)
        return answer
    return render(request, f"{kind}.html", status=int(kind[:3]))


urlpatterns: list[Any] = [*of_the_product, path("errors/<str:kind>/", fail, name="error")]
if not settings.DEBUG:  # else the product has it itself
    urlpatterns.append(path("dev/components/", StylePageView.as_view(), name="style-page"))
