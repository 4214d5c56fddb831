"""The twelve stories, in the order in which a file could meet them."""

from tests.journeys.stories.extended_on_the_last_day import STORY as EXTENDED_ON_THE_LAST_DAY
from tests.journeys.stories.late_ceremony import STORY as LATE_CEREMONY
from tests.journeys.stories.late_recognition import STORY as LATE_RECOGNITION
from tests.journeys.stories.lost_decision import STORY as LOST_DECISION
from tests.journeys.stories.merged_branch import STORY as MERGED_BRANCH
from tests.journeys.stories.name_removed import STORY as NAME_REMOVED
from tests.journeys.stories.over_sixty import STORY as OVER_SIXTY
from tests.journeys.stories.readmission import STORY as READMISSION
from tests.journeys.stories.returned_twice import STORY as RETURNED_TWICE
from tests.journeys.stories.sponsor_leaves import STORY as SPONSOR_LEAVES
from tests.journeys.stories.telling import Story
from tests.journeys.stories.three_votes import STORY as THREE_VOTES
from tests.journeys.stories.transfer import STORY as TRANSFER

TWELVE: tuple[Story, ...] = (
    SPONSOR_LEAVES,
    OVER_SIXTY,
    READMISSION,
    RETURNED_TWICE,
    EXTENDED_ON_THE_LAST_DAY,
    MERGED_BRANCH,
    LOST_DECISION,
    LATE_CEREMONY,
    TRANSFER,
    THREE_VOTES,
    LATE_RECOGNITION,
    NAME_REMOVED,
)
