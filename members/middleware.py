"""What goes with each request: pages behind the sign-in are never kept, and what the account holds is read once."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from members.access import Access, access_of
from members.models import Account

_ACCESS = "_access"


def access_of_request(request: HttpRequest) -> Access:
    """Give what the signed-in account holds today, read from the database once for the whole request."""
    access: Access | None = getattr(request, _ACCESS, None)
    if access is None:
        access = access_of(cast(Account, request.user), timezone.localdate())
        setattr(request, _ACCESS, access)
    return access


class NoStoreMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response
