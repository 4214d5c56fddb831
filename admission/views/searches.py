"""Words of a search that are mostly a name: kept in the session, and not in the address."""

from typing import ClassVar
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

_MOST_SEARCHES = 20
"""So many are kept for Back; with each key pressed there is another one."""
_MOST_LETTERS = 120


class SearchMixin:
    """A list whose search is posted. Addresses are written into logs: the address holds a mark that stands for what
    was typed, and the words are in the session.
    """

    request: HttpRequest
    searches: ClassVar[str]
    """Under this name the words are kept in the session."""

    def typed(self) -> str:
        """The words that were posted."""
        return self.request.POST.get("q", "").replace("\x00", "").strip()[:_MOST_LETTERS]

    def keep(self, text: str) -> str:
        """Keep the words of a search in the session; give the mark that stands for them in the address."""
        mark = salted_hmac(self.searches, text).hexdigest()[:16]
        kept = self.request.session.get(self.searches, {})
        others = {key: words for key, words in kept.items() if key != mark}
        self.request.session[self.searches] = dict(list({**others, mark: text}.items())[-_MOST_SEARCHES:])
        return mark

    def search_url(self, name: str) -> str:
        """The address of the list that answers the words that were posted."""
        text, address = self.typed(), reverse(name)
        return f"{address}?{urlencode({'search': self.keep(text)})}" if text else address

    def searched(self) -> tuple[str, str]:
        """Give the mark in the address with its words; none, and a word about it, where they are no longer kept."""
        mark = self.request.GET.get("search", "")
        text: str = self.request.session.get(self.searches, {}).get(mark, "")
        if mark and not text:
            messages.warning(self.request, gettext("That search is no longer kept; type it again."))
        return (mark, text) if text else ("", "")
