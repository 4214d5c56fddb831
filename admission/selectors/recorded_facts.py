"""Everything recorded in one file, superseded rows included, and how each fact reads."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext, ngettext

from admission.domain.facts import CaseFacts, Proposal, ResolutionKind, SponsorRole, VoteMethod
from admission.domain.procedure import STEPS, Choice, DeadlineKind, LeavingCause, Outcome, SponsorEnd, StepCode
from admission.domain.rulesets import SHIPPED
from admission.labels import (
    CHOICES,
    DEADLINES,
    LEAVING_CAUSES,
    OUTCOMES,
    PROPOSALS_OF,
    RECOGNITION_OUTCOMES,
    SPONSOR_ENDS,
    VOTE_METHODS,
    day,
)
from admission.models import (
    AdmissionCase,
    BranchResolution,
    CaseDocument,
    CasePaper,
    Ceremony,
    CommitteeDecision,
    CommitteeResolution,
    DecisionProposal,
    Extension,
    Fact,
    LevelLimit,
    ReadmissionGround,
    RuleAdoption,
    Sponsorship,
    Transfer,
)
from admission.models.fact import VotedFact
from admission.models.resolution import ResolutionRow
from admission.selectors.bodies_then import BodiesThen, bodies_then
from admission.selectors.fact_reading import read_file
from admission.selectors.facts import facts_read
from members.models import Account, Membership


def model_name(fact: Fact | type[Fact]) -> str:
    """Name a model of facts as the journal and the addresses do."""
    return str(fact._meta.model_name)


FACT_MODELS: dict[str, type[Fact]] = {
    model_name(model): model
    for model in (
        Sponsorship,
        ReadmissionGround,
        CasePaper,
        CaseDocument,
        BranchResolution,
        CommitteeResolution,
        CommitteeDecision,
        Extension,
        Ceremony,
        Transfer,
        RuleAdoption,
    )
}
"""The models of facts, by the name an address gives them."""
VOTE_COLUMNS = (
    "vote_method",
    "vote_entitled",
    "vote_exempt",
    "vote_elsewhere",
    "vote_suspended",
    "vote_on_leave",
    "vote_present",
    "vote_for",
    "vote_against",
    "vote_blank",
)
RECEIPT = "receipt"
"""The receipt has no row of its own: it stands beside the decision, but belongs to the branch."""
HELP_ENDED = "help-ended"
"""The end of a member's help has no row of its own either: it stands beside the assignment."""


@dataclass(frozen=True, slots=True)
class RecordedFact:
    """One line of the facts of a file.

    `model` and `pk` address it for a correction. `is_current`: nothing took its place; else `replaced_because` is why.
    `irregular_because`: why it was done although it is not as the regulation asks. `prepared_by`: who laid it before
    the one who approved it; empty for what one person recorded.
    """

    model: str
    pk: int
    step: StepCode
    on: date
    number: str
    text: str
    recorded_by: str
    recorded_at: datetime
    is_current: bool
    replaced_because: str = ""
    irregular_because: str = ""
    prepared_by: str = ""
    is_undone: bool = False
    """Taken back: nothing took its place."""
    is_correctable: bool = True
    """Not where it is one act on many files: a merger or a split."""


@dataclass(frozen=True, slots=True)
class FactRows:
    """The rows of every model of facts of one file, in the order in which they were recorded; and what was prepared by
    one person and approved by another.
    """

    rows: tuple[Fact, ...]
    bodies: BodiesThen
    proposals: tuple[DecisionProposal, ...]
    limits: tuple[LevelLimit, ...]
    stays: Mapping[int, tuple[Membership, ...]]
    """Of the candidate and of those who help, by the id of the person, oldest first."""

    @property
    def approved(self) -> list[DecisionProposal]:
        """What one person prepared and another approved."""
        return [one for one in self.proposals if not one.is_open]

    @property
    def waiting(self) -> DecisionProposal | None:
        """What is prepared and waits."""
        return next((one for one in self.proposals if one.is_open), None)

    def current(self) -> list[Fact]:
        return [row for row in self.rows if row.superseded_at is None]

    def names(self) -> dict[tuple[str, int], str]:
        """What the ids in the columns of facts are called: by column and id."""
        found: dict[tuple[str, int], str] = {}
        for row in self.rows:
            if isinstance(row, Sponsorship):
                found["sponsor", row.sponsor_id] = row.sponsor.full_name
                found["replaces", row.pk] = row.sponsor.full_name
            elif isinstance(row, Transfer):
                found["from_branch", row.from_branch_id] = self.bodies.from_branch(row)
                found["to_branch", row.to_branch_id] = self.bodies.to_branch(row)
        return found

    def preparers(self) -> dict[tuple[str, int], str]:
        """Who prepared a fact that another one approved: by model and id."""
        return {(one.fact_model or "", one.fact_id or 0): preparer_of(one) for one in self.approved}

    def steps(self) -> dict[tuple[str, int], StepCode]:
        """The step that each row records, by model and id."""
        return {(model_name(row), row.pk): step_of(row) for row in self.rows}

    def helpers(self) -> list[Sponsorship]:
        """The current assignments of members who help or helped."""
        return [row for row in self.current() if isinstance(row, Sponsorship)]

    def as_facts(self, case: AdmissionCase) -> CaseFacts:
        """Give the current facts as the domain reads them, as `selectors.facts.facts_of` does; no query."""
        return facts_read(case, self.current(), self.stays, self.limits)


def fact_rows(case: AdmissionCase) -> FactRows:
    """Read the facts of one file, who acted in it when, and what was approved; in one query."""
    rows = read_file(tuple(FACT_MODELS.values()), case)
    stays = rows.stays_by_person(case.candidate.person_id)
    return FactRows(rows.facts, bodies_then(case, rows), rows.proposals, rows.limits, stays)


def preparer_of(proposal: DecisionProposal) -> str:
    """Name who prepared it, and in whose place."""
    return who_acted(proposal.prepared_by, proposal.prepared_for)


_OF_RECOGNITION: dict[type[Fact], tuple[StepCode, StepCode]] = {
    BranchResolution: (StepCode.ADMISSION_RESOLUTION, StepCode.RECOGNITION_RESOLUTION),
    CommitteeResolution: (StepCode.ADMISSION_GRASSROOTS, StepCode.RECOGNITION_GRASSROOTS),
    CommitteeDecision: (StepCode.ADMISSION_DECISION, StepCode.RECOGNITION_DECISION),
}
_ALWAYS: dict[type[Fact], StepCode] = {
    Ceremony: StepCode.CEREMONY,
    ReadmissionGround: StepCode.READMISSION_GROUND,
    Transfer: StepCode.TRANSFER,
    RuleAdoption: StepCode.OPEN_CASE,
}


def step_of(fact: Fact) -> StepCode:
    """Give the step that a fact records; an adoption of another rule set is no step and belongs to the file."""
    match fact:
        case Sponsorship():
            return StepCode.ASSIGN_SPONSOR if fact.role == SponsorRole.ADMISSION else StepCode.PROBATION_SUPERVISOR
        case CasePaper() | CaseDocument():
            return StepCode(fact.step)
        case BranchResolution() | CommitteeResolution() | CommitteeDecision():
            return _OF_RECOGNITION[type(fact)][fact.kind == ResolutionKind.RECOGNITION]
        case Extension():
            admission = fact.clock == DeadlineKind.ADMISSION_DECISION
            return StepCode.ADMISSION_EXTENSION if admission else StepCode.RECOGNITION_EXTENSION
        case _:
            return _ALWAYS[type(fact)]


def recorded_facts(rows: FactRows) -> tuple[RecordedFact, ...]:
    """Say the facts in the order of the procedure; of one step, what stands before what it replaced."""
    successors = {(type(row), row.serializable_value("supersedes")): row for row in rows.rows}
    lines: list[RecordedFact] = []
    lines_of, preparers = partial(_lines, bodies=rows.bodies), rows.preparers()
    for row in rows.rows:
        successor = successors.get((type(row), row.pk))
        # A decision is two lines, and a correction of one leaves the other as it was.
        unchanged = {line.text for line in lines_of(successor, None)} if successor else set()
        lines.extend(line for line in lines_of(row, successor) if line.text not in unchanged)
    lines = [replace(line, prepared_by=preparers.get((line.model, line.pk), "")) for line in lines]
    order = list(STEPS)
    return tuple(sorted(lines, key=lambda line: (order.index(line.step), not line.is_current, line.on, line.pk)))


def _lines(row: Fact, successor: Fact | None, *, bodies: BodiesThen) -> list[RecordedFact]:
    on, number, text = _moved_words(row, bodies) if isinstance(row, Transfer) else _words(row)
    # What was issued before the file, or the body, moved or was renamed bears the name of its day.
    issuer = bodies.issuer(row, step_of(row), on)
    if issuer:
        text = f"{text}; {issuer}"
    line = RecordedFact(
        model=model_name(row),
        pk=row.pk,
        step=step_of(row),
        on=on,
        number=number,
        text=text,
        recorded_by=who_acted(row.recorded_by, row.recorded_for),
        recorded_at=row.recorded_at,
        is_current=row.superseded_at is None,
        replaced_because=successor.correction_reason if successor else "",
        is_undone=row.superseded_at is not None and successor is None,
        irregular_because=row.irregular_words,
        is_correctable=row.is_correctable,
    )
    if isinstance(row, Sponsorship) and row.ended_on and row.end_at:
        ended = replace(
            line,
            model=HELP_ENDED,
            step=StepCode.END_SPONSORSHIP,
            on=row.ended_on,
            text=gettext("%(name)s no longer helps from %(day)s on: %(cause)s")
            % {
                "name": row.sponsor.full_name,
                "day": day(row.ended_on),
                "cause": SPONSOR_ENDS[SponsorEnd(row.end_cause or "")],
            },
            recorded_by=who_acted(row.end_by, row.end_for),
            recorded_at=row.end_at,
            is_undone=isinstance(successor, Sponsorship) and successor.ended_on is None,
        )
        return [line, ended]
    if isinstance(row, CommitteeDecision) and row.received_on and row.receipt_at:
        receipt = replace(
            line,
            model=RECEIPT,
            step=StepCode.DECISION_RECEIPT,
            on=row.received_on,
            number="",
            text=gettext("The branch received the decision on %(day)s") % {"day": day(row.received_on)},
            recorded_by=who_acted(row.receipt_by, row.receipt_for),
            recorded_at=row.receipt_at,
            is_undone=isinstance(successor, CommitteeDecision) and successor.received_on is None,
        )
        return [line, receipt]
    return [line]


def who_acted(account: Account | None, principal: Account | None) -> str:
    """Name who did it; and on whose behalf, where the role was delegated during leave."""
    who = account.full_name if account else gettext("the system")
    if principal is None:
        return who
    return gettext("%(who)s, on behalf of %(principal)s") % {"who": who, "principal": principal.full_name}


def _words(row: Fact) -> tuple[date, str, str]:
    """The day of a fact, its number and the sentence about it."""
    match row:
        case Sponsorship():
            words = gettext("%(name)s, assigned on %(day)s") % {
                "name": row.sponsor.full_name,
                "day": day(row.assigned_on),
            }
            return row.assigned_on, "", words
        case CasePaper():
            return row.made_on, row.number, _numbered(row.number, row.made_on)
        case CaseDocument():
            return row.acted_on, row.number, _document(row)
        case ResolutionRow():
            words = f"{_numbered(row.number, row.adopted_on)}; {_vote(row)}"
            proposes = (
                ""
                if row.proposal == Proposal.PROCEED
                else f"; {PROPOSALS_OF[ResolutionKind(row.kind), Proposal(row.proposal)]}"
            )
            return row.adopted_on, row.number, words + proposes
        case CommitteeDecision():
            outcomes = RECOGNITION_OUTCOMES if row.kind == ResolutionKind.RECOGNITION else OUTCOMES
            words = f"{outcomes[Outcome(row.outcome)]}: {_numbered(row.number, row.decided_on)}"
            return row.decided_on, row.number, f"{words}; {_vote(row)}" if row.vote_method else words
        case Extension():
            added = ngettext("%(days)s working day added", "%(days)s working days added", row.working_days)
            words = f"{added % {'days': row.working_days}}: {_numbered(row.number, row.granted_on)}; {row.reason}"
            if row.approver:
                words = gettext("%(extension)s; approved by %(who)s") % {"extension": words, "who": row.approver}
            return row.granted_on, row.number, words
        case Ceremony():
            return row.held_on, "", f"{day(row.held_on)}, {row.place}" if row.place else day(row.held_on)
        case _:
            return _rare_words(row)


def _rare_words(row: Fact) -> tuple[date, str, str]:
    match row:
        case ReadmissionGround():
            words = gettext("Left the Party on %(day)s: %(cause)s") % {
                "day": day(row.left_on),
                "cause": LEAVING_CAUSES[LeavingCause(row.cause)],
            }
            return row.noted_on, "", words
        case RuleAdoption():
            words = gettext("“%(clock)s” under %(rule_set)s since %(day)s; %(reason)s") % {
                "clock": DEADLINES[DeadlineKind(row.clock)],
                "rule_set": SHIPPED.by_code(row.rule_set).instrument,
                "day": day(row.adopted_on),
                "reason": row.reason,
            }
            return row.adopted_on, "", words
        case _:
            raise TypeError(f"no words for {row!r}")


def _moved_words(row: Transfer, bodies: BodiesThen) -> tuple[date, str, str]:
    if row.is_merger:
        words = gettext("%(from)s went into %(to)s on %(day)s")
    elif row.is_split:
        words = gettext("%(to)s was split off from %(from)s on %(day)s")
    else:
        words = gettext("From %(from)s to %(to)s on %(day)s")
    told = words % {"from": bodies.from_branch(row), "to": bodies.to_branch(row), "day": day(row.moved_on)}
    return row.moved_on, row.number, f"{told} ({row.number})" if row.number else told


def _document(row: CaseDocument) -> str:
    parts = [
        str(CHOICES[Choice(row.choice)]) if row.choice else "",
        _numbered(row.number, row.acted_on),
        row.issuer,
        row.reason,
    ]
    return "; ".join(part for part in parts if part)


def _numbered(number: str, on: date) -> str:
    if not number:
        return day(on)
    return gettext("%(number)s of %(day)s") % {"number": number, "day": day(on)}


def vote_words(figures: Mapping[str, Any]) -> str:
    """Say the figures of a vote, given by column. Raises: KeyError, ValueError for what is no vote."""
    words = gettext(
        "%(method)s: %(for)s in favour, %(against)s against, %(blank)s blank; %(present)s present of %(entitled)s"
    ) % {
        "method": VOTE_METHODS[VoteMethod(figures["vote_method"])],
        "for": figures["vote_for"],
        # A count of nobody is not kept in the journal.
        "against": figures.get("vote_against", 0),
        "blank": figures.get("vote_blank", 0),
        "present": figures["vote_present"],
        "entitled": figures["vote_entitled"],
    }
    excused = sum(figures.get(f"vote_{name}", 0) or 0 for name in ("exempt", "elsewhere", "suspended", "on_leave"))
    told = gettext("%(excused)s excused") % {"excused": excused}
    return f"{words}; {told}" if excused else words


def _vote(row: VotedFact) -> str:
    return vote_words({name: getattr(row, name) for name in VOTE_COLUMNS})
