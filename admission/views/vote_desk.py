"""The vote desk: the number needed before the votes are typed, and the result as they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from admission.domain.facts import Vote, VoteMethod
from admission.domain.procedure import STEPS, Body, StepCode, StepShape
from admission.domain.rules import RuleSet, Setting, Threshold
from admission.domain.votes import counted_members, is_quorate, reaches, votes_needed
from admission.selectors.rule_books import rule_book

_VOTES = {StepShape.BRANCH_RESOLUTION, StepShape.COMMITTEE_RESOLUTION, StepShape.COMMITTEE_DECISION}
_EXCUSED = {
    "exempt": Setting.EXEMPT_LEFT_OUT,
    "elsewhere": Setting.ELSEWHERE_LEFT_OUT,
    "suspended": Setting.SUSPENDED_LEFT_OUT,
    "on_leave": Setting.ON_LEAVE_LEFT_OUT,
}
_MOST_DIGITS = 5


@dataclass(frozen=True, slots=True)
class VoteDesk:
    """What the typed figures come to; the other names are those of components/vote_summary.html.

    `needed`: None until the entitled are known; `notes`: sentences. `passed`: None until the votes are, and while they
    cannot be true, as `problem` then says.
    """

    rule: str
    notes: tuple[str, ...]
    problem: str
    entitled: int | None
    needed: int | None
    present: int | None
    votes_for: int | None
    votes_against: int
    votes_blank: int
    passed: bool | None
    method_label: str = ""
    rule_text: str = ""


def vote_desk(step: StepCode, typed: Mapping[str, str], on: date) -> VoteDesk | None:
    """Work out the desk of a step with a vote, None for the others.

    `typed`: the figures so far, by field; `on`: the day whose regulation counts. Raises: RuleSetNotFoundError.
    """
    if STEPS[step].shape not in _VOTES:
        return None
    return desk_by(rule_book().on(on), STEPS[step].body, typed)


def desk_by(rules: RuleSet, body: Body, typed: Mapping[str, str], *, of_many: bool = False) -> VoteDesk:
    """Work out the desk of a body by a regulation. `of_many`: the votes of a meeting are written down on one page."""
    threshold = rules.thresholds[body]
    entitled, present, in_favour = (_figure(typed, f"vote_{name}") for name in ("entitled", "present", "for"))
    against, blank = (_figure(typed, f"vote_{name}") or 0 for name in ("against", "blank"))
    excused = {name: _figure(typed, f"vote_{name}") or 0 for name in _EXCUSED}
    vote = Vote(VoteMethod.RAISED_CARD, entitled or 0, present or 0, in_favour or 0, against, blank, **excused)
    counted = counted_members(vote, body, rules) if entitled else None
    is_possible = counted is not None and counted > 0 and not _problem(vote)
    is_typed = bool(entitled) and present is not None and in_favour is not None
    return VoteDesk(
        rule=_rule(threshold),
        notes=tuple(_notes(body, rules, vote, is_counted=present is not None and is_possible, of_many=of_many)),
        problem=_problem(vote) if entitled and present is not None else "",
        entitled=counted,
        needed=votes_needed(counted, threshold) if counted and counted > 0 else None,
        present=present,
        votes_for=in_favour,
        votes_against=against,
        votes_blank=blank,
        passed=reaches(vote, body, rules) if is_typed and is_possible else None,
    )


def _problem(vote: Vote) -> str:
    """Why the figures cannot be true; empty where they can."""
    if vote.present > vote.entitled - vote.excused:
        return gettext("More members are present than can be: check the figures.")
    if vote.cast > vote.present:
        return gettext("There are more votes than members present: check the figures.")
    return ""


def _notes(body: Body, rules: RuleSet, vote: Vote, *, is_counted: bool, of_many: bool) -> Iterator[str]:
    """What the chair has to know beside the number: what is not verified, and whether enough are present.

    `is_counted`: it is known how many are present.
    """
    unverified = gettext("not verified yet")
    if rules.thresholds[body].verification.is_doubtful:
        yield gettext("The share needed: %(state)s.") % {"state": unverified}
    if body is Body.BRANCH:
        left_out = [rules.settings[setting] for setting in _EXCUSED.values()]
        if any(rule.verification.is_doubtful for rule in left_out):
            yield gettext("That absent members of these kinds are left out of the count (%(clause)s): %(state)s.") % {
                "clause": left_out[0].clause,
                "state": unverified,
            }
        yield (
            gettext("Each person is voted on by himself.")
            if of_many
            else gettext("Each person is voted on by himself; write the vote of each into his own file.")
        )
    quorum = rules.quorums.get(body)
    if is_counted and quorum is not None and not is_quorate(vote, body, rules):
        yield gettext("Only %(present)s present: the meeting needs %(needed)s.") % {
            "present": vote.present,
            "needed": votes_needed(counted_members(vote, body, rules), quorum),
        }


def _figure(typed: Mapping[str, str], name: str) -> int | None:
    text = typed.get(name, "").strip()
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


def _rule(threshold: Threshold) -> str:
    words = (
        gettext("More than %(share)s of those entitled must be in favour (%(clause)s).")
        if threshold.strict
        else gettext("At least %(share)s of those entitled must be in favour (%(clause)s).")
    )
    return words % {"share": str(threshold.share), "clause": threshold.clause}
