"""docs/screens/README.md: which picture shows which page. `make screens` writes it; nobody else does."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

HEAD = """# Pictures of every page

`make screens` takes all of them anew and writes this list; it is not edited by hand. Names in them are invented.

- The pictures in this folder are of the demo, as README shows it.
- [stories/](stories/) has a moment of each of the twelve stories that the tests tell.
- [pages/](pages/) has every page of the product in each of its states: as it is opened, after its form was sent with
  nothing filled in, and after it was sent filled in. On a desk (1280 px) and on a telephone (390 px), scaled down; of a
  long page the beginning.
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page that has its pictures: the address and the state it was in, what it is called, the name of its files."""

    name: str
    title: str
    file: str


def titles_of(folder: Path) -> list[Shown]:
    """Read what the walk wrote down beside its pictures."""
    found = []
    for path in folder.glob("*.json"):
        written = json.loads(path.read_text(encoding="utf-8"))
        found.append(Shown(written["name"], written["title"].rpartition(" · ")[0], path.stem))
    return found


def lines(pages: Iterable[Shown]) -> Iterator[str]:
    """Give the tables: one for each first letter of the addresses."""
    for letter, some in groupby(sorted(pages, key=lambda page: page.name), key=lambda page: page.name[0].upper()):
        yield from ("", f"## {letter}", "", "| Address and state | Title | Pictures |", "| --- | --- | --- |")
        for page in some:
            title = page.title.replace("|", "\\|")
            links = f"[desk](pages/{page.file}-1280.webp), [telephone](pages/{page.file}-390.webp)"
            yield f"| `{page.name}` | {title} | {links} |"


def write_index(folder: Path, pages: Iterable[Shown]) -> None:
    """Write the list of the pictures beside them."""
    folder.joinpath("README.md").write_text("\n".join([HEAD.rstrip(), *lines(pages)]) + "\n", encoding="utf-8")
