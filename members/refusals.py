"""The plain pages for errors: made without a request, so that nothing is asked of the database for them."""

from django.http import HttpResponse
from django.template.loader import render_to_string

UNAVAILABLE = 503
RETRY_SECONDS = 60


def plain_page(status: int) -> HttpResponse:
    """Give the page of an error, in the language of the moment; one that passes says when to come again."""
    response = HttpResponse(render_to_string(f"{status}.html"), status=status)
    if status == UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        response.headers["Cache-Control"] = "no-store"
    return response
