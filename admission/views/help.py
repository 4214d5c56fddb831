"""Help inside the product: the guides by role, the glossary, what is new in each version."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.views.generic import TemplateView

from admission.labels.changes import VERSIONS
from admission.labels.guides import GUIDE_OF_ROLE, GUIDES, Guide, Task
from admission.permissions import Act, may
from admission.selectors.glossary import glossary
from admission.selectors.rule_books import rule_book
from admission.views.base import GuardedMixin
from admission.views.case_page import Link


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task of a guide; `url`: where it begins, empty where the account may not go or it begins in a file."""

    task: Task
    url: str


class HelpMixin(GuardedMixin):
    """A page of the help: open to everybody who is signed in, also to who has no role yet."""

    act = Act.SEE_WORK

    def crumbs(self, title: str | Promise) -> list[Link]:
        return [Link(gettext("Guides"), reverse("help")), Link(str(title), "")]

    def task_lines(self, guide: Guide) -> list[TaskLine]:
        return [TaskLine(task, self._address(task.page)) for task in guide.tasks]

    def guides_of_reader(self) -> list[Guide]:
        """The guides of the roles the account holds today; the one for everybody comes last."""
        held = {GUIDE_OF_ROLE[role] for role in self.access.roles}
        return [guide for slug, guide in GUIDES.items() if slug in held or slug == "everybody"]

    def _address(self, page: str) -> str:
        if not page:
            return ""
        url = reverse(page)
        return url if may(self.access, resolve(url).func.view_class.act) else ""  # type: ignore[attr-defined] # a class-based view


class HelpView(HelpMixin, TemplateView):
    """The reader's own guides in full, and the way to the others."""

    template_name = "admission/help/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = self.guides_of_reader()
        practises = any(one.is_practice for one in self.access.held)
        return super().get_context_data(
            **kwargs,
            guides=[{"guide": guide, "tasks": self.task_lines(guide)} for guide in own],
            others=[_link(guide) for guide in GUIDES.values() if guide not in own],
            practises=practises,
        )


class GuideView(HelpMixin, TemplateView):
    """One guide on its own, whatever role the reader has."""

    template_name = "admission/help/guide.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        guide = self.guide
        return super().get_context_data(
            **kwargs | {"guide": guide},
            tasks=self.task_lines(guide),
            crumbs=self.crumbs(guide.title),
            others=[_link(other) for other in GUIDES.values() if other is not guide],
        )

    @property
    def guide(self) -> Guide:
        try:
            return GUIDES[self.kwargs["guide"]]
        except KeyError as error:
            raise Http404 from error


class GlossaryView(HelpMixin, TemplateView):
    template_name = "admission/help/terms.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = rule_book().on(self.today)
        return super().get_context_data(
            **kwargs, groups=glossary(rules), rule_set=rules.title, crumbs=self.crumbs(gettext("Glossary"))
        )


class ChangesView(HelpMixin, TemplateView):
    template_name = "admission/help/changes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs, versions=VERSIONS, running=settings.VERSION, crumbs=self.crumbs(gettext("What changed"))
        )


def _link(guide: Guide) -> Link:
    return Link(str(guide.title), reverse("help-guide", args=[guide.slug]))
