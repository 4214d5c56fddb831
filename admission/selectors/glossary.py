"""The glossary as a page shows it: each term with the clause and the number that the regulation in force has today."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, override

from admission.domain.procedure import STEPS
from admission.domain.rule_cells import cell_at
from admission.domain.rules import RuleSet
from admission.labels.glossary import GLOSSARY, Term
from admission.labels.rules import cell_value

_AT_HOME = "vi"
"""The language in which the regulation is written."""


@dataclass(frozen=True, slots=True)
class TermLine:
    """A term in words. `original`: as the regulation calls it, for who reads another language, else empty; `clause`:
    empty for a word of the product; `is_doubtful`: what it rests on is shown as not verified.
    """

    anchor: str
    name: str
    original: str
    words: str
    clause: str
    is_doubtful: bool


@dataclass(frozen=True, slots=True)
class TermGroupLines:
    anchor: str
    title: str | Promise
    lines: tuple[TermLine, ...]


def glossary(rules: RuleSet) -> tuple[TermGroupLines, ...]:
    """Give the terms by group, in the language of the moment."""
    return tuple(
        TermGroupLines(group.anchor, group.title, tuple(_line(term, rules) for term in group.terms))
        for group in GLOSSARY
    )


def _line(term: Term, rules: RuleSet) -> TermLine:
    words, clause, is_doubtful = str(term.words), "", False
    if term.cell:
        cell = cell_at(rules, term.cell)
        words = words.format(cell_value(term.cell, cell.value) if cell else "…")
        clause, is_doubtful = (cell.clause, cell.verification.is_doubtful) if cell else ("", True)
    elif term.step is not None:
        clause = rules.cite(STEPS[term.step].clause)
    return TermLine(term.anchor, str(term.name), _original(term.name), words, clause, is_doubtful)


def _original(name: Promise) -> str:
    if get_language() == _AT_HOME:
        return ""
    with override(_AT_HOME):
        return str(name)
