"""The terms of the field, each in one plain sentence; where the regulation has it is looked up, not written here."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admission.domain.procedure import StepCode


@dataclass(frozen=True, slots=True)
class Term:
    """A term. `anchor`: its place in the address. Where it stands in the regulation, one of two: `step`, the act of the
    procedure whose clause it has, or `cell`, the number (see `admission.domain.rule_cells`) that fills the {} of the
    words. A word of the product has neither.
    """

    anchor: str
    name: Promise
    words: Promise
    step: StepCode | None = None
    cell: str = ""


@dataclass(frozen=True, slots=True)
class TermGroup:
    anchor: str
    title: Promise
    terms: tuple[Term, ...]


GLOSSARY: tuple[TermGroup, ...] = (
    TermGroup(
        "people",
        _("People and files"),
        (
            Term(
                "file",
                _("admission file"),
                _("All that is recorded of one person's way into the Party."),
                StepCode.OPEN_CASE,
            ),
            Term(
                "candidate",
                _("candidate for admission"),
                _("Whoever asks to join the Party and was taken up by a branch."),
                StepCode.OPEN_CASE,
            ),
            Term(
                "sponsor",
                _("member who helps the candidate"),
                _(
                    "An official member whom the branch assigns, who works together with the candidate for at "
                    "least {}, recommends him and answers for it."
                ),
                cell="limit:sponsorship",
            ),
            Term(
                "recommendations",
                _("recommendations"),
                _("Needed: {}. One of them may be the resolution of the Youth Union or of the trade union."),
                cell="setting:sponsors_needed",
            ),
            Term(
                "probationary-member",
                _("probationary member"),
                _(
                    "Whoever was admitted and is on probation; he has a member's rights except to vote, to elect "
                    "and to be elected."
                ),
                StepCode.CEREMONY,
            ),
            Term(
                "official-member",
                _("official member"),
                _("Whoever was recognised after probation, as of the day it ended."),
                StepCode.RECOGNITION_DECISION,
            ),
            Term(
                "lowest-age",
                _("lowest age"),
                _("On the day the branch considers, the candidate must be at least {} old."),
                cell="setting:min_age_months",
            ),
            Term(
                "highest-age",
                _("highest age"),
                _("Whoever is older than {} needs a written consent from above first."),
                cell="setting:max_age_months",
            ),
            Term(
                "readmission",
                _("admission again"),
                _("Whoever left the Party may ask again after at least {}, and goes through probation anew."),
                cell="setting:readmission_months",
            ),
        ),
    ),
    TermGroup(
        "bodies",
        _("Bodies"),
        (
            Term(
                "branch",
                _("Party branch"),
                _(
                    "Where the candidate works or lives: it assigns the members who help, votes, and holds the "
                    "ceremony."
                ),
                StepCode.ADMISSION_RESOLUTION,
            ),
            Term(
                "sectional-committee",
                _("sectional committee"),
                _("Stands between some branches and the grassroots committee, and gives a report on the file."),
                StepCode.ADMISSION_APPRAISAL,
            ),
            Term(
                "grassroots-committee",
                _("grassroots committee"),
                _(
                    "Leads the base organisation; it adopts a resolution on the file, or decides where that was "
                    "delegated to it."
                ),
                StepCode.ADMISSION_GRASSROOTS,
            ),
            Term(
                "competent-committee",
                _("competent committee"),
                _(
                    "The committee that may decide on admission and recognition, mostly the one directly above "
                    "the base organisation."
                ),
                StepCode.ADMISSION_DECISION,
            ),
        ),
    ),
    TermGroup(
        "acts",
        _("Acts and papers"),
        (
            Term(
                "branch-resolution",
                _("resolution of the branch"),
                _(
                    "What the branch decides by vote, {} of the official members in favour; its day starts the "
                    "time of the committee."
                ),
                cell="threshold:branch",
            ),
            Term(
                "decision",
                _("decision"),
                _("The answer of the competent committee, yes or no, to the resolution of the branch."),
                StepCode.ADMISSION_DECISION,
            ),
            Term(
                "receipt",
                _("day the branch received the decision"),
                _("The day the paper came to the branch; the time for the ceremony counts from it."),
                StepCode.DECISION_RECEIPT,
            ),
            Term(
                "ceremony",
                _("admission ceremony"),
                _("The oath before the branch, one person after the other; probation begins on its day."),
                StepCode.CEREMONY,
            ),
            Term(
                "vetting",
                _("vetting of the personal history"),
                _("The check before the branch votes; only its result, day, number and body are kept here."),
                StepCode.VETTING,
            ),
            Term(
                "recognition",
                _("recognition as an official member"),
                _("The vote of the branch and the decision of the committee after probation."),
                StepCode.RECOGNITION_RESOLUTION,
            ),
            Term(
                "removal",
                _("removal of the name"),
                _("The decision on a probationary member who is not qualified; there is no second probation."),
                StepCode.RECOGNITION_DECISION,
            ),
            Term(
                "return",
                _("return for completion"),
                _("A committee sends an incomplete file back to the branch; its own time runs on."),
                StepCode.ADMISSION_RETURN,
            ),
            Term(
                "transfer",
                _("move to another branch"),
                _("The file goes with the person; running time limits go on there."),
                StepCode.TRANSFER,
            ),
        ),
    ),
    TermGroup(
        "times",
        _("Time limits and days"),
        (
            Term(
                "limit-admission",
                _("time limit of the admission decision"),
                _("From the resolution of the branch the committee has {}."),
                cell="limit:admission_decision",
            ),
            Term(
                "limit-ceremony",
                _("time limit of the ceremony"),
                _("From the receipt of the decision the branch has {}."),
                cell="limit:ceremony",
            ),
            Term(
                "probation",
                _("probation"),
                _("{} from the day of the ceremony, by the calendar and not counted in days."),
                cell="limit:probation_end",
            ),
            Term(
                "limit-review",
                _("time limit of the branch at the end of probation"),
                _("From the end of probation the branch has {} to consider the recognition."),
                cell="limit:recognition_review",
            ),
            Term(
                "limit-recognition",
                _("time limit of the recognition decision"),
                _("From the resolution of the branch the committee has {}."),
                cell="limit:recognition_decision",
            ),
            Term(
                "paper-validity",
                _("validity of a paper"),
                _("A paper of the file is good for {}; older, it is made anew or completed."),
                cell="limit:paper_validity",
            ),
            Term(
                "extension",
                _("extension"),
                _("In a special case the committee may lengthen its own time once, by at most {}."),
                cell="extension:admission_decision",
            ),
            Term(
                "due-date",
                _("due date"),
                _("The last day of a time limit. The day of the event itself is day 0 and is not counted."),
            ),
            Term(
                "working-day",
                _("working day"),
                _("Monday to Friday, unless it is a day off, and each day that is worked for another."),
            ),
            Term("day-off", _("day off"), _("A public holiday, or a day that a notice makes free; it is not counted.")),
            Term(
                "make-up-day",
                _("make-up working day"),
                _("A Saturday or Sunday that is worked because another day was made free; it is counted."),
            ),
            Term(
                "provisional",
                _("provisional date"),
                _("A date in a year whose calendar is not confirmed yet; it may still move."),
            ),
            Term(
                "not-verified",
                _("not verified"),
                _(
                    "A number of a regulation whose text could not be read; an administrator confirms or changes "
                    "it by the document."
                ),
            ),
        ),
    ),
    TermGroup(
        "product",
        _("Words of this system"),
        (
            Term(
                "correction",
                _("correction"),
                _("A new entry in the place of a wrong one, with a reason; both stay visible."),
            ),
            Term(
                "irregular",
                _("not as the regulation asks"),
                _("Something recorded that the regulation does not provide for; it needs a reason and stays marked."),
            ),
            Term("historical-file", _("historical file"), _("A file of before, entered as things really were.")),
            Term(
                "journal-term", _("journal"), _("Who did what, and when; no row can be changed or taken out unnoticed.")
            ),
            Term("practice", _("practice"), _("Invented branches, people and files to learn with.")),
        ),
    ),
)
