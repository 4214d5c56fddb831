"""The components together on one page, with nothing left out of the sample."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory, override_settings
from django.utils.translation import override

from admission.views.style_page import StylePageView

TEMPLATES = Path(settings.BASE_DIR) / "templates"
PLAIN_PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "405.html", "413.html", "500.html", "503.html"]


def style_page_content() -> str:
    """Render the content block only: the frame has tests of its own pages."""
    source = (TEMPLATES / "components/style_page.html").read_text()
    content = source.split("{% block content %}")[1].split("{% endblock content %}")[0]
    template = engines["django"].from_string("{% load crispy_forms_tags display %}" + content)
    view = StylePageView()
    view.setup(RequestFactory().get("/"))
    with override("en"):
        return template.render(view.get_context_data())


def test_every_component_is_on_the_style_page() -> None:
    """Directly, or as a part of one that is; the two that are pages themselves are looked at as pages."""
    nested = re.compile(r'"components/([a-z_]+\.html)"')
    pages = {"form_page.html", "style_page.html"}
    public = {path.name for path in (TEMPLATES / "components").glob("[!_]*.html")} - pages
    reached, waiting = set[str](), ["style_page.html"]

    while waiting:
        found = set(nested.findall((TEMPLATES / "components" / waiting.pop()).read_text())) - reached
        reached |= found
        waiting += found

    assert public - reached == set()


def test_style_page_marks_exactly_one_step_as_current() -> None:
    assert style_page_content().count('aria-current="step"') == 1


def test_style_page_has_each_id_once() -> None:
    ids = re.findall(r'\sid="([^"]+)"', style_page_content())

    assert len(ids) == len(set(ids))


def test_error_summary_links_to_a_place_on_the_page() -> None:
    html = style_page_content()
    summary = html.split('class="error-summary"')[1].split("</div>")[0]

    targets = re.findall(r'href="#([^"]+)"', summary)

    assert targets == ["id_number", "id_resolved_on", "div_id_method", "id_confirmed"]
    assert all(f'id="{target}"' in html for target in targets)


def test_error_of_the_whole_form_appears_once() -> None:
    assert style_page_content().count("Chi bộ chưa có đủ đảng viên chính thức dự họp.") == 1


@pytest.mark.parametrize("name", PLAIN_PAGES)
def test_error_page_needs_no_request_and_no_collected_files(name: str) -> None:
    manifest = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}

    with override_settings(STORAGES=settings.STORAGES | manifest), override("en"):
        html = render_to_string(name)

    assert f"Error code: {name.removesuffix('.html').replace('_csrf', '-CSRF')}" in html


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_template_has_no_inline_script_or_style(path: Path) -> None:
    source = path.read_text()

    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\bsrc=)", source) == []


def test_vendored_style_has_no_dangling_source_map() -> None:
    assert "sourceMappingURL" not in (TEMPLATES.parent / "static/vendor/bootstrap/bootstrap.min.css").read_text()
