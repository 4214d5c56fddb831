"""The words of the procedure: who acts, where a file stands, what is recorded, which clocks run."""

from collections.abc import Mapping
from enum import StrEnum


class Body(StrEnum):
    """Who acts."""

    CANDIDATE = "candidate"
    BRANCH = "branch"
    SECTIONAL_COMMITTEE = "sectional_committee"
    GRASSROOTS_COMMITTEE = "grassroots_committee"
    COMPETENT_COMMITTEE = "competent_committee"
    HOLDER = "holder"
    """The committee that has the file in hand at the moment, whichever that is."""


class Stage(StrEnum):
    """Where a file stands. Derived from the facts, never set by hand."""

    NOMINATED = "nominated"
    SPONSORED = "sponsored"
    READY_FOR_BRANCH = "ready_for_branch"
    ADMISSION_VOTE_FAILED = "admission_vote_failed"
    AWAITING_APPRAISAL = "awaiting_appraisal"
    AWAITING_GRASSROOTS = "awaiting_grassroots"
    AWAITING_DECISION = "awaiting_decision"
    RETURNED = "returned"
    AWAITING_RECEIPT = "awaiting_receipt"
    AWAITING_CEREMONY = "awaiting_ceremony"
    PROBATION = "probation"
    READY_FOR_RECOGNITION = "ready_for_recognition"
    RECOGNITION_VOTE_FAILED = "recognition_vote_failed"
    RECOGNITION_APPRAISAL = "recognition_appraisal"
    RECOGNITION_GRASSROOTS = "recognition_grassroots"
    AWAITING_RECOGNITION = "awaiting_recognition"
    RECOGNITION_RETURNED = "recognition_returned"
    OFFICIAL = "official"
    REFUSED = "refused"
    NAME_REMOVED = "name_removed"
    ENDED = "ended"


CLOSED_STAGES = frozenset({Stage.OFFICIAL, Stage.REFUSED, Stage.NAME_REMOVED, Stage.ENDED})


class StepCode(StrEnum):
    """Each act that can be recorded."""

    OPEN_CASE = "open_case"
    ASSIGN_SPONSOR = "assign_sponsor"
    END_SPONSORSHIP = "end_sponsorship"
    READMISSION_GROUND = "readmission_ground"
    SPECIAL_CASE = "special_case"
    AWARENESS_COURSE = "awareness_course"
    APPLICATION = "application"
    PERSONAL_HISTORY = "personal_history"
    EDUCATION = "education"
    VETTING = "vetting"
    POLITICAL_CONCLUSION = "political_conclusion"
    SPONSOR_RECOMMENDATION = "sponsor_recommendation"
    YOUTH_UNION_RECOMMENDATION = "youth_union_recommendation"
    TRADE_UNION_RECOMMENDATION = "trade_union_recommendation"
    RESIDENCE_OPINIONS = "residence_opinions"
    OPINIONS = "opinions"
    SERVICE_RECORD = "service_record"
    AGE_CONSENT = "age_consent"
    EDUCATION_CONSENT = "education_consent"
    READMISSION_CONSENT = "readmission_consent"
    ADMISSION_RESOLUTION = "admission_resolution"
    ADMISSION_REPORT = "admission_report"
    ADMISSION_APPRAISAL = "admission_appraisal"
    ADMISSION_GRASSROOTS = "admission_grassroots"
    ADMISSION_RETURN = "admission_return"
    ADMISSION_RESUBMISSION = "admission_resubmission"
    ADMISSION_EXTENSION = "admission_extension"
    ADMISSION_DECISION = "admission_decision"
    REFUSAL_NOTICE = "refusal_notice"
    DECISION_RECEIPT = "decision_receipt"
    CEREMONY_CONSENT = "ceremony_consent"
    CEREMONY = "ceremony"
    PROBATION_SUPERVISOR = "probation_supervisor"
    NEW_MEMBER_COURSE = "new_member_course"
    PERSONAL_EVENT = "personal_event"
    FORMER_BRANCH_COMMENT = "former_branch_comment"
    SELF_REVIEW = "self_review"
    SUPERVISOR_COMMENT = "supervisor_comment"
    PROBATION_OPINIONS = "probation_opinions"
    RECOGNITION_RESOLUTION = "recognition_resolution"
    RECOGNITION_REPORT = "recognition_report"
    RECOGNITION_APPRAISAL = "recognition_appraisal"
    RECOGNITION_GRASSROOTS = "recognition_grassroots"
    RECOGNITION_RETURN = "recognition_return"
    RECOGNITION_RESUBMISSION = "recognition_resubmission"
    RECOGNITION_EXTENSION = "recognition_extension"
    RECOGNITION_DECISION = "recognition_decision"
    REMOVAL_NOTICE = "removal_notice"
    ANNOUNCEMENT = "announcement"
    PARTY_CARD = "party_card"
    TRANSFER = "transfer"
    END_CASE = "end_case"


class Outcome(StrEnum):
    """How an act ended; most acts can only be done."""

    DONE = "done"
    GRANTED = "granted"
    REFUSED = "refused"
    """The committee's no: not admitted, or the name removed."""
    NOT_PASSED = "not_passed"
    """The vote of the branch stayed below the threshold."""


class DeadlineKind(StrEnum):
    """The clocks. Lengths are in the rule set."""

    SPONSORSHIP = "sponsorship"
    PAPER_VALIDITY = "paper_validity"
    LEVEL_WAIT = "level_wait"
    ADMISSION_DECISION = "admission_decision"
    RECEIPT_LOG = "receipt_log"
    CEREMONY = "ceremony"
    PROBATION_END = "probation_end"
    RECOGNITION_REVIEW = "recognition_review"
    RECOGNITION_DECISION = "recognition_decision"


class LateCause(StrEnum):
    """Why an act came after its last day; what happened is said in words beside it."""

    MEETING_NOT_HELD = "meeting_not_held"
    FILE_TO_COMPLETE = "file_to_complete"
    DOCUMENT_LATE = "document_late"
    PERSON_ABSENT = "person_absent"
    FORCE_MAJEURE = "force_majeure"
    REORGANIZED = "reorganized"
    OVERSIGHT = "oversight"
    OTHER = "other"


class Nature(StrEnum):
    """What the last day of a clock means."""

    LIMIT = "limit"
    """Somebody must have acted by that day."""
    INTERNAL = "internal"
    """The same, by a limit of the house: nobody breaks the regulation."""
    MILESTONE = "milestone"
    """From that day on something becomes possible; nobody is late."""
    VALIDITY = "validity"
    """A paper is good up to that day."""


class StepShape(StrEnum):
    """What is written down when the step is recorded; one form and one model each."""

    CASE = "case"
    SPONSORSHIP = "sponsorship"
    SPONSORSHIP_END = "sponsorship_end"
    READMISSION = "readmission"
    PAPER = "paper"
    DOCUMENT = "document"
    BRANCH_RESOLUTION = "branch_resolution"
    COMMITTEE_RESOLUTION = "committee_resolution"
    COMMITTEE_DECISION = "committee_decision"
    EXTENSION = "extension"
    RECEIPT = "receipt"
    CEREMONY = "ceremony"
    TRANSFER = "transfer"


class Choice(StrEnum):
    """What a document says, where one of a few things is to be chosen."""

    # How far somebody went to school.
    BELOW_LOWER_SECONDARY = "below_lower_secondary"
    LOWER_SECONDARY = "lower_secondary"
    UPPER_SECONDARY = "upper_secondary"
    HIGHER = "higher"
    # The result of the vetting, and the conclusion of the competent level on an issue to be examined.
    CLEAR = "clear"
    HAS_ISSUE = "has_issue"
    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    # Why somebody over age, or with less schooling, may be admitted.
    NO_MEMBER_THERE = "no_member_there"
    SPECIAL_NEED = "special_need"
    MOUNTAIN_OR_ISLAND = "mountain_or_island"
    ETHNIC_MINORITY_AREA = "ethnic_minority_area"
    VERY_POOR_AREA = "very_poor_area"
    ELDER_OR_DIGNITARY = "elder_or_dignitary"
    # Special cases of section 3.4.
    POLITBURO_RULE = "politburo_rule"
    ENTRUSTED_BRANCH = "entrusted_branch"
    POPULATION_POLICY = "population_policy"
    # What a committee on the way says.
    AGREES = "agrees"
    DISAGREES = "disagrees"
    # What happened to the person.
    REPRIMAND = "reprimand"
    WARNING = "warning"
    SUSPENDED = "suspended"
    SUSPENSION_LIFTED = "suspension_lifted"
    LONG_ABSENCE = "long_absence"
    EXEMPTED = "exempted"
    # Why a file ends before its end.
    WITHDRAWN = "withdrawn"
    DIED = "died"
    UNIT_DISSOLVED = "unit_dissolved"
    NO_LONGER_ELIGIBLE = "no_longer_eligible"


EDUCATION_GRADE: Mapping[Choice, int] = {
    Choice.BELOW_LOWER_SECONDARY: 0,
    Choice.LOWER_SECONDARY: 9,
    Choice.UPPER_SECONDARY: 12,
    Choice.HIGHER: 16,
}
"""The school grade that each answer about schooling stands for."""


class LeavingCause(StrEnum):
    """Why somebody who asks to be admitted again left the Party. Source: 294-QĐ/TW, 3.5."""

    LEFT_FOR_HARDSHIP = "left_for_hardship"
    NAME_REMOVED = "name_removed"
    EXPELLED = "expelled"
    LESS_SERIOUS_CRIME = "less_serious_crime"
    POPULATION_POLICY = "population_policy"
    NOT_ATTENDING = "not_attending"
    LEFT_WITHOUT_HARDSHIP = "left_without_hardship"
    FACTIONALISM = "factionalism"
    PARTY_HISTORY = "party_history"
    SERIOUS_CRIME = "serious_crime"


class SponsorEnd(StrEnum):
    """Why a member no longer helps."""

    MOVED = "moved"
    DIED = "died"
    DISCIPLINED = "disciplined"
    LOST_STANDING = "lost_standing"
    UNABLE = "unable"
