"""The pictures that are taken are those the guides show, in the size they say."""

from admission.labels.guides import GUIDES
from scripts.help_pictures import FOLDER, SCENES


def test_each_picture_of_a_guide_has_its_scene_and_its_size() -> None:
    shown = {
        task.picture.name: (task.picture.width, task.picture.height)
        for guide in GUIDES.values()
        for task in guide.tasks
        if task.picture
    }

    assert {scene.name: scene.size for scene in SCENES} == shown
    assert {path.stem for path in FOLDER.iterdir()} == set(shown)
