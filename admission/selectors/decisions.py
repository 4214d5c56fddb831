"""What waits for approval, what came back, and how a prepared act reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext

from admission.domain.facts import Proposal, ResolutionKind, kind_of
from admission.domain.procedure import STEPS, Outcome, StepCode, StepShape, is_step_allowed
from admission.labels import FIELDS, OUTCOMES, PROPOSALS_OF, RECOGNITION_OUTCOMES, recorded_value
from admission.models import AdmissionCase, DecisionProposal, ProposalState
from admission.selectors.calendars import calendar_shelf
from admission.selectors.case_lines import CaseLine, case_line, for_lines
from admission.selectors.recorded_facts import VOTE_COLUMNS, vote_words
from members.access import Access
from members.kept_queries import kept_of

MOST_LINES = 200
"""A queue longer than that is cut; the earliest due come first."""
PROPOSAL_RELATIONS = ("organization", "prepared_by", "prepared_for", "closed_by", "closed_for")


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A prepared act with the line of its file. `is_stale`: something was recorded in the file since."""

    proposal: DecisionProposal
    line: CaseLine
    is_stale: bool

    @property
    def step(self) -> StepCode:
        return StepCode(self.proposal.step)


@dataclass(frozen=True, slots=True)
class Queue:
    """Earliest due first. `waiting`: every open one of the account's committees; `sent_back`: what came back to the
    account and can be prepared again. `is_cut`: there is more than is shown.
    """

    waiting: tuple[ProposalLine, ...]
    sent_back: tuple[ProposalLine, ...]
    is_cut: bool


def came_back(access: Access) -> Any:
    """The prepared decisions that were sent back to the account, and of which nothing newer was prepared."""
    newer = DecisionProposal.objects.filter(case=OuterRef("case"), pk__gt=OuterRef("pk"))
    mine = Q(prepared_by=access.account) | Q(prepared_for=access.account)
    return DecisionProposal.objects.visible_to(access).filter(
        mine, ~Exists(newer), closed_as=ProposalState.SENT_BACK.value, case__closed_on=None
    )


def queue(*, access: Access) -> Queue:
    """Read the queue of an account, in four queries."""
    order = (F("case__next_due_on").asc(nulls_last=True), "pk")
    back = came_back(access).select_related(*PROPOSAL_RELATIONS).order_by(*order)
    open_ones = DecisionProposal.objects.visible_to(access).open().select_related(*PROPOSAL_RELATIONS)
    waiting = list(open_ones.order_by(*order)[: MOST_LINES + 1])
    lines = _on_files([*waiting[:MOST_LINES], *back[:MOST_LINES]], access)
    return Queue(
        waiting=tuple(one for one in lines if one.proposal.is_open),
        sent_back=tuple(one for one in lines if not one.proposal.is_open and is_step_allowed(one.line.stage, one.step)),
        is_cut=len(waiting) > MOST_LINES,
    )


def _on_files(proposals: Iterable[DecisionProposal], access: Access) -> tuple[ProposalLine, ...]:
    proposals = list(proposals)
    cases = AdmissionCase.objects.visible_to(access).filter(pk__in=[one.case_id for one in proposals])
    cases = for_lines(cases.with_stage_on(access.today))
    shelf = calendar_shelf()
    found = {case.pk: (case_line(case, access.today, shelf), case.revision) for case in cases}
    lines = ((one, *found[one.case_id]) for one in proposals)
    return tuple(ProposalLine(one, line, one.revision != revision) for one, line, revision in lines)


def waiting_in(access: Access, case_ids: Iterable[int]) -> dict[int, DecisionProposal]:
    """The open proposals of the account's committees on these files, by file, in one query."""
    found = DecisionProposal.objects.visible_to(access).open().filter(case__in=list(case_ids))
    return {one.case_id: one for one in found.select_related(*PROPOSAL_RELATIONS)}


def open_proposals(access: Access) -> dict[int, DecisionProposal]:
    """The open proposals of the account's committees by file, those on the files due earliest, in one query."""
    return {one.case_id: one for one in kept_of("open proposals", access, _open_ones)}


def _open_ones(access: Access) -> Any:
    found = DecisionProposal.objects.visible_to(access).open()
    return found.order_by(F("case__next_due_on").asc(nulls_last=True), "pk")[:MOST_LINES]


def earlier_of(proposal: DecisionProposal) -> list[DecisionProposal]:
    """What the same committee prepared for the file before, newest first."""
    rows = DecisionProposal.objects.filter(case=proposal.case_id, organization=proposal.organization_id)
    return list(rows.filter(pk__lt=proposal.pk).select_related(*PROPOSAL_RELATIONS).order_by("-pk"))


def proposed(proposal: DecisionProposal) -> list[tuple[str, str]]:
    """Say what was typed, by label, in the order of the forms."""
    typed, step = proposal.typed, StepCode(proposal.step)
    told = [
        (str(label), _value(step, name, typed[name]))
        for name, label in FIELDS.items()
        if name in typed and name not in VOTE_COLUMNS
    ]
    if "vote_method" in typed:
        told.append((gettext("The vote of the committee"), vote_words(typed)))
    if proposal.irregular_reason:
        told.append((gettext("Why it was done so"), proposal.irregular_reason))
    return told


def outcome_words(proposal: DecisionProposal) -> str:
    """Say in a word what it comes to: yes or no, onwards or removal; empty for a return."""
    step = StepCode(proposal.step)
    match STEPS[step].shape:
        case StepShape.COMMITTEE_DECISION:
            return _value(step, "outcome", proposal.typed["outcome"])
        case StepShape.COMMITTEE_RESOLUTION:
            return _value(step, "proposal", proposal.typed["proposal"])
        case _:
            return ""


def _value(step: StepCode, name: str, value: Any) -> str:
    kind = kind_of(step)
    match name:
        case "outcome":
            words = RECOGNITION_OUTCOMES if kind is ResolutionKind.RECOGNITION else OUTCOMES
            return str(words[Outcome(value)])
        case "proposal":
            return str(PROPOSALS_OF[kind, Proposal(value)])
        case _:
            return recorded_value(name, value)
