"""Twelve stories over HTTP: what people do on which day, and what the file then says."""

import pytest

from tests.journeys.stories.by_http import Teller
from tests.journeys.stories.telling import Story
from tests.journeys.stories.twelve import TWELVE


@pytest.mark.django_db
@pytest.mark.parametrize("story", TWELVE, ids=lambda story: story.name)
def test_story(calendar_published: None, story: Story) -> None:
    Teller(story).tell()
