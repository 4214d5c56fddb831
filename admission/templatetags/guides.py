"""How a sentence of a guide is written out."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from admission.labels.guides import Line

register = template.Library()


@register.filter
def written_out(line: Line) -> SafeString:
    """Put the words of the screen, in bold, where the sentence names them."""
    if not line.names:
        return format_html("{}", line.text)
    return format_html(str(line.text), *(format_html("<b>{}</b>", name) for name in line.names))
