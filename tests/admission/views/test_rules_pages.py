"""The regulations on the screen: read by everybody, changed by administrators."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from admission.domain.rule_cells import ALL_ADDRESSES
from admission.domain.rulesets import SHIPPED
from admission.forms.rules import field_name
from admission.models import RuleConfirmation, RuleSetActivation
from admission.selectors.rule_books import rule_book, values_of
from admission.services.rules import fill_rule_set
from members.models import Account
from tests.admission.views.pages import errors_of, text_of, title_of
from tests.factories import TODAY

CEREMONY = reverse("rule-confirm", args=["QD294_2025", "limit:ceremony"])
FILL = reverse("rule-fill", args=["QD20_2026"])
ACTIVATE = reverse("rule-activate", args=["QD20_2026"])
CONTINUED = "Not verified; read in the regulation before"
CHECKED = {"source": "20-QĐ/TW, 30", "is_checked": "on"}
CHANGING = [CEREMONY, FILL, ACTIVATE]


def fill_but(*missing: str) -> None:
    values = {k: v for k, v in values_of(SHIPPED.by_code("QD294_2025")).items() if k not in missing}
    by = Account.objects.get(username="quantri")
    fill_rule_set(code="QD20_2026", values=values, source="20-QĐ/TW", by=by, today=TODAY)


def test_list_says_which_regulation_is_in_force(secretary: Client) -> None:
    page = secretary.get("/rules/")
    rows = [[cell["text"] for cell in row["cells"]] for row in page.context["rows"]]

    assert [row[1] for row in rows] == [
        "Not in force", "from 01/07/2025, in force today", "20/01/2025 to 30/06/2025", "30/07/2021 to 19/01/2025",
        "25/07/2016 to 29/07/2021",
    ]  # fmt: skip
    assert [row[3] for row in rows] == [str(len(ALL_ADDRESSES)), "0", "0", "0", "0"]
    assert int(rows[1][2]) > int(rows[3][2]) > 0


@pytest.mark.parametrize("rule_set", SHIPPED.rule_sets, ids=lambda r: r.code)
def test_every_rule_set_has_a_page_for_everybody(secretary: Client, rule_set: object) -> None:
    code = getattr(rule_set, "code", "")
    page = secretary.get(reverse("rule-set", args=[code]))

    assert page.status_code == 200
    lines = [line for section in page.context["page"].sections for line in section.lines]
    assert len(lines) == (0 if code == "QD20_2026" else len(ALL_ADDRESSES))
    assert "Confirm or change" not in text_of(page)


def test_numbers_are_told_in_words_with_clause_and_badge(secretary: Client) -> None:
    page = secretary.get(reverse("rule-set", args=["QD294_2025"]))
    lines = {line.address: line for section in page.context["page"].sections for line in section.lines}

    told = {address: (lines[address].value, lines[address].badge) for address in (
        "limit:ceremony", "limit:probation_end", "extension:admission_decision", "threshold:branch",
        "threshold:competent_committee", "setting:min_age_months", "setting:lowest_education_grade",
        "setting:relatives_may_sponsor", "setting:sponsors_needed", "paper:awareness_course", "limit:level_wait",
        "paper:application",
    )}  # fmt: skip
    assert told == {
        "limit:ceremony": ("30 working days", CONTINUED),
        "limit:probation_end": ("12 months", "Read in the text"),
        "extension:admission_decision": ("30 working days", CONTINUED),
        "threshold:branch": ("at least 2/3", "Read in the text"),
        "threshold:competent_committee": ("more than 1/2", "Not verified"),
        "setting:min_age_months": ("18 years (216 months)", CONTINUED),
        "setting:lowest_education_grade": ("school grade 9 completed", CONTINUED),
        "setting:relatives_may_sponsor": ("No", "Not verified"),
        "setting:sponsors_needed": ("2", "Read in the text"),
        "paper:awareness_course": ("60 months", "By a committee's guide"),
        "limit:level_wait": ("15 working days", "Rule of the house"),
        "paper:application": ("12 months", "By the training report"),
    }
    assert "294-QĐ/TW, 4.1 (tiếp nối 232-QĐ/TW)" in text_of(page)
    assert "numbers are not verified" in text_of(page)


def test_empty_rule_set_says_why_it_is_empty(secretary: Client, administrator: Client) -> None:
    url = reverse("rule-set", args=["QD20_2026"])

    assert "could not be read" in text_of(secretary.get(url))
    assert "Fill in the numbers" not in text_of(secretary.get(url))
    assert "Fill in the numbers" in text_of(administrator.get(url))


@pytest.mark.parametrize("url", CHANGING)
def test_changing_pages_are_for_administrators(secretary: Client, inspector: Client, url: str) -> None:
    for client in (secretary, inspector):
        assert (client.get(url).status_code, client.post(url, {"source": "x"}).status_code) == (403, 403)
    assert not RuleConfirmation.objects.exists()


@pytest.mark.parametrize("url", ["/rules/", "/rules/QD294_2025/", *CHANGING])
def test_pages_need_somebody_signed_in(db: None, url: str) -> None:
    assert Client().get(url).status_code == 302


@pytest.mark.parametrize(
    "url",
    [
        "/rules/NEVER_SHIPPED/",
        "/rules/NEVER_SHIPPED/fill/",
        "/rules/NEVER_SHIPPED/limit:ceremony/confirm/",
        "/rules/QD294_2025/limit:unheard_of/confirm/",
        "/rules/QD294_2025/threshold:branch/confirm/",
        "/rules/QD20_2026/limit:ceremony/confirm/",
        "/rules/QD294_2025/fill/",
        "/rules/QD294_2025/activate/",
    ],
)
def test_page_of_what_is_not_there_is_not_found(administrator: Client, url: str) -> None:
    assert administrator.get(url).status_code == 404


def test_number_is_confirmed_with_its_document(administrator: Client) -> None:
    form = administrator.get(CEREMONY).context["form"]
    page = administrator.post(CEREMONY, {"value": form["value"].value(), "source": "294-QĐ/TW, 4.1"}, follow=True)

    assert page.redirect_chain == [(reverse("rule-set", args=["QD294_2025"]), 302)]
    assert "Confirmed: Time limits: Admission ceremony, from the receipt of the decision, 30 working days." in text_of(
        page
    )
    lines = {line.address: line for section in page.context["page"].sections for line in section.lines}
    assert (lines["limit:ceremony"].badge, lines["limit:ceremony"].clause) == ("Confirmed here", "294-QĐ/TW, 4.1")
    assert "confirmed 30 working days (294-QĐ/TW, 4.1)" in text_of(administrator.get(CEREMONY))


def test_number_is_changed(administrator: Client) -> None:
    page = administrator.post(CEREMONY, {"value": "45", "source": "294-QĐ/TW, 4.1"}, follow=True)

    assert "now 45 working days" in text_of(page)
    assert values_of(rule_book().on(TODAY))["limit:ceremony"] == "45"


@pytest.mark.parametrize(
    ("address", "typed", "errors"),
    [
        ("limit:ceremony", {"value": "45"}, {"source": ["Name the document and the clause."]}),
        ("limit:ceremony", {"value": "", "source": "x"}, {"value": ["Enter the value."]}),
        ("limit:ceremony", {"value": "0", "source": "x"}, {"value": ["Enter a whole number from 1 to 250."]}),
        ("quorum:branch", {"value": "half", "source": "x"},
         {"value": ["Enter a share such as 2/3 (at least) or >1/2 (more than)."]}),
        ("setting:relatives_may_sponsor", {"source": "x"}, {"value": ["Choose yes or no."]}),
        ("setting:youth_union_min_age_months", {"value": "400", "source": "x"},
         {"value": ["The lowest age must be below the highest one."]}),
    ],
)  # fmt: skip
def test_confirmation_is_refused_at_the_field(
    administrator: Client, address: str, typed: dict[str, str], errors: dict[str, list[str]]
) -> None:
    page = administrator.post(reverse("rule-confirm", args=["QD294_2025", address]), typed)

    assert errors_of(page) == errors
    assert title_of(page).startswith("Error:")
    assert not RuleConfirmation.objects.exists()


def test_empty_set_shows_the_predecessor_beside_each_input(administrator: Client) -> None:
    page = administrator.get(FILL)
    form = page.context["form"]

    assert [name for name in form.fields if name not in {"source", "is_checked"}] == [
        field_name(each) for each in ALL_ADDRESSES
    ]
    assert form["limit__ceremony"].value() == ""
    assert form.fields["limit__ceremony"].help_text.endswith(": 30 working days.")
    assert f"{FILL}?from=QD294_2025".removeprefix(FILL) in page.content.decode()


def test_form_can_start_from_the_numbers_of_another_rule_set(administrator: Client) -> None:
    form = administrator.get(f"{FILL}?from=QD294_2025").context["form"]
    unknown = administrator.get(f"{FILL}?from=NEVER_SHIPPED").context["form"]

    assert {address: form[field_name(address)].value() for address in ALL_ADDRESSES} == values_of(
        SHIPPED.by_code("QD294_2025")
    )
    assert {unknown[field_name(address)].value() for address in ALL_ADDRESSES} == {""}


def test_part_of_the_numbers_is_kept_and_shown_again(administrator: Client) -> None:
    page = administrator.post(FILL, CHECKED | {"limit__ceremony": "45", "leaver__expelled": "no"}, follow=True)

    assert f"Saved. {len(ALL_ADDRESSES) - 2} numbers are still missing." in text_of(page)
    form = administrator.get(f"{FILL}?from=QD294_2025").context["form"]
    assert [form[name].value() for name in ("limit__ceremony", "leaver__expelled", "quorum__branch")] == [
        "45", "no", "2/3",
    ]  # fmt: skip


def test_wrong_numbers_are_told_each_at_its_input(administrator: Client) -> None:
    typed = CHECKED | {"limit__ceremony": "0", "quorum__branch": "2", "setting__min_age_months": "216"}

    page = administrator.post(FILL, typed)

    assert list(errors_of(page)) == ["limit__ceremony", "quorum__branch"]
    assert not RuleConfirmation.objects.exists()


def test_whole_set_is_filled_and_put_into_force(administrator: Client) -> None:
    values = {field_name(address): value for address, value in values_of(SHIPPED.by_code("QD294_2025")).items()}

    filled = administrator.post(FILL, CHECKED | values, follow=True)
    active = administrator.post(ACTIVATE, CHECKED | {"in_force_from_on": "01/06/2026"}, follow=True)

    assert "All numbers are filled in" in text_of(filled)
    assert "is in force from 01/06/2026." in text_of(active)
    assert rule_book().on(date(2026, 6, 1)).code == "QD20_2026"
    assert "01/07/2025 to 31/05/2026, in force today" in text_of(administrator.get("/rules/"))
    assert administrator.get(FILL).status_code == 404


@pytest.mark.parametrize("url", [FILL, ACTIVATE])
def test_numbers_that_nobody_compared_with_the_text_are_refused(url: str, administrator: Client) -> None:
    typed = {"source": "20-QĐ/TW, 30", "limit__ceremony": "45", "in_force_from_on": "01/06/2026"}

    page = administrator.post(url, typed)

    assert errors_of(page) == {"is_checked": ["Compare the numbers with the text first, then tick this box."]}
    assert not RuleConfirmation.objects.exists()


def test_activation_names_what_is_missing(administrator: Client) -> None:
    fill_but("quorum:branch", "paper:application")

    assert "2 numbers are still missing; fill them in first." in text_of(administrator.get(ACTIVATE))
    page = administrator.post(ACTIVATE, CHECKED | {"in_force_from_on": "01/06/2026"})

    assert len(errors_of(page)["__all__"]) == 1
    assert errors_of(page)["__all__"][0].startswith(
        "2 numbers are still missing: Present at the meeting, of those entitled: Branch; Validity of each paper: "
    )
    assert not RuleSetActivation.objects.exists()


def test_activation_of_an_empty_set_names_only_the_first_numbers(administrator: Client) -> None:
    page = administrator.post(ACTIVATE, CHECKED | {"in_force_from_on": "01/06/2026"})

    told = errors_of(page)["__all__"][0]
    assert told.count(";") == 4
    assert told.endswith(f"and {len(ALL_ADDRESSES) - 5} more.")


def test_activation_day_is_not_in_the_past(administrator: Client) -> None:
    fill_but()

    page = administrator.post(ACTIVATE, CHECKED | {"in_force_from_on": "01/03/2026"})

    assert errors_of(page) == {
        "in_force_from_on": [
            "A regulation is put into force from today or a later day on. Time limits that started since 01/03/2026 "
            "can be put under it afterwards, file by file."
        ]
    }
    assert not RuleSetActivation.objects.exists()


def test_activation_day_comes_after_the_predecessor(administrator: Client) -> None:
    fill_but()

    with time_machine.travel(datetime(2025, 6, 2, 2, 0, tzinfo=UTC), tick=False):
        page = administrator.post(ACTIVATE, CHECKED | {"in_force_from_on": "01/07/2025"})

    assert errors_of(page) == {
        "in_force_from_on": ["It must be after 01/07/2025, when the regulation that it replaces came into force."]
    }


def test_menu_has_the_regulations(secretary: Client) -> None:
    current = [item for item in secretary.get("/rules/QD294_2025/").context["navigation"] if item.current]

    assert [(item.label, item.url) for item in current] == [("Regulations", "/rules/")]


def test_page_of_a_rule_set_takes_few_queries(secretary: Client) -> None:
    counts = []
    for code in ("QD20_2026", "QD294_2025"):
        with CaptureQueriesContext(connection) as queries:
            secretary.get(f"/rules/{code}/")
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[0] <= 10
