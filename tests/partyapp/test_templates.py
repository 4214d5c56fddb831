"""Templates with their constant parts put together show what Django shows of them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Template, engines
from django.template.loader import get_template
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override

from partyapp.templates import FoldedNode, folded

LOADED = "{% load display i18n static %}"


@dataclass(frozen=True, slots=True)
class Row:
    name: object
    inner: object = None

    def greeting(self) -> str:
        return f"<{self.name}>"


class Changed:
    alters_data = True

    def __call__(self) -> str:
        raise AssertionError("was called")


CONTEXT: dict[str, Any] = {
    "row": Row("<An & Bình>", Row(mark_safe("<b>"), {"key": "'value'"})),
    "rows": [Row("a"), Row(2), Row(None), Row(gettext_lazy("Save"))],
    "changed": Changed(),
    "plain": "<'\">",
    "number": 1234.5,
    "tuple": ("first", "second"),
}
SNIPPETS = (
    '<p>{% translate "Save" %} · {% icon "clock" %}</p> {% translate "Cancel" %}',
    '{% url "work-list" %} {% static "css/app.css" %} {% url "case" 5 %}',
    '{% translate "Save" as word %}{{ word }}{% url "work-list" as address %}{{ address }}',
    '{% translate plain %}{% translate "Save"|lower %}{% translate "Save" noop %}',
    "{% blocktranslate trimmed %} Save {% endblocktranslate %}",
    "{% blocktranslate with name=row.name %}Name {{ name }}{% endblocktranslate %}",
    "{{ row.name }} {{ row.inner.name }} {{ row.inner.inner.key }} {{ row.greeting }}",
    "{{ row.nothing }} {{ nothing.at }} {{ row }}",
    "{{ plain }} {{ number }} {{ tuple.1 }} {{ changed }} {{ rows|length }} {{ row.name|upper }} {{ row.name|safe }}",
    "{% for one in rows %}{% if one.name == 2 %}{{ forloop.counter }}{% elif one.name %}{{ one.name }}{% endif %}"
    "{% if not one.name or one.inner %}-{% else %}+{% endif %}{% endfor %}",
    '{% for one in nothing %}{% empty %}{% translate "Save" %}{% endfor %}',
    "{% autoescape off %}{{ plain }}{{ row.name }}{% endautoescape %}",
    '{% with name=row.name %}{% include "components/traffic_light.html" with state="ok" text=name only %}{% endwith %}',
    "{% comment %}nothing{% endcomment %}{# nothing #}",
)


def shown(template: Template) -> str:
    return template.render(Context(CONTEXT))


@pytest.mark.parametrize("text", SNIPPETS)
def test_folded_template_shows_the_same_in_each_language(text: str) -> None:
    plain, quick = Template(LOADED + text), Template(LOADED + text)
    quick.nodelist = folded(quick.nodelist)

    for language in ("vi", "en", "vi"):
        with override(language):
            assert shown(quick) == shown(plain)


def test_neighbours_that_are_constant_become_one_node() -> None:
    nodes = folded(Template(LOADED + '<p>{% translate "Save" %}</p>{% icon "clock" %}{{ plain }}').nodelist)

    assert [type(node).__name__ for node in nodes] == ["FoldedNode", "PlainVariableNode"]


def test_templates_of_the_product_are_folded() -> None:
    loaded: Any = get_template("components/_session_warning.html")

    assert any(isinstance(node, FoldedNode) for node in loaded.template.nodelist)


@pytest.mark.parametrize("folder", ["admission", "members", "components"])
def test_every_template_can_be_read(folder: str) -> None:
    root = Path(settings.BASE_DIR) / "templates"

    for path in sorted((root / folder).rglob("*.html")):
        assert engines["django"].get_template(str(path.relative_to(root))) is not None
