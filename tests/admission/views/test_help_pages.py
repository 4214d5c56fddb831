"""The guides, the glossary and what changed: true to the screens, the regulation and the version that runs."""

import re
from pathlib import Path
from typing import Any

import polib
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from admission.domain.cell_specs import ALL_ADDRESSES
from admission.domain.rulesets import rule_set_in_force
from admission.labels.changes import VERSIONS
from admission.labels.glossary import GLOSSARY
from admission.labels.guides import GUIDE_OF_ROLE, GUIDES
from admission.labels.guides.lines import MOST_STEPS
from admission.labels.guides.places import PAGE_HELP, STEP_HELP
from admission.models import AdmissionCase
from admission.selectors.glossary import glossary
from admission.urls import urlpatterns
from members.models import Role
from tests.admission.views.conftest import SignIn
from tests.admission.views.pages import text_of
from tests.factories import TODAY, Tree, make_account

MOST_BYTES = 60 * 1024
TASKS = [task for guide in GUIDES.values() for task in guide.tasks]
LINES = [line for task in TASKS for line in task.lines]
TERMS = [term for group in GLOSSARY for term in group.terms]
GUIDE_FILES = "admission/labels/guides/"


def headings_of(response: Any) -> list[str]:
    found = re.findall(r"<h2 id=\"([a-z-]+)\">", response.content.decode())
    return [slug for slug in found if slug in GUIDES]


@pytest.mark.parametrize("role", list(Role))
def test_help_shows_the_guide_of_the_role_first(tree: Tree, sign_in: SignIn, role: Role) -> None:
    client = sign_in(make_account("ai", role, tree.branch))

    assert headings_of(client.get("/help/")) == [GUIDE_OF_ROLE[role], "everybody"]


def test_help_is_there_for_who_has_no_role_and_linked_from_every_foot(db: None, sign_in: SignIn) -> None:
    client = sign_in(make_account("khong-vai"))

    assert headings_of(client.get("/help/")) == ["everybody"]
    assert 'href="/help/"' in client.get("/privacy/").content.decode()
    assert Client().get("/help/").status_code == 302


def test_help_links_only_to_pages_the_reader_may_open(secretary: Client, administrator: Client) -> None:
    for client, guide in ((secretary, "administration"), (administrator, "branch")):
        page = client.get(f"/help/{guide}/").content.decode()
        begins = re.findall(r"btn-outline-primary\" href=\"([^\"]+)\"|btn-outline-primary\"\s+href=\"([^\"]+)\"", page)

        assert [client.get(url).status_code for pair in begins for url in pair if url] == [200] * len(begins)

    assert 'href="/cases/new/"' in secretary.get("/help/branch/").content.decode()


@pytest.mark.parametrize("guide", list(GUIDES))
def test_guide_opens_for_everybody_with_its_tasks(secretary: Client, guide: str) -> None:
    page = text_of(secretary.get(f"/help/{guide}/"))

    assert all(str(task.title) in page for task in GUIDES[guide].tasks)


def test_page_leads_to_the_task_that_explains_it(secretary: Client, case: AdmissionCase) -> None:
    begins = {
        "/cases/new/": "/help/branch/#open-file",
        f"/cases/{case.pk}/steps/application/": "/help/branch/#record-paper",
        "/leave/": "/help/branch/#leave",
        "/privacy/": "",
    }

    for page, help_page in begins.items():
        found = re.findall(r"class=\"help-here[^>]*>\s*<a href=\"([^\"]+)\"", secretary.get(page).content.decode())

        assert found == [help_page] * bool(help_page), page


def test_page_of_nobody_leads_nowhere(db: None) -> None:
    assert "help-here" not in Client().get("/sign-in/").content.decode()


def test_places_name_pages_and_tasks_that_exist() -> None:
    tasks = {(guide.slug, task.anchor) for guide in GUIDES.values() for task in guide.tasks}

    assert {*STEP_HELP.values(), *PAGE_HELP.values()} - tasks == set()
    assert set(PAGE_HELP) - {pattern.name for pattern in urlpatterns} == set()


def test_guide_that_is_none_is_not_found(secretary: Client) -> None:
    assert secretary.get("/help/nothing/").status_code == 404


def test_newcomer_finds_the_practice_and_who_practises_is_not_sent_there(tree: Tree, sign_in: SignIn) -> None:
    client = sign_in(make_account("bithu", Role.BRANCH_SECRETARY, tree.branch))
    before = client.get("/help/").content.decode()
    tree.branch.is_practice = True
    tree.branch.save()

    after = client.get("/help/").content.decode()

    assert [page.count('href="#practise"') for page in (before, after)] == [2, 1]  # the hint, and the list of tasks


def test_every_role_has_its_guide() -> None:
    assert set(GUIDE_OF_ROLE) == set(Role.values)


def test_tasks_are_short_and_their_anchors_differ() -> None:
    anchors = [task.anchor for task in TASKS]

    assert len(set(anchors) | set(GUIDES)) == len(anchors) + len(GUIDES)
    assert [task.anchor for task in TASKS if not 3 <= len(task.lines) <= MOST_STEPS] == []
    assert [task.page for task in TASKS if task.page and not reverse(task.page)] == []


@pytest.mark.parametrize("task", [task for task in TASKS if task.picture], ids=lambda task: task.anchor)
def test_picture_of_a_task_is_there_and_small(task: Any) -> None:
    found = finders.find(task.picture.path)

    assert found, f"Take it: python -m scripts.help_pictures {task.picture.name}"
    content = Path(str(found)).read_bytes()
    assert len(content) <= MOST_BYTES
    assert content[:4] + content[8:12] == b"RIFFWEBP"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_sentence_has_a_place_for_each_word_of_the_screen(language: str) -> None:
    with override(language):
        wrong = [str(line.text) for line in LINES if str(line.text).count("{}") != len(line.names)]

    assert wrong == []


def test_words_a_guide_names_stand_on_a_screen() -> None:
    catalogue = polib.pofile(str(settings.BASE_DIR / "locale/vi/LC_MESSAGES/django.po"))
    elsewhere = {
        entry.msgid for entry in catalogue if any(not path.startswith(GUIDE_FILES) for path, _ in entry.occurrences)
    }
    with override("en"):
        named = {str(name) for line in LINES for name in line.names if not isinstance(name, str)}

    assert named - elsewhere == set()


def test_word_of_the_screen_is_written_in_bold(secretary: Client) -> None:
    page = secretary.get("/help/branch/").content.decode()

    assert "<li>Choose <b>Open a file</b> in the menu.</li>" in page


# --- glossary --------------------------------------------------------------------------------------------------------
def test_glossary_takes_numbers_and_clauses_from_the_regulation_in_force() -> None:
    rules = rule_set_in_force(TODAY)
    with override("en"):
        lines = {line.anchor: line for group in glossary(rules) for line in group.lines}

    limit = lines["limit-ceremony"]
    assert limit.words == "From the receipt of the decision the branch has 30 working days."
    assert limit.clause == "294-QĐ/TW, 4.1 (tiếp nối 232-QĐ/TW)"
    assert limit.is_doubtful is True
    assert lines["sponsor"].is_doubtful is False
    assert lines["ceremony"].clause == "294-QĐ/TW, 4.1"
    assert lines["journal-term"].clause == ""


def test_glossary_gives_the_original_term_to_who_reads_another_language() -> None:
    rules = rule_set_in_force(TODAY)

    with override("vi"):
        at_home = {line.original for group in glossary(rules) for line in group.lines}
    with override("en"):
        abroad = {line.anchor: line.original for group in glossary(rules) for line in group.lines}

    assert at_home == {""}
    with override("vi"):
        assert abroad == {term.anchor: str(term.name) for term in TERMS}


def test_terms_have_one_source_at_most_and_a_place_for_its_number() -> None:
    with override("en"):
        wrong = [
            term.anchor
            for term in TERMS
            if (term.cell and term.step)
            or bool(term.cell) != ("{}" in str(term.words))
            or (term.cell and term.cell not in ALL_ADDRESSES)
        ]

    assert wrong == []
    anchors = [term.anchor for term in TERMS] + [group.anchor for group in GLOSSARY]
    assert len(anchors) == len(set(anchors))


def test_glossary_page_has_an_anchor_for_each_term(secretary: Client) -> None:
    page = secretary.get("/help/terms/")

    assert set(re.findall(r"<dt id=\"([a-z-]+)\"", page.content.decode())) == {term.anchor for term in TERMS}
    assert "Quy định 294-QĐ/TW" in text_of(page)


# --- what changed ----------------------------------------------------------------------------------------------------
def test_newest_version_is_the_one_running() -> None:
    assert VERSIONS[0].number == settings.VERSION


def test_changes_tell_each_version_newest_first(secretary: Client) -> None:
    answer = secretary.get("/help/changes/")

    shown = re.findall(r"<h2 id=\"version-\d+\">(\S+) ·", answer.content.decode())
    assert shown == [version.number for version in VERSIONS] == sorted(shown, reverse=True)
    assert f"You work with version {settings.VERSION}." in text_of(answer)


@pytest.mark.parametrize("address", ["/help/", "/help/branch/", "/help/changes/"])
def test_help_costs_no_query_beside_the_frame(secretary: Client, address: str) -> None:
    counts = []
    for page in ("/privacy/", address):  # the first asks for nothing but the frame
        secretary.get(page)
        with CaptureQueriesContext(connection) as queries:
            secretary.get(page)
        counts.append(len(queries))

    assert counts[0] == counts[1]
