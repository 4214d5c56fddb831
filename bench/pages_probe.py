"""The part of P4 and P5 that runs inside Django: ``python -m bench.pages_probe visits``, answer on the last line.

For each page: what is asked for, by whom, how many queries it takes at most and how large the answer is.
"""

import json
import os
import random
import sys
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partyapp.settings")
django.setup()

from django.conf import settings  # noqa: E402 - Django has to be set up first
from django.db import connection  # noqa: E402 - the same
from django.middleware.csrf import get_token  # noqa: E402 - the same
from django.test import Client, RequestFactory  # noqa: E402 - the same
from django.test.utils import CaptureQueriesContext  # noqa: E402 - the same
from django.utils import timezone  # noqa: E402 - the same

from admission.models import AdmissionCase, Deadline  # noqa: E402 - the same
from bench.prototypes import names_by_place  # noqa: E402 - the same
from members.models import Account, Role, RoleAssignment  # noqa: E402 - the same
from members.sessions import begin_session  # noqa: E402 - the same

Visit = dict[str, str]

PEOPLE = 24
"""So many accounts of each role ask."""
COUNTED = 12
"""The queries of so many visits of a page are counted."""
FAR_DOWN = 8_000
"""The page of the list that is asked for far down begins so many files after the first one, or in its middle."""
_COMMON = ("Nguyễn", "Trần", "le", "thi", "Hương", "van th", "n", "minh")
"""What tens of thousands of people bear, or begin with."""
_SEED = 7


def main(arguments: Sequence[str]) -> None:
    """Sign people in and say what they ask for."""
    (what,) = arguments
    found = {"visits": visits}[what]()
    sys.stdout.write(json.dumps(found) + "\n")


def visits() -> dict[str, Any]:
    """Give the visits of each page with what one of them takes."""
    settings.ALLOWED_HOSTS = ["*"]
    _vacuum()
    dice = random.Random(_SEED)
    secretaries, clerks = _people(Role.BRANCH_SECRETARY, dice), _people(Role.CLERK, dice)
    nation = _people(Role.INSPECTOR, dice, "kiemtra.tw")
    names = dice.sample(names_by_place(), PEOPLE)
    asked: dict[str, list[Visit]] = {
        "work": [_visit(one, "/") for one in secretaries],
        "work_clerk": [_visit(one, "/") for one in clerks],
        "case": [_visit(one, _file_of(one)) for one in secretaries],
        "list": [_visit(one, "/cases/") for one in clerks],
        "list_nation": [_visit(one, "/cases/") for one in nation],
        "list_deep": [_visit(one, f"/cases/?{urlencode({'after': _far_down()})}") for one in nation],
        "by_name": [_visit(one, "/cases/?sort=name") for one in nation],
        "late": [_visit(one, "/cases/?light=overdue") for one in nation],
        "search": [_visit(one, "/cases/", name) for one, name in zip(clerks, names, strict=False)],
        "search_nation": [_visit(nation[0], "/cases/", name) for name in names],
        "search_common": [_visit(nation[0], "/cases/", words) for words in _COMMON],
        "calendar": [_visit(one, "/deadlines/calendar/?month=2026-03") for one in nation],
        "branches": [_visit(one, "/branches/") for one in nation],
    }
    taken = {page: {"visits": found, **_taken(found)} for page, found in asked.items()}
    return {"cases": AdmissionCase.objects.count(), **taken}


def _vacuum() -> None:
    """Do what autovacuum does in the minutes after so many rows were written: until then no index is read alone."""
    with connection.cursor() as cursor:
        for model in (AdmissionCase, Deadline):
            cursor.execute(f"VACUUM {model._meta.db_table}")


def _people(role: Role, dice: random.Random, username: str = "") -> list[Account]:
    held = RoleAssignment.objects.filter(role=role.value)
    if username:
        held = held.filter(account__username=username)
    accounts = sorted(set(held.values_list("account", flat=True)))
    chosen = dice.sample(accounts, min(PEOPLE, len(accounts)))
    return list(Account.objects.filter(pk__in=chosen).order_by("pk"))


def _file_of(account: Account) -> str:
    branch = RoleAssignment.objects.filter(account=account).values("organization")[:1]
    first = AdmissionCase.objects.filter(branch__in=branch).open().order_by("pk").values_list("pk", flat=True)[:1]
    return f"/cases/{first.get()}/"


def _far_down() -> str:
    dated = AdmissionCase.objects.open().exclude(next_due_on=None).order_by("next_due_on", "pk")
    place = min(FAR_DOWN, dated.count() // 2)
    due_on, pk = dated.values_list("next_due_on", "pk")[place]
    return f"{due_on}.{pk}"


def _visit(account: Account, path: str, words: str = "") -> Visit:
    client = _signed_in(account)
    request = RequestFactory().get("/")
    token = get_token(request)
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    cookies[settings.CSRF_COOKIE_NAME] = request.META["CSRF_COOKIE"]
    return {
        "cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "token": token,
        "path": path,
        "body": urlencode({"q": words}) if words else "",
    }


def _signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    session = client.session
    begin_session(session, now=timezone.now(), second_factor=True)
    session.save()
    return client


def _taken(visits: Sequence[Visit]) -> dict[str, int]:
    """Give the most queries and bytes that one of some visits takes: what finds nothing takes less than what finds."""
    taken = [_taken_by(visit) for visit in visits[:COUNTED]]
    return {"queries": max(queries for queries, _size in taken), "bytes": max(size for _queries, size in taken)}


def _taken_by(visit: Visit) -> tuple[int, int]:
    """Count the queries of a page and the bytes of its answer, once it is warm."""
    client = Client(headers={"cookie": visit["cookie"], "accept-encoding": "gzip", "x-csrftoken": visit["token"]})
    path = visit["path"]
    if visit["body"]:
        body = visit["body"]
        answer = client.post(path, body, content_type="application/x-www-form-urlencoded")
        path = answer.headers["Location"]
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return len(queries), len(answer.content)


if __name__ == "__main__":
    main(sys.argv[1:])
