"""What a reader sees of a date, a deadline and an icon."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template
from django.utils.translation import override

from admission.templatetags.display import (
    STATE_ICONS,
    TrafficState,
    deadline_light,
    field_options,
    has_stars,
    icon,
    iso_date,
    remaining_text,
    state_word,
    table_cells,
    traffic_state,
    vn_date,
    vn_datetime,
    weekday_date,
    with_error,
)

FRIDAY = date(2026, 9, 4)
SATURDAY = date(2026, 9, 5)
WEDNESDAY = date(2026, 9, 9)
SPRITE = Path(settings.BASE_DIR) / "static/vendor/icons/icons.svg"


def sprite_names() -> set[str]:
    return set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text()))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (date(2026, 9, 4), "04/09/2026"),
        (date(987, 1, 2), "02/01/0987"),
        (datetime(2026, 1, 5, 17, 0, tzinfo=UTC), "06/01/2026"),
        (datetime(2026, 1, 5, 17, 0), "05/01/2026"),
    ],
)
def test_vn_date_is_day_month_year_in_viet_nam(value: date | None, text: str) -> None:
    assert vn_date(value) == text


def test_vn_date_keeps_its_order_in_english() -> None:
    with override("en"):
        assert vn_date(FRIDAY) == "04/09/2026"


def test_vn_datetime_is_on_the_clock_of_viet_nam() -> None:
    assert vn_datetime(datetime(2026, 1, 5, 17, 5, tzinfo=UTC)) == "06/01/2026 00:05"


def test_vn_datetime_without_a_value_is_empty() -> None:
    assert vn_datetime(None) == ""


def test_iso_date_is_for_machines() -> None:
    assert (iso_date(WEDNESDAY), iso_date(None)) == ("2026-09-09", "")


def test_weekday_date_names_every_day_of_the_week() -> None:
    with override("en"):
        names = [weekday_date(date(2026, 9, day)).split()[0] for day in range(7, 14)]

    assert names == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def test_weekday_date_without_a_value_is_empty() -> None:
    assert weekday_date(None) == ""


@pytest.mark.parametrize(
    ("remaining", "due_on", "today", "state", "text"),
    [
        (-3, date(2026, 8, 26), FRIDAY, "overdue", "Overdue by 3 working days"),
        (-1, date(2026, 9, 3), FRIDAY, "overdue", "Overdue by 1 working day"),
        (0, FRIDAY, SATURDAY, "overdue", "Overdue since Friday 04/09/2026"),
        (None, FRIDAY, SATURDAY, "overdue", "Overdue since Friday 04/09/2026"),
        (0, FRIDAY, FRIDAY, "today", "Due today"),
        (None, FRIDAY, FRIDAY, "today", "Due today"),
        (0, date(2026, 9, 6), SATURDAY, "soon", "Due on Sunday 06/09/2026, no working day left before it"),
        (1, date(2026, 9, 7), FRIDAY, "soon", "1 working day left (until Monday 07/09/2026)"),
        (7, WEDNESDAY, date(2026, 8, 28), "soon", "7 working days left (until Wednesday 09/09/2026)"),
        (8, WEDNESDAY, date(2026, 8, 27), "ok", "8 working days left (until Wednesday 09/09/2026)"),
        (
            None,
            date(2031, 1, 6),
            FRIDAY,
            "unknown",
            "Due on Monday 06/01/2031; working days cannot be counted yet",
        ),
        (None, None, FRIDAY, "unknown", "No due date yet"),
    ],
)
def test_open_deadline_says_how_it_stands(
    remaining: int | None, due_on: date | None, today: date, state: str, text: str
) -> None:
    with override("en"):
        assert (traffic_state(remaining, due_on, today), remaining_text(remaining, due_on, today)) == (state, text)


def test_met_deadline_says_when_it_was_done_even_if_late() -> None:
    with override("en"):
        light = deadline_light(-3, date(2026, 8, 26), FRIDAY, date(2026, 9, 1))

    assert light == {"state": TrafficState.MET, "text": "Done on 01/09/2026"}


def test_each_state_has_a_shape_and_words_of_its_own() -> None:
    with override("en"):
        words = {state_word(state) for state in TrafficState}

    assert len(set(STATE_ICONS.values())) == len(words) == len(TrafficState)


def test_deadline_light_shows_icon_words_and_colour() -> None:
    template = Template("{% load display %}{% deadline_light remaining due_on today %}")

    with override("en"):
        html = template.render(Context({"remaining": -1, "due_on": date(2026, 9, 3), "today": FRIDAY}))

    assert re.search(
        r'class="light light-overdue".*#exclamation-octagon-fill".*Overdue by 1 working day', html, re.DOTALL
    )


def test_icon_is_hidden_from_screen_readers_and_escapes_its_name() -> None:
    html = icon('x"><script>')

    assert 'aria-hidden="true"' in html
    assert "<script>" not in html


def test_every_icon_of_a_template_or_a_state_is_in_the_sprite() -> None:
    templates = (Path(settings.BASE_DIR) / "templates").rglob("*.html")
    named = re.compile(r"""(?:\bicon |icon_name=)["']([a-z-]+)["']""")
    used = {name for path in templates for name in named.findall(path.read_text())}

    assert used | set(STATE_ICONS.values()) <= sprite_names()


def test_columns_and_cells_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        table_cells([{"label": "a", "numeric": False}] * 2, [{"text": "1"}])


def test_cells_of_a_row_are_escaped_and_the_first_one_heads_it() -> None:
    columns = [{"label": "<A>", "numeric": True}, {"label": "B", "numeric": True}, {"label": "C", "numeric": False}]
    cells: list[dict[str, str]] = [{"text": "<i>"}, {"text": "2", "url": '/"'}, {"text": "Trễ", "state": "overdue"}]

    head, number, light = table_cells(columns, cells).split("\n", 2)

    assert head == '<th scope="row" role="rowheader" data-label="&lt;A&gt;">&lt;i&gt;</th>'
    assert number == '<td role="cell" data-label="B" class="numeric"><a href="/&quot;">2</a></td>'
    assert light.startswith('<td role="cell" data-label="C">')
    assert "light-overdue" in light


def test_options_of_a_choice_are_escaped_and_the_chosen_one_is_marked() -> None:
    class Form(forms.Form):
        branch = forms.ChoiceField(choices=[("", "<all>"), ("1", "One")])

    assert field_options(Form({"branch": "1"})["branch"]) == (
        '<option value="">&lt;all&gt;</option>\n<option value="1" selected>One</option>'
    )


def test_star_is_explained_only_where_a_field_that_is_seen_has_one() -> None:
    class Form(forms.Form):
        version = forms.CharField(widget=forms.HiddenInput)
        note = forms.CharField(required=False)

    form = Form()
    assert not has_stars(form)

    form.fields["note"].required = True
    assert has_stars(form)


def test_error_is_told_with_the_name_of_its_field() -> None:
    assert with_error("I have compared every figure.", "Tick this.") == "I have compared every figure: Tick this."


def test_error_that_names_its_field_is_told_as_it_is() -> None:
    assert with_error("Password", "You have not entered your password.") == "You have not entered your password."
