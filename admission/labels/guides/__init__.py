"""The guides: one for each role, and one for everybody. Their words; who is shown which is decided by the page."""

from collections.abc import Mapping

from admission.labels.guides.administration import ADMINISTRATION
from admission.labels.guides.branch import BRANCH
from admission.labels.guides.clerk import CLERK
from admission.labels.guides.everybody import EVERYBODY
from admission.labels.guides.inspection import INSPECTION
from admission.labels.guides.lines import Guide as Guide
from admission.labels.guides.lines import Line as Line
from admission.labels.guides.lines import Picture as Picture
from admission.labels.guides.lines import Task as Task
from admission.labels.guides.reviewer import REVIEWER

GUIDES: Mapping[str, Guide] = {
    guide.slug: guide for guide in (BRANCH, CLERK, REVIEWER, INSPECTION, ADMINISTRATION, EVERYBODY)
}
GUIDE_OF_ROLE: Mapping[str, str] = {
    "branch_secretary": BRANCH.slug,
    "deputy_secretary": BRANCH.slug,
    "clerk": CLERK.slug,
    "reviewer": REVIEWER.slug,
    "inspector": INSPECTION.slug,
    "administrator": ADMINISTRATION.slug,
}
"""Each role's own guide; secretary and deputy do the same and read the same."""
