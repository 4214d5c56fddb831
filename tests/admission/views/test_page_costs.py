"""What a page costs in all: every query of the request (session, account, roles and bell too), and what is sent."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from admission.domain.procedure import Stage, StepCode
from admission.models import AdmissionCase, BranchResolution, CasePaper, FormerChain, Heartbeat, LevelLimit
from admission.services.alert_plans import plan_alerts
from admission.services.corrections import correct_fact
from admission.services.decisions import prepare_decision
from admission.services.facts import record_document
from admission.services.transfers import record_transfer
from members.models import Account, OrganizationName, Role
from members.services.journal import record_event
from members.sessions import begin_session
from tests.admission.services.requests import make_request
from tests.admission.stages import case_at
from tests.admission.views.conftest import SignIn
from tests.factories import NOW, REASON, TODAY, FullChain, make_account, make_full_chain

MOST_QUERIES, MOST_BYTES = 12, 150_000
PEOPLE = {
    "secretary": (Role.BRANCH_SECRETARY, "second"),
    "deputy": (Role.DEPUTY_SECRETARY, "second"),
    "clerk": (Role.CLERK, "committee"),
    "clerk of a level": (Role.CLERK, "grassroots"),
    "reviewer": (Role.REVIEWER, "committee"),
    "inspector": (Role.INSPECTOR, "committee"),
    "administrator": (Role.ADMINISTRATOR, "committee"),
}
READERS = [name for name in PEOPLE if name != "administrator"]
LISTS = ("/cases/", "/cases/?sort=name", "/cases/?stage=awaiting_recognition")
_NO_QUESTION = re.compile("(SAVEPOINT|RELEASE|SET|BEGIN|COMMIT)\\b")


def cost(client: Client, url: str, form: dict[str, str] | None = None) -> tuple[list[str], Any]:
    """Every query of one request of a browser, a minute after the last one: it is noted that the session is in use."""
    session = client.session
    begin_session(session, now=timezone.now() - timedelta(minutes=2), second_factor=True)
    session.save()
    with CaptureQueriesContext(connection) as queries:
        page = client.get(url) if form is None else client.post(url, form)
    statements = [str(query["sql"]) for query in queries]
    return [sql for sql in statements if not _NO_QUESTION.match(sql)], page


@pytest.fixture
def chain(calendar_published: None) -> FullChain:
    return make_full_chain()


@pytest.fixture
def people(chain: FullChain) -> dict[str, Account]:
    return {
        name: make_account(f"ai-{number}", role, getattr(chain, place))
        for number, (name, (role, place)) in enumerate(PEOPLE.items())
    }


@pytest.fixture
def rich(chain: FullChain, people: dict[str, Account]) -> AdmissionCase:
    """A file with sponsors, papers, votes, several levels, a probation, corrections, a move, former committees, names
    of former days, a decision that waits and a long journal; and work of every other kind beside it.
    """
    case = case_at(Stage.AWAITING_RECOGNITION, chain)
    for day in (18, 17):
        fact = BranchResolution.objects.current().get(case=case, kind="recognition")
        correct_fact(
            fact=fact, changes={"adopted_on": date(2025, 7, day)}, reason=REASON, by=people["clerk"], today=TODAY,
            now=NOW,
        )  # fmt: skip
    CasePaper.objects.create(
        case=case, step=StepCode.APPLICATION, made_on=date(2023, 1, 4), recorded_by=people["secretary"]
    )
    record_document(
        case=case, step=StepCode.PERSONAL_EVENT, acted_on=TODAY, reason="Đi học", by=None, today=TODAY,
        irregular_reason=REASON,
    )  # fmt: skip
    record_transfer(
        case=case, to_branch=chain.second, moved_on=date(2025, 8, 11), by=None, today=TODAY, now=NOW,
        irregular_reason=REASON,
    )  # fmt: skip
    FormerChain.objects.create(case=case, until_on=date(2023, 5, 5), competent_committee=chain.committee)
    OrganizationName.objects.create(organization=chain.branch, from_on=date(2024, 2, 3), name="Chi bộ Một trước đây")
    LevelLimit.objects.create(organization=chain.grassroots, working_days=9, from_on=TODAY, recorded_at=NOW)
    for number in range(40):
        record_event(verb="something_new", subject=f"case:{case.pk}", by=None, details={"number": number})
    case.refresh_from_db()
    prepare_decision(
        case=case, step=StepCode.RECOGNITION_DECISION, by=people["clerk"], today=TODAY, now=NOW,
        columns={"outcome": "granted", "decided_on": "2026-02-27", "number": "35"}, irregular_reason=REASON,
        revision=case.revision,
    )  # fmt: skip
    for stage in (Stage.READY_FOR_BRANCH, Stage.AWAITING_CEREMONY, Stage.PROBATION):
        case_at(stage, chain, name=f"Đặng Thị {stage}")
    make_request(chain.committee, people["clerk"])
    plan_alerts(today=TODAY)
    Heartbeat.objects.create(name="sweep", last_at=NOW)
    return case


def check(client: Client, url: str, form: dict[str, str] | None = None) -> Any:
    cost(client, url, form)  # what a process reads once is read
    queries, page = cost(client, url, form)
    assert page.status_code == (200 if form is None else 302), url
    assert len(queries) <= MOST_QUERIES, (url, len(queries), queries)
    assert any(sql.startswith("UPDATE") and "members_accountsession" in sql for sql in queries)
    return page


def size(client: Client, url: str) -> int:
    """The bytes of the answer as a browser gets it."""
    page = client.get(url, headers={"accept-encoding": "gzip"})
    assert page.headers["Content-Encoding"] == "gzip"
    return len(page.content)


def test_pages_take_at_most_twelve_queries_and_150_kilobytes(
    rich: AdmissionCase, people: dict[str, Account], sign_in: SignIn
) -> None:
    for name, account in people.items():
        client = sign_in(account)
        urls = ["/"]
        if name in READERS:
            urls += [f"/cases/{rich.pk}/", *LISTS]
            urls.append(check(client, "/cases/", {"q": "dang thi"}).url)
        for url in urls:
            check(client, url)
            assert size(client, url) <= MOST_BYTES, (name, url)


def test_page_of_the_rich_file_shows_all_that_is_in_it(
    rich: AdmissionCase, people: dict[str, Account], sign_in: SignIn
) -> None:
    page = sign_in(people["clerk"]).get(f"/cases/{rich.pk}/")

    assert page.context["waiting_words"].startswith("Prepared by Người ai-2")
    assert sum(not shown.fact.is_current for shown in page.context["facts"]) == 2
    assert page.context["event_count"] > 50
    assert len(page.context["votes"]) > 2
    html = page.content.decode()
    for words in ("Chi bộ Đủ cấp Một", "Đảng ủy cơ sở Ban Mai", "Chi bộ Đủ cấp Hai", "Chi bộ Một trước đây"):
        assert words in html
