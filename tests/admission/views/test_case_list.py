"""The list of files: search, filters, pages."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from admission.models import AdmissionCase, Candidate
from admission.selectors.case_lists import PAGE_SIZE, Cursor
from members.models import Organization, Person
from members.text import name_order, search_form
from tests.factories import Dates, Tree, advance, make_case


def many_cases(branch: Organization, committee: Organization, count: int) -> None:
    """Files that await a decision, a third of them due each day from 2 March on, every tenth without a due date."""
    people = Person.objects.bulk_create(
        Person(full_name=name, name_search=search_form(name), name_sort=name_order(name))
        for name in (f"Nguyễn Văn {n}" for n in range(count))
    )
    candidates = Candidate.objects.bulk_create(Candidate(person=person) for person in people)
    AdmissionCase.objects.bulk_create(
        AdmissionCase(
            candidate=candidate,
            branch=branch,
            competent_committee=committee,
            rule_set="TRAINING_2020",
            opened_on=date(2025, 1, 2),
            stage="awaiting_decision",
            next_body="competent_committee",
            next_due_on=None if n % 10 == 0 else date(2026, 3, 2) + timedelta(days=n // 3),
        )
        for n, candidate in enumerate(candidates)
    )
    AdmissionCase.objects.filter(candidate__in=candidates).take_names()


def names(page: Any) -> list[str]:
    return [row["cells"][0]["text"] for row in page.context["rows"]]


def search(client: Client, words: str, **filters: str) -> Any:
    """Type words into the search and press Enter: the list that one is led to."""
    return client.post("/cases/", {"q": words, **filters}, follow=True)


def test_thousand_files_take_at_most_twelve_queries(tree: Tree, secretary: Client) -> None:
    many_cases(tree.branch, tree.committee, 1000)
    secretary.get("/cases/")

    with CaptureQueriesContext(connection) as queries:
        page = search(secretary, "nguyen", light="soon")
    with CaptureQueriesContext(connection) as plain:
        secretary.get("/cases/")

    assert page.context["total"] == 27
    assert len(queries) <= 18  # two requests, and the search kept in the session between them
    assert len(plain) <= 12


def test_pages_read_by_key_show_every_file_once_in_order(tree: Tree, secretary: Client) -> None:
    many_cases(tree.branch, tree.committee, 120)
    seen: list[str] = []
    url = "/cases/"
    while url:
        page = secretary.get(url)
        seen += names(page)
        url = f"/cases/{page.context['next_url']}" if page.context["next_url"] else ""

    in_order = AdmissionCase.objects.order_by("next_due_on", "pk")
    dated = [case.candidate.person.full_name for case in in_order.exclude(next_due_on=None)]
    undated = [case.candidate.person.full_name for case in in_order.filter(next_due_on=None)]
    assert seen == dated + undated


def test_previous_page_is_the_one_before(tree: Tree, secretary: Client) -> None:
    many_cases(tree.branch, tree.committee, 120)
    first = secretary.get("/cases/")
    second = secretary.get(f"/cases/{first.context['next_url']}")
    third = secretary.get(f"/cases/{second.context['next_url']}")

    back = secretary.get(f"/cases/{third.context['previous_url']}")
    start = secretary.get(f"/cases/{back.context['previous_url']}")

    assert (names(back), names(start)) == (names(second), names(first))
    assert (first.context["previous_url"], third.context["next_url"], start.context["previous_url"]) == ("", "", "")
    assert len(names(first)) == PAGE_SIZE


@pytest.mark.parametrize("text", ["", "x", "2026-13-01.5", "2026-03-02.", "2026-03-02.x", ".5", "99999-01-01.1"])
def test_cursor_that_nobody_wrote_is_the_first_page(case: AdmissionCase, secretary: Client, text: str) -> None:
    assert Cursor.parse(text) is None
    assert names(secretary.get("/cases/", {"after": text})) == ["Đặng Thị Hương"]


@pytest.mark.parametrize("words", ["dang", "DANG HUONG", "huong dang", "Đặng", "đặng thị hương"])
@pytest.mark.parametrize("most", [0, 1_000])
def test_search_needs_no_marks(
    tree: Tree, case: AdmissionCase, secretary: Client, words: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the name is common, or rare and its files are looked up first."""
    monkeypatch.setattr("admission.selectors.case_lists.MOST_COUNTED", most)
    make_case(tree.branch, name="Nguyễn Văn Nam")

    assert names(search(secretary, words)) == ["Đặng Thị Hương"]


def test_common_name_costs_as_many_queries_as_a_rare_one(
    tree: Tree, secretary: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    many_cases(tree.branch, tree.committee, 60)
    make_case(tree.branch, name="Đặng Thị Hương")
    search(secretary, "huong")

    def taken(words: str, order: str) -> tuple[int, str]:
        with CaptureQueriesContext(connection) as queries:
            page = search(secretary, words, sort=order)
        return len(queries), page.context["summary"]

    rare = [taken("huong", order) for order in ("", "name")]
    monkeypatch.setattr("admission.selectors.case_lists.MOST_COUNTED", 55)
    common = [taken("nguyen", order) for order in ("", "name")]

    assert [words for _count, words in rare] == ["1 of 1 files"] * 2
    assert [words for _count, words in common] == ["50 of more than 1,000 files"] * 2
    assert [count for count, _words in rare] == [count for count, _words in common]


def test_pages_of_a_common_name_show_every_file_once(
    tree: Tree, secretary: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    many_cases(tree.branch, tree.committee, 70)
    make_case(tree.branch, name="Đặng Thị Hương")

    def listed(order: str) -> list[str]:
        page = search(secretary, "nguyen", sort=order)
        first = names(page)
        address = page.context["next_url"]
        return first + names(secretary.get(f"/cases/{address}"))

    whole = [listed(order) for order in ("", "name")]
    monkeypatch.setattr("admission.selectors.case_lists.MOST_COUNTED", 55)

    assert [listed(order) for order in ("", "name")] == whole
    assert [len(set(found)) for found in whole] == [70, 70]


def test_search_finds_the_number_of_the_file(tree: Tree, case: AdmissionCase, secretary: Client) -> None:
    make_case(tree.branch, name="Nguyễn Văn Nam")

    assert names(search(secretary, case.code)) == ["Đặng Thị Hương"]


@pytest.mark.parametrize("words", ["%", "_", "' OR 1=1 --", "\x00", "<script>", "x" * 5000])
def test_search_for_anything_is_answered(case: AdmissionCase, secretary: Client, words: str) -> None:
    response = search(secretary, words)

    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_filters_narrow_the_list_and_can_be_taken_off(tree: Tree, case: AdmissionCase, reviewer: Client) -> None:
    advance(make_case(tree.branch, name="Chờ Quyết Định"), Dates())
    make_case(tree.sibling, name="Chi Bộ Hai")
    asked = {"stage": "nominated", "branch": str(tree.sibling.pk)}

    page = reviewer.get("/cases/", asked)

    assert names(page) == ["Chi Bộ Hai"]
    assert [chip["remove_url"] for chip in page.context["chips"]] == [f"?branch={tree.sibling.pk}", "?stage=nominated"]


def test_light_filters_by_working_days(tree: Tree, reviewer: Client) -> None:
    for name, due_on in [("Quá", date(2026, 2, 27)), ("Nay", date(2026, 3, 2)), ("Bảy", date(2026, 3, 11))]:
        AdmissionCase.objects.filter(pk=make_case(tree.branch, name=name).pk).update(next_due_on=due_on)
    later = make_case(tree.branch, name="Tám")
    AdmissionCase.objects.filter(pk=later.pk).update(next_due_on=date(2026, 3, 12))

    assert names(reviewer.get("/cases/", {"light": "overdue"})) == ["Quá"]
    assert names(reviewer.get("/cases/", {"light": "soon"})) == ["Nay", "Bảy"]


def test_filter_nobody_offers_asks_for_nothing(tree: Tree, case: AdmissionCase, secretary: Client) -> None:
    asked = {"stage": "x", "branch": str(tree.foreign_branch.pk), "light": "green"}

    assert names(secretary.get("/cases/", asked)) == ["Đặng Thị Hương"]


def test_stage_that_comes_by_the_calendar_alone_is_found(case: AdmissionCase, secretary: Client) -> None:
    advance(case, Dates(resolved_on=None))

    assert case.stage == "sponsored"
    assert names(secretary.get("/cases/", {"stage": "ready_for_branch"})) == ["Đặng Thị Hương"]
    assert names(secretary.get("/cases/", {"stage": "sponsored"})) == []


def test_closed_files_come_last(tree: Tree, secretary: Client) -> None:
    closed = make_case(tree.branch, name="Đã Xong")
    AdmissionCase.objects.filter(pk=closed.pk).update(stage="refused", closed_on=date(2026, 1, 5), next_body="")
    make_case(tree.branch, name="Đang Mở")

    assert names(secretary.get("/cases/")) == ["Đang Mở", "Đã Xong"]


def test_files_at_a_stage_are_read_from_the_stretch_they_stand_in(
    tree: Tree, secretary: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    many_cases(tree.branch, tree.committee, 6)
    over = {case.pk for case in AdmissionCase.objects.order_by("pk")[:3]}
    AdmissionCase.objects.filter(pk__in=over).update(stage="refused", closed_on=date(2026, 1, 5), next_body="")
    monkeypatch.setattr("admission.selectors.case_lists.PAGE_SIZE", 2)

    def listed(stage: str) -> list[str]:
        first = secretary.get("/cases/", {"stage": stage})
        second = secretary.get(f"/cases/{first.context['next_url']}")
        back = secretary.get(f"/cases/{second.context['previous_url']}")
        assert (names(back), second.context["next_url"]) == (names(first), "")
        return names(first) + names(second)

    assert listed("refused") == ["Nguyễn Văn 0", "Nguyễn Văn 1", "Nguyễn Văn 2"]
    assert listed("awaiting_decision") == ["Nguyễn Văn 3", "Nguyễn Văn 4", "Nguyễn Văn 5"]


def test_one_and_three_files_cost_the_same_queries(tree: Tree, case: AdmissionCase, secretary: Client) -> None:
    secretary.get("/cases/")
    with CaptureQueriesContext(connection) as one:
        secretary.get("/cases/")
    make_case(tree.branch, name="Hai")
    advance(make_case(tree.branch, name="Ba"), Dates())

    with CaptureQueriesContext(connection) as three:
        page = secretary.get("/cases/")

    assert len(names(page)) == 3
    assert len(three) == len(one)


def test_no_match_offers_all_files(case: AdmissionCase, secretary: Client) -> None:
    page = search(secretary, "không ai")

    assert "No file matches" in page.content.decode()


@pytest.mark.parametrize("words", ["uong", "ang"])
def test_search_begins_where_a_word_begins(case: AdmissionCase, secretary: Client, words: str) -> None:
    assert names(search(secretary, words)) == []


def test_pages_by_name_show_every_file_once_the_vietnamese_way(tree: Tree, secretary: Client) -> None:
    many_cases(tree.branch, tree.committee, 120)
    seen: list[str] = []
    url, places = "/cases/?sort=name", []
    while url:
        page = secretary.get(url)
        seen += names(page)
        places.append(page)
        url = f"/cases/{page.context['next_url']}" if page.context["next_url"] else ""
    back = secretary.get(f"/cases/{places[2].context['previous_url']}")

    assert seen == sorted(seen, key=name_order)
    assert len(set(seen)) == 120
    assert names(back) == names(places[1])
    assert all("Nguy" not in page.context["next_url"] for page in places)


def test_place_in_a_list_of_another_order_is_the_first_page(tree: Tree, secretary: Client) -> None:
    many_cases(tree.branch, tree.committee, 60)
    by_due = secretary.get("/cases/").context["next_url"]
    by_name = secretary.get("/cases/?sort=name")

    mixed = secretary.get(f"/cases/{by_due}&sort=name")
    foreign = secretary.get("/cases/?sort=name&after=name.999999")

    assert names(mixed) == names(foreign) == names(by_name)


def test_more_files_than_are_counted_are_said_to_be_more(
    tree: Tree, secretary: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    many_cases(tree.branch, tree.committee, 60)
    counted = secretary.get("/cases/").context["summary"]
    monkeypatch.setattr("admission.selectors.case_lists._counted", lambda _found: None)

    assert counted == "50 of 60 files"
    assert secretary.get("/cases/").context["summary"] == "50 of more than 1,000 files"


def test_too_many_branches_to_choose_from_are_typed(
    tree: Tree, reviewer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_case(tree.branch, name="Phạm An")
    make_case(tree.sibling, name="Phạm Bình")
    monkeypatch.setattr("admission.selectors.case_lists.MOST_BRANCHES", 1)

    by_name = reviewer.get("/cases/", {"unit": "bo hai"})
    by_code = reviewer.get("/cases/", {"unit": "cb-1"})
    by_link = reviewer.get("/cases/", {"branch": str(tree.sibling.pk)})

    assert "branch" not in by_name.context["filter_form"].fields
    assert [names(page) for page in (by_name, by_code, by_link)] == [["Phạm Bình"], ["Phạm An"], ["Phạm Bình"]]
    assert [chip["label"] for chip in by_link.context["chips"]] == ["Chi bộ Hai"]
    days = re.findall(r'name="(\w+)"[^>]*placeholder="dd/mm/yyyy"', by_name.content.decode())
    assert days == ["due_from", "due_to"]  # and not the branch, which is words


def test_search_that_is_typed_stays_when_a_filter_is_chosen(case: AdmissionCase, secretary: Client) -> None:
    """The form of the filters is outside of what the search replaces."""
    page = search(secretary, "Hương")

    results = page.content.decode().partition('<div id="case-list"')[2]
    (field,) = re.findall(r'<input type="hidden"[^>]*form="case-filters">', results)
    assert f'value="{page.context["search_mark"]}"' in field


def test_searched_name_stands_in_no_address(tree: Tree, case: AdmissionCase, reviewer: Client) -> None:
    make_case(tree.sibling, name="Đặng Thị Hương Giang")

    page = search(reviewer, "Đặng Thị Hương", stage="nominated")

    ((address, _status),) = page.redirect_chain
    assert len(names(page)) == 2
    assert address.endswith("&stage=nominated")
    assert "ng" not in address.partition("search=")[2].partition("&")[0]
    assert page.context["chips"][0]["remove_url"] == f"?{address.partition('?')[2].partition('&')[0]}"
    assert [row["name"] for row in page.context["kept"]] == ["stage"]


def test_address_of_a_search_leads_back_to_it(tree: Tree, case: AdmissionCase, secretary: Client) -> None:
    make_case(tree.branch, name="Nguyễn Văn Nam")
    first = search(secretary, "Hương").redirect_chain[0][0]
    search(secretary, "Nam")

    page = secretary.get(first)

    assert (names(page), page.context["query"]) == (["Đặng Thị Hương"], "Hương")


def test_search_without_words_is_the_whole_list(tree: Tree, case: AdmissionCase, secretary: Client) -> None:
    make_case(tree.branch, name="Nguyễn Văn Nam")

    page = search(secretary, "  ")

    assert (len(names(page)), page.context["query"]) == (2, "")


def test_search_of_somebody_else_says_that_it_is_not_kept(
    case: AdmissionCase, secretary: Client, reviewer: Client
) -> None:
    address = search(secretary, "Hương").redirect_chain[0][0]

    page = reviewer.get(address)

    assert page.context["query"] == ""
    assert "That search is no longer kept; type it again." in page.content.decode()


def test_only_the_latest_searches_are_kept(case: AdmissionCase, secretary: Client) -> None:
    addresses = [search(secretary, f"Hương {number}").redirect_chain[0][0] for number in range(22)]

    assert secretary.get(addresses[0]).context["query"] == ""
    assert secretary.get(addresses[2]).context["query"] == "Hương 2"
    assert len(secretary.session["case_searches"]) == 20


def test_list_of_files_searched_by_an_administrator_is_refused(administrator: Client) -> None:
    assert administrator.post("/cases/", {"q": "Hương"}).status_code == 403
