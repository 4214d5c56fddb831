"""The addresses of the product. A page that does not declare its act is refused here: the product does not start."""

from django.conf import settings
from django.urls import path

from admission.permissions import check_declared
from admission.views.calendar import CalendarView
from admission.views.case_list import CaseListView
from admission.views.case_page import CaseView, DeadlineView, InspectionView
from admission.views.imports import ImportConfirmView, ImportResultView, ImportTemplateView, ImportView
from admission.views.mail import MailListView, MailView, SweepNowView
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
from admission.views.organization_forms import (
    AddOrganizationView,
    ContactView,
    DissolveView,
    GiveAuthorityView,
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
from admission.views.rules import (
    ActivateRuleSetView,
    AdoptView,
    ConfirmCellView,
    FillRuleSetView,
    RuleListView,
    RuleSetView,
)
from admission.views.session import ChooseLanguageView, SignInView, SignOutView
from admission.views.splits import SplitBranchView
from admission.views.steps import CorrectView, StepDoneView, StepView
from admission.views.style_page import StylePageView
from admission.views.work_list import WorkListView

urlpatterns = [
    path("", WorkListView.as_view(), name="work-list"),
    path("sign-in/", SignInView.as_view(), name="sign-in"),
    path("sign-out/", SignOutView.as_view(), name="sign-out"),
    path("i18n/", ChooseLanguageView.as_view(), name="set_language"),
    path("cases/", CaseListView.as_view(), name="case-list"),
    path("cases/new/", OpenCaseView.as_view(), name="case-open"),
    path("cases/<int:pk>/", CaseView.as_view(), name="case"),
    path("cases/<int:pk>/inspection/", InspectionView.as_view(), name="inspection"),
    path("cases/<int:pk>/steps/<str:step>/", StepView.as_view(), name="step"),
    path("cases/<int:pk>/steps/<str:step>/done/", StepDoneView.as_view(), name="step-done"),
    path("cases/<int:pk>/facts/<str:model>/<int:fact_pk>/correct/", CorrectView.as_view(), name="correct"),
    path("cases/<int:pk>/deadlines/<int:deadline_pk>/", DeadlineView.as_view(), name="deadline"),
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
    # --- organisations
    path("organizations/", OrganizationListView.as_view(), name="organization-list"),
    path("organizations/merge/", MergeBranchesView.as_view(), name="organization-merge"),
    path("organizations/import/", OrganizationImportView.as_view(), name="organization-import"),
    path("organizations/import/template/", OrganizationTemplateView.as_view(), name="organization-import-template"),
    path("organizations/import/confirm/", OrganizationImportConfirmView.as_view(), name="organization-import-confirm"),
    path("organizations/<int:pk>/", OrganizationView.as_view(), name="organization"),
    path("organizations/<int:pk>/add/", AddOrganizationView.as_view(), name="organization-add"),
    path("organizations/<int:pk>/contact/", ContactView.as_view(), name="organization-contact"),
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
    path("rules/", RuleListView.as_view(), name="rule-list"),
    path("rules/<str:code>/", RuleSetView.as_view(), name="rule-set"),
    path("rules/<str:code>/fill/", FillRuleSetView.as_view(), name="rule-fill"),
    path("rules/<str:code>/activate/", ActivateRuleSetView.as_view(), name="rule-activate"),
    path("rules/<str:code>/adopt/", AdoptView.as_view(), name="rule-adopt"),
    path("rules/<str:code>/<str:address>/confirm/", ConfirmCellView.as_view(), name="rule-confirm"),
    path("mail/", MailListView.as_view(), name="mail-list"),
    path("mail/<int:pk>/", MailView.as_view(), name="mail"),
    path("mail/sweep/", SweepNowView.as_view(), name="sweep-now"),
]

if settings.DEBUG:
    urlpatterns.append(path("dev/components/", StylePageView.as_view(), name="style-page"))

check_declared(urlpatterns)
