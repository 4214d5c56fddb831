"""Reading answers: titles, errors, rows."""

import re
from collections.abc import Mapping
from datetime import date
from html import unescape
from typing import Any

from django.test import Client

from admission.domain.procedure import StepCode
from admission.models import AdmissionCase

GOOD_VOTE = {
    "vote_method": "secret_ballot",
    "vote_entitled": "9",
    "vote_present": "9",
    "vote_for": "8",
    "vote_against": "1",
    "vote_blank": "0",
}


def text_of(response: Any) -> str:
    """The words of a page, without tags, on one line."""
    content = re.sub(r"<(script|style|head).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", content)).split())


def title_of(response: Any) -> str:
    found = re.search(r"<title>(.*?)</title>", response.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(found[1]).split()) if found else ""


def errors_of(response: Any) -> dict[str, list[str]]:
    """The errors of the form of a page, by field."""
    return {field: list(errors) for field, errors in response.context["form"].errors.items()}


def step_url(case: AdmissionCase, step: StepCode) -> str:
    return f"/cases/{case.pk}/steps/{step.value}/"


def record(client: Client, case: AdmissionCase, step: StepCode, values: Mapping[str, Any]) -> Any:
    """Send the form of a step as a browser that opened it just now would."""
    case.refresh_from_db()
    typed = {name: f"{value:%d/%m/%Y}" if isinstance(value, date) else value for name, value in values.items()}
    return client.post(step_url(case, step), {"revision": case.revision, **typed})
