"""The regulations that the product knows, one module each: data only. Every number stands here once, by its clause."""

from datetime import date

from admission.domain import rules
from admission.domain.rules import RuleSet
from admission.domain.rulesets.training_2020 import TRAINING_2020

RULE_SETS: tuple[RuleSet, ...] = (TRAINING_2020,)
_BY_CODE = {rule_set.code: rule_set for rule_set in RULE_SETS}


def rule_set_in_force(on: date) -> RuleSet:
    """Give the rule set in force on a day. Raises: RuleSetNotFoundError."""
    return rules.rule_set_in_force(RULE_SETS, on)


def rule_set_by_code(code: str) -> RuleSet:
    """Give the rule set a file was opened under. Raises: KeyError for a code that was never shipped."""
    return _BY_CODE[code]
