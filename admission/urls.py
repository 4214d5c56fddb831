"""The addresses of the product."""

from django.conf import settings
from django.contrib.auth.views import LogoutView
from django.urls import path

from admission.views.calendar import CalendarView
from admission.views.case_list import CaseListView
from admission.views.case_page import CaseView, DeadlineView
from admission.views.imports import ImportConfirmView, ImportResultView, ImportTemplateView, ImportView
from admission.views.mail import MailListView, MailView, SweepNowView
from admission.views.open_case import OpenCaseView
from admission.views.rules import ActivateRuleSetView, ConfirmCellView, FillRuleSetView, RuleListView, RuleSetView
from admission.views.session import SignInView, choose_language_view
from admission.views.steps import CorrectView, StepDoneView, StepView
from admission.views.style_page import StylePageView
from admission.views.work_list import WorkListView

urlpatterns = [
    path("", WorkListView.as_view(), name="work-list"),
    path("sign-in/", SignInView.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("i18n/", choose_language_view, name="set_language"),
    path("cases/", CaseListView.as_view(), name="case-list"),
    path("cases/new/", OpenCaseView.as_view(), name="case-open"),
    path("cases/<int:pk>/", CaseView.as_view(), name="case"),
    path("cases/<int:pk>/steps/<str:step>/", StepView.as_view(), name="step"),
    path("cases/<int:pk>/steps/<str:step>/done/", StepDoneView.as_view(), name="step-done"),
    path("cases/<int:pk>/facts/<str:model>/<int:fact_pk>/correct/", CorrectView.as_view(), name="correct"),
    path("cases/<int:pk>/deadlines/<int:deadline_pk>/", DeadlineView.as_view(), name="deadline"),
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
    path("rules/<str:code>/<str:address>/confirm/", ConfirmCellView.as_view(), name="rule-confirm"),
    path("mail/", MailListView.as_view(), name="mail-list"),
    path("mail/<int:pk>/", MailView.as_view(), name="mail"),
    path("mail/sweep/", SweepNowView.as_view(), name="sweep-now"),
]

if settings.DEBUG:
    urlpatterns.append(path("dev/components/", StylePageView.as_view(), name="style-page"))
