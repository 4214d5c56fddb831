"""On which page which task of the guides helps: by the name of the address, and on the form of a step by the step."""

from collections.abc import Mapping

from admission.domain.procedure import PAPER_STEPS, StepCode

_RECORD_PAPER = ("branch", "record-paper")
STEP_HELP: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(PAPER_STEPS, _RECORD_PAPER),
    StepCode.ASSIGN_SPONSOR: ("branch", "assign-sponsors"),
    StepCode.END_SPONSORSHIP: ("branch", "assign-sponsors"),
    StepCode.PROBATION_SUPERVISOR: ("branch", "recognition"),
    StepCode.ADMISSION_RESOLUTION: ("branch", "record-vote"),
    StepCode.RECOGNITION_RESOLUTION: ("branch", "recognition"),
    StepCode.DECISION_RECEIPT: ("branch", "decision-received"),
    StepCode.CEREMONY_CONSENT: ("branch", "ceremony"),
    StepCode.CEREMONY: ("branch", "ceremony"),
    StepCode.ANNOUNCEMENT: ("branch", "recognition"),
    StepCode.ADMISSION_GRASSROOTS: ("clerk", "prepare"),
    StepCode.ADMISSION_DECISION: ("clerk", "prepare"),
    StepCode.RECOGNITION_GRASSROOTS: ("clerk", "prepare"),
    StepCode.RECOGNITION_DECISION: ("clerk", "prepare"),
    StepCode.ADMISSION_RETURN: ("clerk", "return-file"),
    StepCode.RECOGNITION_RETURN: ("clerk", "return-file"),
    StepCode.ADMISSION_EXTENSION: ("reviewer", "extension"),
    StepCode.RECOGNITION_EXTENSION: ("reviewer", "extension"),
}
PAGE_HELP: Mapping[str, tuple[str, str]] = {
    "case-list": ("everybody", "find"),
    "alert-list": ("everybody", "alerts"),
    "own-account": ("everybody", "sign-in"),
    "case-open": ("branch", "open-file"),
    "meeting": ("branch", "record-vote"),
    "ceremony-plan": ("branch", "ceremony"),
    "correct": ("branch", "correct"),
    "delegation-list": ("branch", "leave"),
    "delegate": ("branch", "leave"),
    "import": ("clerk", "import"),
    "request-list": ("clerk", "requests"),
    "decision-list": ("reviewer", "queue"),
    "decision": ("reviewer", "approve"),
    "inspection": ("inspection", "pack"),
    "journal": ("inspection", "journal"),
    "account-list": ("administration", "accounts"),
    "account-invite": ("administration", "accounts"),
    "organization-list": ("administration", "organisations"),
    "calendar-list": ("administration", "calendar-swap"),
    "calendar-draft": ("administration", "calendar-swap"),
    "rule-list": ("administration", "regulations"),
    "mail-list": ("administration", "mail-state"),
}
