"""Every form, sent empty: a summary on top that leads to the fields, the same words at each, and the title says so."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from tests.admission.access_rows import ROWS, Row
from tests.admission.access_world import Undone, World, ask, cookies_kept

pytestmark = pytest.mark.django_db

LEAST_FORMS = 25


def refused(world: World) -> Iterator[tuple[Row, Any]]:
    """Send every form empty, as the first of those who may; give the answers that show it again with errors."""
    for row in ROWS:
        actor = min(row.may)
        if actor not in world.clients:
            continue
        client = world.clients[actor]
        url = reverse(row.name, kwargs=row.kwargs(world.objects))
        with Undone(), cookies_kept(client):
            answer = ask(client, "post", url, {})
        form = answer.context.get("form") if answer.context else None
        if answer.status_code == 200 and form is not None and form.errors and shows_form(answer):
            yield row, answer


def shows_form(answer: Any) -> bool:
    """Whether the page has its form; one that has nothing to choose from says so instead."""
    return 'method="post"' in answer.content.decode().split('id="content"')[1].split("</main>")[0]


def faults(answer: Any) -> Iterator[str]:
    """Say what is not as everywhere else."""
    html = answer.content.decode()
    title = re.search(r"<title>\s*(.*?)\s*</title>", html, flags=re.DOTALL)
    if title is None or not title[1].startswith("Error:"):
        yield "the title does not begin with “Error:”"
    summary = re.search(r'class="error-summary"(.*?)</div>', html, flags=re.DOTALL)
    if summary is None:
        yield "there is no summary of the errors"
        return
    form, after = answer.context["form"], html[summary.end() :]
    for target in re.findall(r'href="#([^"]+)"', summary[1]):
        if f'id="{target}"' not in after:
            yield f"the summary leads to #{target}, which is not on the page"
    hidden = {field.name for field in form.hidden_fields()}  # a browser sends these by itself
    for name, errors in form.errors.items():
        for words in errors:
            if words not in unescape(summary[1]):
                yield f"“{words}” ({name}) is not in the summary"
            elif name not in hidden | {"__all__"} and words not in unescape(after):
                yield f"“{words}” is not at its field {name}"


def test_every_form_tells_its_errors_the_same_way(world: World) -> None:
    found = {row.name: list(faults(answer)) for row, answer in refused(world)}

    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert len(found) >= LEAST_FORMS
