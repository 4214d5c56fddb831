"""The addresses of the product. A page that does not declare its act is refused here: the product does not start."""

from django.conf import settings
from django.urls import path

from admission.permissions import check_declared
from admission.views.account_addresses import AccountAddressView, BounceClearView, BounceView
from admission.views.account_entries import (
    AccountCloseView,
    AccountDelegationEndView,
    AccountInviteView,
    AccountLinkRevokeView,
    AccountLinkView,
    AccountReopenView,
    RoleEndView,
    RoleGiveView,
    RoleVoidView,
)
from admission.views.accounts import AccountListView, AccountView
from admission.views.bell import AlertListView, AlertsReadView
from admission.views.branch_gaps import BranchNoCandidateView, BranchNoSecretaryView
from admission.views.calendar import CalendarView
from admission.views.calendar_drafts import (
    DraftActView,
    DraftNoticeView,
    DraftView,
    DropDraftView,
    RenewDraftView,
    TakeBackView,
)
from admission.views.calendar_following import TakeOverBelowView, TakeOverView
from admission.views.calendar_imports import CalendarImportConfirmView, CalendarImportView
from admission.views.calendar_publishing import CalendarPreviewView, CalendarVersionView
from admission.views.calendars import (
    BeginDraftView,
    CalendarDaysView,
    CalendarListView,
    CalendarVersionsView,
    OwnCalendarView,
)
from admission.views.case_alerts import CaseAlertsView
from admission.views.case_export import CaseExportView
from admission.views.case_list import CaseListView
from admission.views.case_page import CaseView
from admission.views.data_requests import (
    NewRequestView,
    RequestAnswerView,
    RequestCompleteView,
    RequestCorrectView,
    RequestDeadlineView,
    RequestExtendView,
    RequestListView,
    RequestView,
)
from admission.views.deadline_calendar import DeadlineCalendarView
from admission.views.deadlines import CaseWhyView, DeadlineView
from admission.views.decision_queue import BulkApproveView, DecisionListView
from admission.views.decisions import ApproveView, DecisionView, SendBackView, WithdrawView
from admission.views.delegations import DelegateView, DelegationEndView, DelegationListView
from admission.views.feeds import FeedPageView, FeedView, MakeFeedView, RenewFeedView, RevokeFeedView
from admission.views.help import ChangesView, GlossaryView, GuideView, HelpView
from admission.views.imports import ImportConfirmView, ImportResultView, ImportTemplateView, ImportView
from admission.views.inspection import InspectionView
from admission.views.journal import JournalStateView, JournalView, VerifyJournalView
from admission.views.ladders import AcknowledgeView, LadderView, RequestAcknowledgeView
from admission.views.links import ForgottenView, LinkView
from admission.views.mail import MailListView, MailView, SweepNowView
from admission.views.meeting_votes import MeetingVotesDoneView, MeetingVotesView
from admission.views.member_entries import (
    AbsenceEndView,
    AbsenceView,
    AbsenceVoidView,
    MemberAddView,
    MemberEndView,
    MemberStandingView,
    MemberVoidView,
)
from admission.views.members import BranchListView, BranchMembersView
from admission.views.mergers import MergeBranchesView
from admission.views.open_case import OpenCaseView
from admission.views.openings import CorrectOpeningView
from admission.views.organization_forms import (
    AddOrganizationView,
    ContactView,
    DissolveView,
    GiveAuthorityView,
    LevelLimitView,
    MoveView,
    RenameView,
    WithdrawAuthorityView,
)
from admission.views.organization_imports import (
    OrganizationImportConfirmView,
    OrganizationImportView,
    OrganizationTemplateView,
)
from admission.views.organizations import OrganizationListView, OrganizationView
from admission.views.own_account import (
    ChangePasswordView,
    ConfirmView,
    EndSessionView,
    KeptFormView,
    OwnAccountView,
    RecoveryCodesView,
    SecondFactorView,
    SessionLeftView,
    SignOutEverywhereView,
)
from admission.views.people import FindPersonView, PeopleListView, PersonView, RevealView
from admission.views.person_forms import CompareView, DuplicatesView, PersonEditView
from admission.views.planning import CeremonyPlanView, MeetingView, PlanningView
from admission.views.practice import OpenPracticeView
from admission.views.privacy import DataMapView, RetentionView
from admission.views.reports import ReportExportView, ReportFilesView, ReportListView, ReportPrepareView, ReportView
from admission.views.rules import (
    ActivateRuleSetView,
    AdoptView,
    ConfirmCellView,
    FillRuleSetView,
    RuleListView,
    RuleSetView,
)
from admission.views.saved_views import RemoveViewView, RenameViewView, SavedViewListView, SaveViewView
from admission.views.second_factors import ResetSecondFactorView
from admission.views.session import ChooseLanguageView, SecondStepView, SignInView, SignOutView
from admission.views.settlements import SettlementListView, SettleView
from admission.views.splits import SplitBranchView
from admission.views.steps import CorrectView, StepDoneView, StepView
from admission.views.style_page import StylePageView
from admission.views.undo import UndoView
from admission.views.work_list import WorkListView
from admission.views.work_queue import ReceivedManyView
from admission.views.workload import WorkloadView

urlpatterns = [
    path("", WorkListView.as_view(), name="work-list"),
    path("received/", ReceivedManyView.as_view(), name="deadline-acknowledge-many"),
    path("branches/without-candidate/", BranchNoCandidateView.as_view(), name="branch-no-candidate"),
    path("branches/without-secretary/", BranchNoSecretaryView.as_view(), name="branch-no-secretary"),
    path("sign-in/", SignInView.as_view(), name="sign-in"),
    path("sign-out/", SignOutView.as_view(), name="sign-out"),
    path("i18n/", ChooseLanguageView.as_view(), name="set_language"),
    # Signing in, and one's own account.
    path("sign-in/code/", SecondStepView.as_view(), name="sign-in-code"),
    path("session/left/", SessionLeftView.as_view(), name="session-left"),
    path("session/confirm/", ConfirmView.as_view(), name="confirm"),
    path("session/kept/", KeptFormView.as_view(), name="kept-form"),
    path("account/", OwnAccountView.as_view(), name="own-account"),
    path("account/password/", ChangePasswordView.as_view(), name="password"),
    path("account/second-factor/", SecondFactorView.as_view(), name="second-factor"),
    path("account/recovery-codes/", RecoveryCodesView.as_view(), name="recovery-codes"),
    path("account/calendar/", FeedPageView.as_view(), name="calendar-feed"),
    path("account/calendar/make/", MakeFeedView.as_view(), name="calendar-feed-make"),
    path("account/calendar/renew/", RenewFeedView.as_view(), name="calendar-feed-renew"),
    path("account/calendar/revoke/", RevokeFeedView.as_view(), name="calendar-feed-revoke"),
    path("feeds/<str:token>.ics", FeedView.as_view(), name="feed"),
    path("account/sessions/<str:handle>/end/", EndSessionView.as_view(), name="session-end"),
    path("account/sessions/end/", SignOutEverywhereView.as_view(), name="sign-out-everywhere"),
    path("accounts/<int:pk>/second-factor/reset/", ResetSecondFactorView.as_view(), name="second-factor-reset"),
    path("cases/", CaseListView.as_view(), name="case-list"),
    path("cases/export/", CaseExportView.as_view(), name="case-export"),
    path("saved-lists/", SavedViewListView.as_view(), name="saved-view-list"),
    path("saved-lists/save/", SaveViewView.as_view(), name="saved-view-save"),
    path("saved-lists/<int:pk>/rename/", RenameViewView.as_view(), name="saved-view-rename"),
    path("saved-lists/<int:pk>/remove/", RemoveViewView.as_view(), name="saved-view-remove"),
    path("cases/new/", OpenCaseView.as_view(), name="case-open"),
    path("cases/<int:pk>/", CaseView.as_view(), name="case"),
    path("cases/<int:pk>/inspection/", InspectionView.as_view(), name="inspection"),
    path("cases/<int:pk>/steps/<str:step>/", StepView.as_view(), name="step"),
    path("cases/<int:pk>/steps/<str:step>/done/", StepDoneView.as_view(), name="step-done"),
    path("cases/<int:pk>/facts/<str:model>/<int:fact_pk>/correct/", CorrectView.as_view(), name="correct"),
    path("cases/<int:pk>/facts/<str:model>/<int:fact_pk>/undo/", UndoView.as_view(), name="undo"),
    path("cases/<int:pk>/opening/correct/", CorrectOpeningView.as_view(), name="correct-opening"),
    path("cases/<int:pk>/why/", CaseWhyView.as_view(), name="case-why"),
    path("cases/<int:pk>/deadlines/<int:deadline_pk>/", DeadlineView.as_view(), name="deadline"),
    path(
        "cases/<int:pk>/deadlines/<int:deadline_pk>/received/", AcknowledgeView.as_view(), name="deadline-acknowledge"
    ),
    path("cases/<int:pk>/alerts/", CaseAlertsView.as_view(), name="case-alerts"),
    # The bell.
    path("alerts/", AlertListView.as_view(), name="alert-list"),
    path("alerts/read/", AlertsReadView.as_view(), name="alerts-read"),
    # Decisions: prepared by one, approved by another.
    path("decisions/", DecisionListView.as_view(), name="decision-list"),
    path("decisions/approve/", BulkApproveView.as_view(), name="decision-approve-many"),
    path("decisions/<int:pk>/", DecisionView.as_view(), name="decision"),
    path("decisions/<int:pk>/approve/", ApproveView.as_view(), name="decision-approve"),
    path("decisions/<int:pk>/send-back/", SendBackView.as_view(), name="decision-send-back"),
    path("decisions/<int:pk>/withdraw/", WithdrawView.as_view(), name="decision-withdraw"),
    path("branches/", BranchListView.as_view(), name="branch-list"),
    path("branches/<int:pk>/members/", BranchMembersView.as_view(), name="branch-members"),
    path("branches/<int:pk>/members/add/", MemberAddView.as_view(), name="member-add"),
    path("branches/<int:pk>/members/<int:membership_pk>/end/", MemberEndView.as_view(), name="member-end"),
    path(
        "branches/<int:pk>/members/<int:membership_pk>/standing/", MemberStandingView.as_view(), name="member-standing"
    ),
    path("branches/<int:pk>/members/<int:membership_pk>/absence/", AbsenceView.as_view(), name="member-absence"),
    path("branches/<int:pk>/members/<int:membership_pk>/void/", MemberVoidView.as_view(), name="member-void"),
    path("branches/<int:pk>/absences/<int:absence_pk>/end/", AbsenceEndView.as_view(), name="absence-end"),
    path("branches/<int:pk>/absences/<int:absence_pk>/void/", AbsenceVoidView.as_view(), name="absence-void"),
    # planning: the next meeting, the day of a ceremony, the coming weeks
    path("planning/", PlanningView.as_view(), name="planning"),
    path("deadlines/calendar/", DeadlineCalendarView.as_view(), name="deadline-calendar"),
    path("planning/workload/", WorkloadView.as_view(), name="workload"),
    # reports
    path("reports/", ReportListView.as_view(), name="report-list"),
    path("reports/<str:key>/", ReportView.as_view(), name="report"),
    path("reports/<str:key>/prepare/", ReportPrepareView.as_view(), name="report-prepare"),
    path("reports/<str:key>/files/", ReportFilesView.as_view(), name="report-files"),
    path("reports/<str:key>/table.xlsx", ReportExportView.as_view(), name="report-export"),
    path("branches/<int:pk>/meeting/", MeetingView.as_view(), name="meeting"),
    path("branches/<int:pk>/meeting/votes/", MeetingVotesView.as_view(), name="meeting-votes"),
    path("branches/<int:pk>/meeting/votes/done/", MeetingVotesDoneView.as_view(), name="meeting-votes-done"),
    path("branches/<int:pk>/ceremony-plan/", CeremonyPlanView.as_view(), name="ceremony-plan"),
    # --- organisations
    path("organizations/", OrganizationListView.as_view(), name="organization-list"),
    # people: their records, the sensitive fields, duplicates
    path("people/", PeopleListView.as_view(), name="person-list"),
    path("people/find/", FindPersonView.as_view(), name="person-find"),
    path("people/duplicates/", DuplicatesView.as_view(), name="person-duplicates"),
    path("people/<int:pk>/", PersonView.as_view(), name="person"),
    path("people/<int:pk>/reveal/", RevealView.as_view(), name="person-reveal"),
    path("people/<int:pk>/edit/", PersonEditView.as_view(), name="person-edit"),
    path("people/<int:pk>/compare/<int:other_pk>/", CompareView.as_view(), name="person-compare"),
    # privacy: the register of personal-data requests
    path("requests/", RequestListView.as_view(), name="request-list"),
    path("requests/new/", NewRequestView.as_view(), name="request-new"),
    path("requests/<int:pk>/", RequestView.as_view(), name="request"),
    path("requests/<int:pk>/answer/", RequestAnswerView.as_view(), name="request-answer"),
    path("requests/<int:pk>/extend/", RequestExtendView.as_view(), name="request-extend"),
    path("requests/<int:pk>/complete/", RequestCompleteView.as_view(), name="request-complete"),
    path(
        "requests/<int:pk>/facts/<str:model>/<int:fact_pk>/correct/",
        RequestCorrectView.as_view(),
        name="request-correct",
    ),
    path("requests/<int:pk>/deadlines/<int:deadline_pk>/", RequestDeadlineView.as_view(), name="request-deadline"),
    path(
        "requests/<int:pk>/deadlines/<int:deadline_pk>/received/",
        RequestAcknowledgeView.as_view(),
        name="request-deadline-acknowledge",
    ),
    path("privacy/", DataMapView.as_view(), name="data-map"),
    path("retention/", RetentionView.as_view(), name="retention"),
    path("organizations/practice/", OpenPracticeView.as_view(), name="organization-practice"),
    path("organizations/merge/", MergeBranchesView.as_view(), name="organization-merge"),
    path("organizations/import/", OrganizationImportView.as_view(), name="organization-import"),
    path("organizations/import/template/", OrganizationTemplateView.as_view(), name="organization-import-template"),
    path("organizations/import/confirm/", OrganizationImportConfirmView.as_view(), name="organization-import-confirm"),
    path("organizations/<int:pk>/", OrganizationView.as_view(), name="organization"),
    path("organizations/<int:pk>/add/", AddOrganizationView.as_view(), name="organization-add"),
    path("organizations/<int:pk>/contact/", ContactView.as_view(), name="organization-contact"),
    path("organizations/<int:pk>/alerts/", LadderView.as_view(), name="organization-alerts"),
    path("organizations/<int:pk>/wait/", LevelLimitView.as_view(), name="organization-wait"),
    path("organizations/<int:pk>/rename/", RenameView.as_view(), name="organization-rename"),
    path("organizations/<int:pk>/move/", MoveView.as_view(), name="organization-move"),
    path("organizations/<int:pk>/authority/", GiveAuthorityView.as_view(), name="organization-authority"),
    path(
        "organizations/<int:pk>/authority/<int:authority_pk>/end/",
        WithdrawAuthorityView.as_view(),
        name="organization-authority-end",
    ),
    path("organizations/<int:pk>/split/", SplitBranchView.as_view(), name="organization-split"),
    path("organizations/<int:pk>/dissolve/", DissolveView.as_view(), name="organization-dissolve"),
    path("import/", ImportView.as_view(), name="import"),
    path("import/template/", ImportTemplateView.as_view(), name="import-template"),
    path("import/confirm/", ImportConfirmView.as_view(), name="import-confirm"),
    path("import/<int:pk>/", ImportResultView.as_view(), name="import-result"),
    path("calendar/", CalendarView.as_view(), name="calendar"),
    path("calendar/<int:year>/", CalendarView.as_view(), name="calendar"),
    # what a change of a calendar moves
    path("calendar-drafts/<int:pk>/preview/", CalendarPreviewView.as_view(), name="calendar-preview"),
    path("calendars/<int:pk>/versions/<int:number>/", CalendarVersionView.as_view(), name="calendar-version"),
    path("settlements/", SettlementListView.as_view(), name="settlement-list"),
    path("settlements/<int:pk>/settle/", SettleView.as_view(), name="settle"),
    # calendars, their versions and drafts
    path("calendars/", CalendarListView.as_view(), name="calendar-list"),
    path("calendars/own/", OwnCalendarView.as_view(), name="calendar-own"),
    path("calendars/<int:pk>/", CalendarVersionsView.as_view(), name="calendar-versions"),
    path("calendars/<int:pk>/days.csv", CalendarDaysView.as_view(), name="calendar-days"),
    path("calendars/<int:pk>/take-over/", TakeOverView.as_view(), name="calendar-take-over"),
    path("calendars/<int:pk>/take-over-below/", TakeOverBelowView.as_view(), name="calendar-take-over-below"),
    path("calendars/<int:pk>/draft/", BeginDraftView.as_view(), name="calendar-draft-begin"),
    path("calendar-drafts/<int:pk>/", DraftView.as_view(), name="calendar-draft"),
    path("calendar-drafts/<int:pk>/acts/<str:kind>/", DraftActView.as_view(), name="calendar-draft-act"),
    path("calendar-drafts/<int:pk>/notice/", DraftNoticeView.as_view(), name="calendar-draft-notice"),
    path("calendar-drafts/<int:pk>/take-back/", TakeBackView.as_view(), name="calendar-draft-take-back"),
    path("calendar-drafts/<int:pk>/renew/", RenewDraftView.as_view(), name="calendar-draft-renew"),
    path("calendar-drafts/<int:pk>/drop/", DropDraftView.as_view(), name="calendar-draft-drop"),
    path("calendar-drafts/<int:pk>/import/", CalendarImportView.as_view(), name="calendar-draft-import"),
    path(
        "calendar-drafts/<int:pk>/import/confirm/",
        CalendarImportConfirmView.as_view(),
        name="calendar-draft-import-confirm",
    ),
    path("rules/", RuleListView.as_view(), name="rule-list"),
    path("rules/<str:code>/", RuleSetView.as_view(), name="rule-set"),
    path("rules/<str:code>/fill/", FillRuleSetView.as_view(), name="rule-fill"),
    path("rules/<str:code>/activate/", ActivateRuleSetView.as_view(), name="rule-activate"),
    path("rules/<str:code>/adopt/", AdoptView.as_view(), name="rule-adopt"),
    path("rules/<str:code>/<str:address>/confirm/", ConfirmCellView.as_view(), name="rule-confirm"),
    path("mail/", MailListView.as_view(), name="mail-list"),
    path("mail/<int:pk>/", MailView.as_view(), name="mail"),
    path("mail/sweep/", SweepNowView.as_view(), name="sweep-now"),
    # Accounts, their roles, and links by which people choose their passwords.
    path("accounts/", AccountListView.as_view(), name="account-list"),
    path("accounts/invite/", AccountInviteView.as_view(), name="account-invite"),
    path("accounts/<int:pk>/", AccountView.as_view(), name="account"),
    path("accounts/<int:pk>/close/", AccountCloseView.as_view(), name="account-close"),
    path("accounts/<int:pk>/reopen/", AccountReopenView.as_view(), name="account-reopen"),
    path("accounts/<int:pk>/link/", AccountLinkView.as_view(), name="account-link"),
    path("accounts/<int:pk>/link/revoke/", AccountLinkRevokeView.as_view(), name="account-link-revoke"),
    path("accounts/<int:pk>/address/", AccountAddressView.as_view(), name="account-address"),
    path("accounts/<int:pk>/returned-mail/", BounceView.as_view(), name="account-bounce"),
    path("accounts/<int:pk>/returned-mail/clear/", BounceClearView.as_view(), name="account-bounce-clear"),
    path("accounts/<int:pk>/roles/give/", RoleGiveView.as_view(), name="role-give"),
    path("accounts/<int:pk>/roles/<int:role_pk>/end/", RoleEndView.as_view(), name="role-end"),
    path("accounts/<int:pk>/roles/<int:role_pk>/void/", RoleVoidView.as_view(), name="role-void"),
    path(
        "accounts/<int:pk>/delegations/<int:delegation_pk>/end/",
        AccountDelegationEndView.as_view(),
        name="account-delegation-end",
    ),
    path("links/<str:token>/", LinkView.as_view(), name="link"),
    path("forgotten-password/", ForgottenView.as_view(), name="forgotten-password"),
    # Help.
    path("help/", HelpView.as_view(), name="help"),
    path("help/terms/", GlossaryView.as_view(), name="help-terms"),
    path("help/changes/", ChangesView.as_view(), name="help-changes"),
    path("help/<slug:guide>/", GuideView.as_view(), name="help-guide"),
    # Leave.
    path("leave/", DelegationListView.as_view(), name="delegation-list"),
    path("leave/new/", DelegateView.as_view(), name="delegate"),
    path("leave/<int:pk>/end/", DelegationEndView.as_view(), name="delegation-end"),
    # the journal
    path("journal/", JournalView.as_view(), name="journal"),
    path("journal/state/", JournalStateView.as_view(), name="journal-state"),
    path("journal/verify/", VerifyJournalView.as_view(), name="journal-verify"),
]

if settings.DEBUG:
    urlpatterns.append(path("dev/components/", StylePageView.as_view(), name="style-page"))

check_declared(urlpatterns)
