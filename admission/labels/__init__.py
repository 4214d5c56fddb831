"""Every word a user reads for a value of the domain."""

from admission.labels.findings import finding_message
from admission.labels.values import choices, day, deadline_label, recorded_value, step_named
from admission.labels.words import (
    BODIES,
    CAUSES,
    CHOICES,
    DEADLINES,
    FIELDS,
    LEAVING_CAUSES,
    OUTCOMES,
    PROPOSALS,
    PROPOSALS_OF,
    RECOGNITION_OUTCOMES,
    RESOLUTION_KINDS,
    SHORT_STEPS,
    SPONSOR_ENDS,
    SPONSOR_ROLES,
    STAGES,
    STEPS,
    VOTE_METHODS,
)

__all__ = [
    "BODIES",
    "CAUSES",
    "CHOICES",
    "DEADLINES",
    "FIELDS",
    "LEAVING_CAUSES",
    "OUTCOMES",
    "PROPOSALS",
    "PROPOSALS_OF",
    "RECOGNITION_OUTCOMES",
    "RESOLUTION_KINDS",
    "SHORT_STEPS",
    "SPONSOR_ENDS",
    "SPONSOR_ROLES",
    "STAGES",
    "STEPS",
    "VOTE_METHODS",
    "choices",
    "day",
    "deadline_label",
    "finding_message",
    "recorded_value",
    "step_named",
]
