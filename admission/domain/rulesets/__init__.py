"""The regulations that the product knows, one module each: data only. Every number stands here once, by its clause."""

from datetime import date

from admission.domain.rules import RuleBook, RuleSet
from admission.domain.rulesets.qd20_2026 import QD20_2026
from admission.domain.rulesets.qd24_2021 import QD24_2021
from admission.domain.rulesets.qd232_2025 import QD232_2025
from admission.domain.rulesets.qd294_2025 import QD294_2025
from admission.domain.rulesets.training_2020 import TRAINING_2020

RULE_SETS: tuple[RuleSet, ...] = (TRAINING_2020, QD24_2021, QD232_2025, QD294_2025, QD20_2026)
"""In the order in which they came into force."""

SHIPPED = RuleBook(RULE_SETS)
"""The regulations as delivered; what an installation confirmed or filled in lies over them."""


def rule_set_in_force(on: date) -> RuleSet:
    """Give the shipped rule set in force on a day. Raises: RuleSetNotFoundError."""
    return SHIPPED.on(on)


def rule_set_by_code(code: str) -> RuleSet:
    """Give a shipped rule set. Raises: KeyError for a code that was never shipped."""
    return SHIPPED.by_code(code)
