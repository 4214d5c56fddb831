"""The words for each value of the domain."""

from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admission.domain.facts import Proposal, ResolutionKind, SponsorRole, VoteMethod
from admission.domain.procedure import (
    Body,
    Choice,
    DeadlineKind,
    LateCause,
    LeavingCause,
    Outcome,
    SponsorEnd,
    Stage,
    StepCode,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

STAGES: dict[Stage, Promise] = {
    Stage.NOMINATED: _("Nominated, no sponsor yet"),
    Stage.SPONSORED: _("Being helped by the sponsors"),
    Stage.READY_FOR_BRANCH: _("Ready for the branch to consider"),
    Stage.ADMISSION_VOTE_FAILED: _("Vote on admission below the threshold"),
    Stage.AWAITING_APPRAISAL: _("Awaiting the sectional committee's report"),
    Stage.AWAITING_GRASSROOTS: _("Awaiting the grassroots committee's resolution"),
    Stage.AWAITING_DECISION: _("Awaiting the admission decision"),
    Stage.RETURNED: _("Returned to the branch for completion"),
    Stage.AWAITING_RECEIPT: _("Decision issued, not yet received"),
    Stage.AWAITING_CEREMONY: _("Awaiting the admission ceremony"),
    Stage.PROBATION: _("On probation"),
    Stage.READY_FOR_RECOGNITION: _("Probation over, the branch must consider"),
    Stage.RECOGNITION_VOTE_FAILED: _("Vote on recognition below the threshold"),
    Stage.RECOGNITION_APPRAISAL: _("Recognition: awaiting the sectional committee's report"),
    Stage.RECOGNITION_GRASSROOTS: _("Recognition: awaiting the grassroots committee's resolution"),
    Stage.AWAITING_RECOGNITION: _("Awaiting the recognition decision"),
    Stage.RECOGNITION_RETURNED: _("Recognition: returned to the branch for completion"),
    Stage.OFFICIAL: _("Official member"),
    Stage.REFUSED: _("Admission refused"),
    Stage.NAME_REMOVED: _("Name removed from the list of probationary members"),
    Stage.ENDED: _("Ended before a decision"),
}

STEPS: dict[StepCode, Promise] = {
    StepCode.OPEN_CASE: _("Open the file"),
    StepCode.ASSIGN_SPONSOR: _("Assign sponsors"),
    StepCode.END_SPONSORSHIP: _("End of a member's help"),
    StepCode.READMISSION_GROUND: _("Former Party member"),
    StepCode.SPECIAL_CASE: _("Special case with its document"),
    StepCode.AWARENESS_COURSE: _("Awareness-course certificate"),
    StepCode.APPLICATION: _("Application to join the Party"),
    StepCode.PERSONAL_HISTORY: _("Personal history"),
    StepCode.EDUCATION: _("Schooling"),
    StepCode.VETTING: _("Result of the vetting"),
    StepCode.POLITICAL_CONCLUSION: _("Conclusion on an issue to be examined"),
    StepCode.SPONSOR_RECOMMENDATION: _("Sponsors' recommendation"),
    StepCode.YOUTH_UNION_RECOMMENDATION: _("Youth Union resolution"),
    StepCode.TRADE_UNION_RECOMMENDATION: _("Trade-union resolution"),
    StepCode.RESIDENCE_OPINIONS: _("Opinion from the place of residence"),
    StepCode.OPINIONS: _("Summary of opinions"),
    StepCode.SERVICE_RECORD: _("Comment on past service"),
    StepCode.AGE_CONSENT: _("Consent to admit somebody over age"),
    StepCode.EDUCATION_CONSENT: _("Consent to admit somebody with less schooling"),
    StepCode.READMISSION_CONSENT: _("Consent to admit a former member again"),
    StepCode.ADMISSION_RESOLUTION: _("Branch resolution proposing admission"),
    StepCode.ADMISSION_REPORT: _("Full report of the vote to the level above"),
    StepCode.ADMISSION_APPRAISAL: _("Sectional committee's report on admission"),
    StepCode.ADMISSION_GRASSROOTS: _("Grassroots committee's resolution on admission"),
    StepCode.ADMISSION_RETURN: _("Return of the admission file for completion"),
    StepCode.ADMISSION_RESUBMISSION: _("Completed admission file sent again"),
    StepCode.ADMISSION_EXTENSION: _("Extension of the admission decision"),
    StepCode.ADMISSION_DECISION: _("Admission decision"),
    StepCode.REFUSAL_NOTICE: _("Notice of the refusal to the branch"),
    StepCode.DECISION_RECEIPT: _("Receipt of the decision by the branch"),
    StepCode.CEREMONY_CONSENT: _("Consent to a late ceremony"),
    StepCode.CEREMONY: _("Admission ceremony"),
    StepCode.PROBATION_SUPERVISOR: _("Member who helps during probation"),
    StepCode.NEW_MEMBER_COURSE: _("New-member course certificate"),
    StepCode.PERSONAL_EVENT: _("Discipline, suspension or absence"),
    StepCode.FORMER_BRANCH_COMMENT: _("Comment of the former branch"),
    StepCode.SELF_REVIEW: _("Self-review of the probationary member"),
    StepCode.SUPERVISOR_COMMENT: _("Comment of the member who helps"),
    StepCode.PROBATION_OPINIONS: _("Summary of opinions at the end of probation"),
    StepCode.RECOGNITION_RESOLUTION: _("Branch resolution on recognition"),
    StepCode.RECOGNITION_REPORT: _("Full report of the vote on recognition to the level above"),
    StepCode.RECOGNITION_APPRAISAL: _("Sectional committee's report on recognition"),
    StepCode.RECOGNITION_GRASSROOTS: _("Grassroots committee's resolution on recognition"),
    StepCode.RECOGNITION_RETURN: _("Return of the recognition file for completion"),
    StepCode.RECOGNITION_RESUBMISSION: _("Completed recognition file sent again"),
    StepCode.RECOGNITION_EXTENSION: _("Extension of the recognition decision"),
    StepCode.RECOGNITION_DECISION: _("Recognition decision"),
    StepCode.REMOVAL_NOTICE: _("Notice of the removal of the name"),
    StepCode.ANNOUNCEMENT: _("Announcement in the branch"),
    StepCode.PARTY_CARD: _("Party card issued"),
    StepCode.TRANSFER: _("Move to another branch"),
    StepCode.END_CASE: _("End the file"),
}

SHORT_STEPS: dict[StepCode, Promise] = {
    StepCode.OPEN_CASE: _("Opened"),
    StepCode.ASSIGN_SPONSOR: _("Sponsors"),
    StepCode.ADMISSION_RESOLUTION: _("Branch proposes"),
    StepCode.ADMISSION_REPORT: _("Vote reported"),
    StepCode.ADMISSION_APPRAISAL: _("Sectional committee"),
    StepCode.ADMISSION_GRASSROOTS: _("Grassroots committee"),
    StepCode.ADMISSION_DECISION: _("Decision"),
    StepCode.DECISION_RECEIPT: _("Received"),
    StepCode.CEREMONY: _("Ceremony"),
    StepCode.RECOGNITION_RESOLUTION: _("Branch considers"),
    StepCode.RECOGNITION_REPORT: _("Vote reported"),
    StepCode.RECOGNITION_APPRAISAL: _("Sectional committee"),
    StepCode.RECOGNITION_GRASSROOTS: _("Grassroots committee"),
    StepCode.RECOGNITION_DECISION: _("Recognition"),
}
"""The steps of the main path in two or three words, for the tracker."""

BODIES: dict[Body, Promise] = {
    Body.CANDIDATE: _("the candidate"),
    Body.BRANCH: _("the branch"),
    Body.SECTIONAL_COMMITTEE: _("the sectional committee"),
    Body.GRASSROOTS_COMMITTEE: _("the grassroots committee"),
    Body.COMPETENT_COMMITTEE: _("the competent committee"),
    Body.HOLDER: _("the committee that has the file"),
}

DEADLINES: dict[DeadlineKind, Promise] = {
    DeadlineKind.SPONSORSHIP: _("Sponsors' months together complete"),
    DeadlineKind.PAPER_VALIDITY: _("Paper is valid"),
    DeadlineKind.LEVEL_WAIT: _("File waits at a level"),
    DeadlineKind.ADMISSION_DECISION: _("Admission decision"),
    DeadlineKind.RECEIPT_LOG: _("Receipt of the decision logged"),
    DeadlineKind.CEREMONY: _("Admission ceremony"),
    DeadlineKind.PROBATION_END: _("Months of probation end"),
    DeadlineKind.RECOGNITION_REVIEW: _("The branch considers recognition"),
    DeadlineKind.RECOGNITION_DECISION: _("Recognition decision"),
}

OUTCOMES: dict[Outcome, Promise] = {
    Outcome.DONE: _("Done"),
    Outcome.GRANTED: _("Granted"),
    Outcome.REFUSED: _("Refused"),
    Outcome.NOT_PASSED: _("Below the threshold"),
}

RECOGNITION_OUTCOMES: dict[Outcome, Promise] = {
    Outcome.GRANTED: _("Recognised as an official member"),
    Outcome.REFUSED: _("Name removed from the list of probationary members"),
}
"""What the decision at the end of probation says."""

CHOICES: dict[Choice, Promise] = {
    Choice.BELOW_LOWER_SECONDARY: _("Less than lower-secondary school"),
    Choice.LOWER_SECONDARY: _("Lower-secondary school"),
    Choice.UPPER_SECONDARY: _("Upper-secondary school"),
    Choice.HIGHER: _("Vocational college, university or higher"),
    Choice.CLEAR: _("No issue"),
    Choice.HAS_ISSUE: _("Has an issue to be examined"),
    Choice.ELIGIBLE: _("Meets the political standard"),
    Choice.NOT_ELIGIBLE: _("Does not meet the political standard"),
    Choice.NO_MEMBER_THERE: _("Place without an organisation or member"),
    Choice.SPECIAL_NEED: _("Special need"),
    Choice.MOUNTAIN_OR_ISLAND: _("Mountain or island area"),
    Choice.ETHNIC_MINORITY_AREA: _("Ethnic-minority area"),
    Choice.VERY_POOR_AREA: _("Very poor area"),
    Choice.ELDER_OR_DIGNITARY: _("Village elder or religious dignitary"),
    Choice.POLITBURO_RULE: _("Case of the Politburo's own rule"),
    Choice.ENTRUSTED_BRANCH: _("Branch entrusted by the superior committee"),
    Choice.POPULATION_POLICY: _("Case of population policy"),
    Choice.AGREES: _("Agrees"),
    Choice.DISAGREES: _("Does not agree"),
    Choice.REPRIMAND: _("Reprimand"),
    Choice.WARNING: _("Warning"),
    Choice.SUSPENDED: _("Suspended from Party life"),
    Choice.SUSPENSION_LIFTED: _("Suspension lifted"),
    Choice.LONG_ABSENCE: _("Long absence with permission"),
    Choice.EXEMPTED: _("Exempted from work and meetings"),
    Choice.WITHDRAWN: _("The candidate withdrew"),
    Choice.DIED: _("Died"),
    Choice.UNIT_DISSOLVED: _("The unit was dissolved"),
    Choice.NO_LONGER_ELIGIBLE: _("No longer meets the conditions"),
}
"""What a document says, where one of a few things is to be chosen."""

CHOICE_LABELS: dict[StepCode, Promise] = {
    StepCode.EDUCATION: _("Schooling completed"),
    StepCode.VETTING: _("Result"),
    StepCode.POLITICAL_CONCLUSION: _("Conclusion"),
    StepCode.SPECIAL_CASE: _("Kind of special case"),
    StepCode.AGE_CONSENT: _("Why it is considered"),
    StepCode.EDUCATION_CONSENT: _("Why it is considered"),
    StepCode.ADMISSION_APPRAISAL: _("The committee's opinion"),
    StepCode.RECOGNITION_APPRAISAL: _("The committee's opinion"),
    StepCode.PERSONAL_EVENT: _("What happened"),
    StepCode.END_CASE: _("Why the file ends"),
}
"""What is chosen in a document, by its step."""

LEAVING_CAUSES: dict[LeavingCause, Promise] = {
    LeavingCause.LEFT_FOR_HARDSHIP: _("Asked to leave for a legitimate hardship"),
    LeavingCause.NAME_REMOVED: _("Name removed for another cause"),
    LeavingCause.EXPELLED: _("Expelled"),
    LeavingCause.LESS_SERIOUS_CRIME: _("Sentenced for a less serious crime"),
    LeavingCause.POPULATION_POLICY: _("Breach of population policy"),
    LeavingCause.NOT_ATTENDING: _("Left by not attending meetings"),
    LeavingCause.LEFT_WITHOUT_HARDSHIP: _("Asked to leave without a legitimate hardship"),
    LeavingCause.FACTIONALISM: _("Factionalism, harm to unity"),
    LeavingCause.PARTY_HISTORY: _("Case of Party history"),
    LeavingCause.SERIOUS_CRIME: _("Sentenced for a serious crime"),
}
"""Why a former member left."""

LATE_CAUSES: dict[LateCause, Promise] = {
    LateCause.MEETING_NOT_HELD: _("The meeting could not be held in time"),
    LateCause.FILE_TO_COMPLETE: _("The file had to be completed or verified"),
    LateCause.DOCUMENT_LATE: _("A document arrived late"),
    LateCause.PERSON_ABSENT: _("The person was ill, away on duty or absent"),
    LateCause.FORCE_MAJEURE: _("Natural disaster, epidemic or another event beyond control"),
    LateCause.REORGANIZED: _("The organisation was being rearranged"),
    LateCause.OVERSIGHT: _("The time limit was overlooked"),
    LateCause.OTHER: _("Another cause, said in the reason"),
}
"""Why an act came after its last day."""

SPONSOR_ENDS: dict[SponsorEnd, Promise] = {
    SponsorEnd.MOVED: _("Moved to another organisation"),
    SponsorEnd.DIED: _("Died"),
    SponsorEnd.DISCIPLINED: _("Disciplined"),
    SponsorEnd.LOST_STANDING: _("No longer an official member"),
    SponsorEnd.UNABLE: _("Cannot go on"),
}
"""Why a member no longer helps."""

PROPOSALS: dict[Proposal, Promise] = {
    Proposal.PROCEED: _("Proposes to admit or to recognise"),
    Proposal.REJECT: _("Proposes not to admit, or to remove the name"),
}

PROPOSALS_OF: dict[tuple[ResolutionKind, Proposal], Promise] = {
    (ResolutionKind.ADMISSION, Proposal.PROCEED): _("Proposes admission"),
    (ResolutionKind.ADMISSION, Proposal.REJECT): _("Proposes not to admit"),
    (ResolutionKind.RECOGNITION, Proposal.PROCEED): _("Proposes recognition"),
    (ResolutionKind.RECOGNITION, Proposal.REJECT): _("Proposes to remove the name"),
}
"""A proposal where it is known what is resolved on."""

RESOLUTION_KINDS: dict[ResolutionKind, Promise] = {
    ResolutionKind.ADMISSION: _("admission"),
    ResolutionKind.RECOGNITION: _("recognition"),
}

VOTE_METHODS: dict[VoteMethod, Promise] = {
    VoteMethod.SECRET_BALLOT: _("Secret ballot"),
    VoteMethod.RAISED_CARD: _("Raised Party card"),
}

SPONSOR_ROLES: dict[SponsorRole, Promise] = {
    SponsorRole.ADMISSION: _("Sponsor"),
    SponsorRole.PROBATION: _("Helps during probation"),
}

FIELDS: "dict[str, _StrPromise]" = {
    "opened_on": _("Day the branch took the candidate up"),
    "sponsor": _("Official member who helps"),
    "assigned_on": _("Day of the assignment"),
    "member_since_on": _("Official member of this branch since"),
    "is_relative": _("A close relative of the candidate"),
    "replaces": _("Takes the place of"),
    "ended_on": _("First day without this help"),
    "end_cause": _("Why the help ends"),
    "noted_on": _("Day the branch took note"),
    "left_on": _("Day of leaving the Party"),
    "cause": _("Why he left the Party"),
    "first_admitted_on": _("Day of the first decision to admit"),
    "cleared_on": _("Day the criminal record was cleared"),
    "readmissions": _("Times admitted again before"),
    "proposal": _("What is proposed"),
    "outcome": _("What the committee decided"),
    "choice": _("What the document says"),
    "working_days": _("Working days added"),
    "made_on": _("Day on the paper"),
    "acted_on": _("Day on the document"),
    "adopted_on": _("Day of the meeting"),
    "decided_on": _("Day on the decision"),
    "granted_on": _("Day the extension was granted"),
    "approver": _("Who approved the extension (position and body)"),
    "held_on": _("Day of the ceremony"),
    "place": _("Place"),
    "oath_taken": _("The new member took the oath"),
    "moved_on": _("Day of the move"),
    "to_branch": _("Branch that receives the file"),
    "number": _("Number and symbol"),
    "issuer": _("Issued by"),
    "received_on": _("Day the branch received the decision"),
    "reason": _("Reason"),
    "late_cause": _("Why it was late"),
    "vote_method": _("Way of voting"),
    "vote_entitled": _("Official members of the branch"),
    "vote_exempt": _("Absent: exempted from work and meetings"),
    "vote_elsewhere": _("Absent: temporarily attached elsewhere"),
    "vote_suspended": _("Absent: suspended from Party life"),
    "vote_on_leave": _("Absent: with leave"),
    "vote_present": _("Members present"),
    "vote_for": _("Votes in favour"),
    "vote_against": _("Votes against"),
    "vote_blank": _("Blank or invalid votes"),
}
"""The columns of the facts that a person types, in the order in which they are read, in forms and in the timeline."""

CAUSES: dict[str, Promise] = {
    "case_opened": _("the file was opened"),
    "fact_recorded": _("an act was recorded"),
    "fact_corrected": _("a recorded act was corrected"),
    "fact_undone": _("a recorded act was taken back"),
    "opening_corrected": _("the day the branch took the candidate up was corrected"),
    "file_moved": _("the file moved to another branch"),
    "people_merged": _("two records of one person were merged"),
    "person_corrected": _("the record of somebody in the file was corrected"),
    "organization_moved": _("the organisation, or one above it, stands elsewhere in the tree"),
    "authority_changed": _("a committee began or ceased to decide on admission"),
    "membership_changed": _("the membership history of somebody in the file changed"),
    "rule_adopted": _("a time limit was put under another regulation"),
    "rule_confirmed": _("a number of the regulation was confirmed or changed"),
    "calendar_published": _("a new version of the working-day calendar was published"),
    "product_upgraded": _("the product was upgraded to a version with more of the regulation"),
}
"""Why a due date moved, by the verb of the event."""
