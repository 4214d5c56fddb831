"""20-QĐ/TW, published after the XIV Congress: known by name only. Data only, and there is none yet.

The papers of the file are those of the procedure; every number waits for an administrator who holds the text.
"""

from admission.domain.rules import RuleSet
from admission.domain.rulesets import common

QD20_2026 = RuleSet(
    code="QD20_2026",
    title="Quy định 20-QĐ/TW (2026) về thi hành Điều lệ Đảng",
    instrument="20-QĐ/TW",
    in_force_from=None,
    in_force_until=None,
    required_papers=common.REQUIRED_PAPERS,
    probation_papers=common.PROBATION_PAPERS,
    note="The text of this regulation could not be read, so it has no numbers yet and does not apply to any file. "
    "An administrator who holds the text fills the numbers in and activates it from its day in force.",
)
