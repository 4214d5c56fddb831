"""Votes: who counts, who was there, what was needed, how often.

Source: Party Charter art. 4.3; 29-QĐ/TW, 4.2; 01-HD/TW (2021), 3.6; the training report.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from admission.domain.facts import ResolutionKind, Vote
from admission.domain.findings import Examination, Finding, FindingCode, Severity, finding
from admission.domain.procedure import Body, Outcome, StepCode
from admission.domain.rules import Setting
from admission.domain.votes import counted_members, is_quorate, reaches, votes_needed


@dataclass(frozen=True, slots=True)
class _Cast:
    """A vote with the step it belongs to; `nth`: which vote of the branch on the same question it is."""

    step: StepCode
    body: Body
    on: date
    vote: Vote
    nth: int = 1
    granted: bool = False


def check(case: Examination) -> Iterator[Finding]:
    """Find impossible figures, votes without quorum or majority, and votes taken too often."""
    for cast in _all_votes(case):
        yield from _figures(cast)
        yield from _result(case, cast)
    for kind, limit in _LIMITS.items():
        yield from _repeated(case, kind, limit)


def _all_votes(case: Examination) -> Iterator[_Cast]:
    for kind in ResolutionKind:
        admission = kind is ResolutionKind.ADMISSION
        step = StepCode.ADMISSION_RESOLUTION if admission else StepCode.RECOGNITION_RESOLUTION
        for nth, resolution in enumerate(case.facts.resolutions_of(kind), start=1):
            yield _Cast(step, Body.BRANCH, resolution.adopted_on, resolution.vote, nth)
        on_the_way = case.facts.committee_resolution(kind)
        if on_the_way is not None:
            step = StepCode.ADMISSION_GRASSROOTS if admission else StepCode.RECOGNITION_GRASSROOTS
            yield _Cast(step, Body.GRASSROOTS_COMMITTEE, on_the_way.adopted_on, on_the_way.vote)
        decision = case.facts.decision(kind)
        if decision is not None and decision.vote is not None:
            step = StepCode.ADMISSION_DECISION if admission else StepCode.RECOGNITION_DECISION
            granted = decision.outcome is Outcome.GRANTED
            yield _Cast(step, Body.COMPETENT_COMMITTEE, decision.decided_on, decision.vote, granted=granted)


def _figures(cast: _Cast) -> Iterator[Finding]:
    vote, step = cast.vote, cast.step
    if vote.excused > vote.entitled:
        yield finding(
            FindingCode.EXCUSED_EXCEED_ENTITLED,
            Severity.FORBIDDEN,
            step,
            field="vote_entitled",
            excused=vote.excused,
            entitled=vote.entitled,
        )
    elif vote.present > vote.entitled - vote.excused:
        yield finding(
            FindingCode.PRESENT_EXCEED_ENTITLED,
            Severity.FORBIDDEN,
            step,
            field="vote_present",
            present=vote.present,
            entitled=vote.entitled - vote.excused,
        )
    if vote.cast > vote.present:
        yield finding(
            FindingCode.VOTES_EXCEED_PRESENT,
            Severity.FORBIDDEN,
            step,
            field="vote_for",
            cast=vote.cast,
            present=vote.present,
        )


def _result(case: Examination, cast: _Cast) -> Iterator[Finding]:
    rules = case.rules(cast.on)
    counted = counted_members(cast.vote, cast.body, rules)
    quorum = rules.quorums.get(cast.body)
    if quorum is not None and not is_quorate(cast.vote, cast.body, rules):
        yield finding(
            FindingCode.VOTE_WITHOUT_QUORUM,
            case.breach(cast.on, quorum.verification),
            cast.step,
            field="vote_present",
            clause=quorum.clause,
            known=quorum.verification,
            present=cast.vote.present,
            needed=votes_needed(counted, quorum),
            entitled=counted,
        )
    if reaches(cast.vote, cast.body, rules):
        return
    threshold = rules.thresholds[cast.body]
    if cast.body is Body.COMPETENT_COMMITTEE:
        if not cast.granted:
            return  # a no needs no majority in favour
        code, severity = FindingCode.GRANTED_BELOW_THRESHOLD, case.breach(cast.on, threshold.verification)
    else:
        # Not forbidden: the file is reported in full to the level above, and the competent committee decides.
        code, severity = FindingCode.VOTE_BELOW_THRESHOLD, Severity.NOTE
    yield finding(
        code,
        severity,
        cast.step,
        field="vote_for",
        clause=threshold.clause,
        known=threshold.verification,
        body=cast.body.value,
        nth=cast.nth,
        in_favour=cast.vote.in_favour,
        needed=votes_needed(counted, threshold),
        entitled=counted,
    )


_LIMITS = {
    ResolutionKind.ADMISSION: Setting.VOTES_ON_ADMISSION,
    ResolutionKind.RECOGNITION: Setting.VOTES_ON_RECOGNITION,
}


def _repeated(case: Examination, kind: ResolutionKind, setting: Setting) -> Iterator[Finding]:
    """After so many votes without the needed number the branch reports upwards instead of voting again."""
    votes = case.facts.resolutions_of(kind)
    if not votes:
        return
    admission = kind is ResolutionKind.ADMISSION
    step = StepCode.ADMISSION_RESOLUTION if admission else StepCode.RECOGNITION_RESOLUTION
    report = StepCode.ADMISSION_REPORT if admission else StepCode.RECOGNITION_REPORT
    for earlier, later in pairwise(votes):
        if reaches(earlier.vote, Body.BRANCH, case.rules(earlier.adopted_on)) and earlier.proposal is later.proposal:
            yield finding(
                FindingCode.VOTED_AFTER_PASSED,
                Severity.FORBIDDEN,
                step,
                on=later.adopted_on,
                passed_on=earlier.adopted_on,
            )
    limit = case.rules(votes[-1].adopted_on).settings[setting]
    if len(votes) > limit.value:
        yield finding(
            FindingCode.VOTED_TOO_OFTEN,
            case.breach(votes[-1].adopted_on, limit.verification),
            step,
            clause=limit.clause,
            known=limit.verification,
            votes=len(votes),
            most=limit.value,
        )
    newest = case.course.done.get(step)  # a vote to remove the name early that failed is no act of the course
    if newest is not None and newest.outcome is Outcome.NOT_PASSED and report not in case.course.done:
        left = max(limit.value - len(votes), 0)
        yield finding(
            FindingCode.REPORT_DUE, Severity.MISSING, report, field="", clause=limit.clause, votes=len(votes), left=left
        )
