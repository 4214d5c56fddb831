"""What a guide is made of: tasks, each a few sentences that name what is on the screen, and a picture."""

from dataclasses import dataclass

from django.utils.functional import Promise

MOST_STEPS = 8
"""A task with more steps is two tasks."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence; each {} of it is filled by words of the screen, so that a guide and the pages never differ."""

    text: Promise
    names: tuple[str | Promise, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the demo, taken by scripts/help_pictures.py. `alt`: what it shows, for who does not see it."""

    name: str
    alt: Promise
    width: int
    height: int

    @property
    def path(self) -> str:
        """Where it lies among the static files."""
        return f"help/{self.name}.webp"


@dataclass(frozen=True, slots=True)
class Task:
    """Something to be done, step by step. `anchor`: its place in the address; `page`: where it begins, by the name of
    the address, for who may open that; empty where it begins in a file.
    """

    anchor: str
    title: Promise
    lines: tuple[Line, ...]
    page: str = ""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Guide:
    """The tasks of a role, or of everybody."""

    slug: str
    title: str | Promise
    lead: Promise
    tasks: tuple[Task, ...]


def say(text: Promise, *names: str | Promise) -> Line:
    """Make a sentence with the words of the screen that it names."""
    return Line(text, names)


def phone(name: str, alt: Promise) -> Picture:
    """A picture as on a telephone."""
    return Picture(name, alt, 390, 620)


def desk(name: str, alt: Promise) -> Picture:
    """A picture as on a large screen."""
    return Picture(name, alt, 800, 560)
