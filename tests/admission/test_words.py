"""No English on a Vietnamese page and no Vietnamese on an English one: every page is read in both, word by word.

Looked for are small words that no name, number or quoted clause holds. What was typed in one language stays so.
"""

import inspect
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django import forms
from django.core import validators
from django.urls import reverse

from admission.domain.rule_cells import cells
from admission.domain.rulesets import RULE_SETS
from admission.domain.rulesets.personal_data import ND356_2025
from admission.labels.borrowed import BORROWED
from admission.models import Calendar, SavedView
from members.models import Account
from tests.admission.access_rows import ROWS, Row
from tests.admission.access_world import Undone, World, cookies_kept
from tests.admission.views.pages import text_of
from tests.factories import REASON

pytestmark = pytest.mark.django_db

TELLTALE = {
    "vi": re.compile(
        r"\b(?:the|and|this|that|these|was|were|with|from|have|has|been|your|you|not|only|when|which|who|must|should"
        r"|choose|save|search|submit|required|invalid|delete|cancel|back|previous|show|shown|date|name|yes|please"
        r"|committee|branch|secretary|member|resolution|decision|ceremony|deadline|sponsor)\b",
        re.IGNORECASE,
    ),
    "en": re.compile(r"\b(?:của|được|chưa|không|đồng chí|hãy|những|đã|phải|chọn|lưu|hủy)\b", re.IGNORECASE),
}
LEAST_PAGES = 60
_OF_REQUESTS = (ND356_2025.answer, *ND356_2025.carry_out.values())
CLAUSES = sorted(
    {cell.clause for rules in RULE_SETS for cell in cells(rules)} | {limit.clause for limit in _OF_REQUESTS},
    key=len,
    reverse=True,
)
"""The instruments are quoted as they are, whatever language the reader has."""
IN_ONE_LANGUAGE = {
    "mail": "a mail stays in the language in which it was sent",
    "import-result": "the file's name, as it was typed",
}


def typed() -> list[str]:
    """What people typed in their own language, the longest first."""
    names = Account.objects.values_list("full_name", flat=True)
    calendars = Calendar.objects.values_list("name", flat=True)
    lists = SavedView.objects.values_list("name", flat=True)
    return sorted({*names, *calendars, *lists, REASON} - {""}, key=len, reverse=True)


def foreign_words(answer: Any, language: str, as_it_is: Iterable[str]) -> list[str]:
    """Give each foreign word of a page with what stands around it, besides what stays as it is."""
    html = answer.content.decode()
    body = html[html.index("<body") :]
    body = re.sub(r"<(select|button|textarea)[^>]*\blang=.*?</\1>", " ", body, flags=re.DOTALL)
    body = re.sub(r"<(\w+)[^>]*\blang=\"(?:vi|en)\"[^>]*>.*?</\1>", " ", body, flags=re.DOTALL)
    answer.content = body.encode()
    text = text_of(answer)
    for words in as_it_is:
        text = text.replace(words, " ")
    return [text[max(0, found.start() - 40) : found.end() + 30] for found in TELLTALE[language].finditer(text)]


def pages_in(world: World, language: str) -> Iterator[tuple[Row, Any]]:
    """Open every page that shows itself, as the first of those who may."""
    for row in ROWS:
        actor = min(row.may)
        if actor not in world.clients or row.name in IN_ONE_LANGUAGE:
            continue
        client = world.clients[actor]
        with Undone(), cookies_kept(client):
            answer = client.get(
                reverse(row.name, kwargs=row.kwargs(world.objects)), headers={"accept-language": language}
            )
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            yield row, answer


@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_have_no_word_of_the_other_language(world: World, language: str) -> None:
    as_it_is = [*CLAUSES, *typed()]

    found = {row.name: foreign_words(answer, language, as_it_is) for row, answer in pages_in(world, language)}

    assert {name: words[:3] for name, words in found.items() if words} == {}
    assert len(found) >= LEAST_PAGES


def test_borrowed_words_are_words_of_the_library() -> None:
    theirs = {
        str(message)
        for module in (forms.fields, forms.models, validators)
        for _name, one in inspect.getmembers(module, inspect.isclass)
        for message in (*getattr(one, "default_error_messages", {}).values(), getattr(one, "message", ""))
    }

    assert {str(message) for message in BORROWED} - theirs == set()
