"""What is answered when something goes wrong before a page can say so itself: plain pages that need no database."""

import sys
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from members.refusals import plain_page

TOO_LARGE = 413
_TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
_AWAY = (OperationalError, InterfaceError)


def refused_request(request: HttpRequest, exception: Exception, *args: Any) -> HttpResponse:
    """Answer a request nobody can read (400), or one with more in it than is taken (413)."""
    return plain_page(TOO_LARGE if isinstance(exception, _TOO_MUCH) else 400)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer where the product failed (500), or the database could not be reached just now (503)."""
    return plain_page(503 if isinstance(sys.exc_info()[1], _AWAY) else 500)
