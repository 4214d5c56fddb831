"""How a sentence of a guide is written out, and the way from a page to the task that explains it."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from admission.labels.guides import GUIDES, Line
from admission.labels.guides.places import PAGE_HELP, STEP_HELP

register = template.Library()


@register.filter
def written_out(line: Line) -> SafeString:
    """Put the words of the screen, in bold, where the sentence names them."""
    if not line.names:
        return format_html("{}", line.text)
    return format_html(str(line.text), *(format_html("<b>{}</b>", name) for name in line.names))


@register.inclusion_tag("components/_help_here.html", takes_context=True)
def help_here(context: template.Context) -> dict[str, Any]:
    """Link the task of the guides that explains the page; nothing where none does, or nobody is signed in."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None or "navigation" not in context:
        return {}
    found = STEP_HELP.get(str(match.kwargs.get("step"))) or PAGE_HELP.get(match.url_name or "")
    if found is None:
        return {}
    slug, anchor = found
    title = next(task.title for task in GUIDES[slug].tasks if task.anchor == anchor)
    return {"url": f"{reverse('help-guide', args=[slug])}#{anchor}", "title": title}
