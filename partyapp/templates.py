"""Templates whose constant parts are put together once: words in their language, addresses, icons (ADR 0027)."""

from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import Any

from django.template import Node, NodeList, Template, Variable
from django.template.base import FilterExpression, TextNode, VariableNode, render_value_in_context
from django.template.defaulttags import CommentNode, ForNode, IfNode, LoadNode, TemplateLiteral, URLNode, WithNode
from django.template.library import SimpleNode
from django.template.loader_tags import IncludeNode
from django.template.loaders.cached import Loader
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import get_script_prefix, get_urlconf
from django.utils.safestring import SafeString
from django.utils.translation import get_language

CONSTANT_TAGS = frozenset({("admission.templatetags.display", "icon")})
"""Tags of our own that say the same for the same words."""
_PLACE = "place of the folded nodes"


class FoldingLoader(Loader):
    """Keeps each template that was read, with its constant parts put together."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        known = self.get_template_cache.get(self.cache_key(template_name, skip))
        found: Template = super().get_template(template_name, skip)
        if known is None:
            found.nodelist = folded(found.nodelist)
        return found


class FoldedNode(Node):
    """Neighbours that say the same for everybody who reads the same language at the same address of the product."""

    child_nodelists = ()

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = NodeList(nodes)
        self._written: dict[tuple[Any, ...], SafeString] = {}

    def render(self, context: Any) -> SafeString:
        # Looked up once for each template that is rendered: there are a hundred such nodes on a page.
        key = context.render_context.get(_PLACE)
        if key is None:
            key = context.render_context[_PLACE] = (get_language(), get_script_prefix(), get_urlconf())
        written = self._written.get(key)
        if written is None:
            written = self._written[key] = self.nodes.render(context)
        return written

    render_annotated = render


class PlainVariableNode(VariableNode):
    """A value as it is: text is escaped without asking what else it could be."""

    def render(self, context: Any) -> str:
        try:
            value = self.filter_expression.resolve(context)
        except UnicodeDecodeError:
            return ""
        if type(value) is SafeString:
            return value
        if type(value) is str and context.autoescape:
            return escape(value)
        return str(render_value_in_context(value, context))


_looked_up: Callable[[Variable, Any], Any] = Variable._resolve_lookup  # type: ignore[attr-defined] # Django's own way


class RowVariable(Variable):
    """A variable whose value mostly is a field of a frozen row, which has no keys: Django would ask for these first."""

    def _resolve_lookup(self, context: Any) -> Any:
        first, *bits = self.lookups or ()
        try:
            current = context[first]
            for bit in bits:
                if bit not in type(current).__slots__:
                    return _looked_up(self, context)
                current = getattr(current, bit)
        except (KeyError, AttributeError):
            return _looked_up(self, context)
        return _looked_up(self, context) if callable(current) else current


def folded(nodes: Iterable[Node]) -> NodeList:
    """Give the nodes with constant neighbours put together, inside each of them as well."""
    found = NodeList()
    run: list[Node] = []
    for node in map(_quicker, nodes):
        _fold_inside(node)
        if is_constant(node):
            run.append(node)
            continue
        found.extend(_put_together(run))
        found.append(node)
        run = []
    found.extend(_put_together(run))
    return found


def is_constant(node: Node) -> bool:
    """Say whether a node gives the same whatever the context holds, and leaves nothing in it."""
    match node:
        case TextNode() | LoadNode() | CommentNode():
            return True
        case TranslateNode():
            words = node.filter_expression
            literal = words.var.literal is not None and not words.filters
            return literal and not node.asvar and (node.message_context is None or _is_literal(node.message_context))
        case BlockTranslateNode():
            named = any(token.token_type.name == "VAR" for token in (*node.singular, *(node.plural or ())))
            return not (named or node.extra_context or node.countervar or node.asvar or node.message_context)
        case URLNode():
            parts = (node.view_name, *node.args, *node.kwargs.values())
            return node.asvar is None and all(_is_literal(part) for part in parts)
        case StaticNode():
            return node.varname is None and _is_literal(node.path)
        case SimpleNode():
            made_by = (node.func.__module__, node.func.__name__)
            parts = (*node.args, *node.kwargs.values())
            return made_by in CONSTANT_TAGS and node.target_var is None and all(_is_literal(part) for part in parts)
    return False


def _is_literal(part: Any) -> bool:
    """Whether it is written in the template as it is; words to translate are literals of their language."""
    return isinstance(part, FilterExpression) and not part.is_var and not part.filters


def _quicker(node: Node) -> Node:
    """Give the same node with quicker ways to its values."""
    expressions: list[Any]
    match node:
        case VariableNode():
            expressions = [node.filter_expression]
            if type(node) is VariableNode:
                node, before = PlainVariableNode(node.filter_expression), node
                node.token, node.origin = before.token, before.origin
        case IfNode():
            expressions = [one for condition, _nodes in node.conditions_nodelists for one in _asked(condition)]
        case ForNode():
            expressions = [node.sequence]
        case IncludeNode() | WithNode():
            expressions = list(node.extra_context.values())
        case SimpleNode():
            expressions = [*node.args, *node.kwargs.values()]
        case _:
            return node
    for expression in expressions:
        if isinstance(expression, FilterExpression) and type(expression.var) is Variable and expression.var.lookups:
            expression.var = RowVariable(expression.var.var)
    return node


def _asked(condition: Any) -> Iterator[Any]:
    """The values that the condition of an {% if %} compares."""
    if isinstance(condition, TemplateLiteral):
        yield condition.value
    for part in ("first", "second"):
        if getattr(condition, part, None) is not None:
            yield from _asked(getattr(condition, part))


def _fold_inside(node: Node) -> None:
    if isinstance(node, IfNode):
        node.conditions_nodelists = [(condition, folded(nodes)) for condition, nodes in node.conditions_nodelists]
        return
    for name in node.child_nodelists:
        inside = getattr(node, name, None)
        if isinstance(inside, NodeList):
            setattr(node, name, folded(inside))


def _put_together(run: list[Node]) -> Iterator[Node]:
    if not run:
        return
    spoken = [node for node in run if not isinstance(node, TextNode | LoadNode | CommentNode)]
    text = "".join(node.s for node in run if isinstance(node, TextNode))
    if spoken:
        yield FoldedNode(run)
    elif text:
        yield TextNode(text)
