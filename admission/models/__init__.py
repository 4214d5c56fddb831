"""The nouns of the procedure, one module each, the queryset above its model."""

from admission.models.address import AddressFailure
from admission.models.alert import (
    BREAK,
    Acknowledgement,
    Alert,
    AlertHearer,
    AlertLadder,
    AlertPlanning,
    AlertStatus,
)
from admission.models.bell import AlertReading
from admission.models.calendar import Calendar, CalendarDay, CalendarVersion
from admission.models.calendar_draft import CalendarDraft, DraftEnd
from admission.models.calendar_feed import CalendarFeed, CalendarFeedQuerySet
from admission.models.candidate import Candidate
from admission.models.case import AdmissionCase, AdmissionCaseQuerySet
from admission.models.data_request import (
    REQUEST_FACTS,
    DataRequest,
    DataRequestQuerySet,
    RequestAnswer,
    RequestCompletion,
    RequestExtension,
    RequestFact,
    RequestReceipt,
    request_facts_of,
)
from admission.models.deadline import Deadline, DeadlineQuerySet, DeadlineStatus
from admission.models.decision import CommitteeDecision, Extension
from admission.models.document import CaseDocument
from admission.models.fact import Fact, FactQuerySet
from admission.models.former_chain import FormerChain
from admission.models.level_limit import LevelLimit
from admission.models.mail import Mail, MailKind, MailStatus
from admission.models.paper import CasePaper
from admission.models.past_file import PastFile, ReportOrder
from admission.models.period_run import Heartbeat, PeriodRun
from admission.models.probation import Ceremony, ProbationPeriod
from admission.models.proposal import DecisionProposal, ProposalState
from admission.models.readmission import ReadmissionGround
from admission.models.resolution import BranchResolution, CommitteeResolution
from admission.models.rules import RuleConfirmation, RuleSetActivation
from admission.models.saved_view import SavedView
from admission.models.settlement import DeadlineMove, DeadlineSettlement, DeadlineSettlementQuerySet
from admission.models.sponsorship import Sponsorship
from admission.models.transfer import RuleAdoption, Transfer

__all__ = [
    "BREAK",
    "REQUEST_FACTS",
    "Acknowledgement",
    "AddressFailure",
    "AdmissionCase",
    "AdmissionCaseQuerySet",
    "Alert",
    "AlertHearer",
    "AlertLadder",
    "AlertPlanning",
    "AlertReading",
    "AlertStatus",
    "BranchResolution",
    "Calendar",
    "CalendarDay",
    "CalendarDraft",
    "CalendarFeed",
    "CalendarFeedQuerySet",
    "CalendarVersion",
    "Candidate",
    "CaseDocument",
    "CasePaper",
    "Ceremony",
    "CommitteeDecision",
    "CommitteeResolution",
    "DataRequest",
    "DataRequestQuerySet",
    "Deadline",
    "DeadlineMove",
    "DeadlineQuerySet",
    "DeadlineSettlement",
    "DeadlineSettlementQuerySet",
    "DeadlineStatus",
    "DecisionProposal",
    "DraftEnd",
    "Extension",
    "Fact",
    "FactQuerySet",
    "FormerChain",
    "Heartbeat",
    "LevelLimit",
    "Mail",
    "MailKind",
    "MailStatus",
    "PastFile",
    "PeriodRun",
    "ProbationPeriod",
    "ProposalState",
    "ReadmissionGround",
    "ReportOrder",
    "RequestAnswer",
    "RequestCompletion",
    "RequestExtension",
    "RequestFact",
    "RequestReceipt",
    "RuleAdoption",
    "RuleConfirmation",
    "RuleSetActivation",
    "SavedView",
    "Sponsorship",
    "Transfer",
    "request_facts_of",
]
