"""Check, without a network, that requirements*.txt are what requirements*.in call for."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

FILES = (("requirements.in", "requirements.txt"), ("requirements-dev.in", "requirements-dev.txt"))

Pins = dict[str, set[str]]


def wanted(source: str) -> dict[str, Requirement]:
    """Give the direct dependencies named in a .in file."""
    lines = (line.split("#")[0].strip() for line in Path(source).read_text().splitlines())
    found = [Requirement(line) for line in lines if line and not line.startswith("-")]
    return {canonicalize_name(requirement.name): requirement for requirement in found}


def blocks(target: str) -> Iterator[str]:
    """Give one text per pinned package: its line, its hashes and the comment on who asked for it."""
    yield from re.split(r"\n(?=[a-z0-9])", Path(target).read_text().strip(), flags=re.IGNORECASE)


def problems(source: str, target: str) -> Iterator[str]:
    """Give every difference between a .in file and its .txt file."""
    pins: Pins = {}
    direct: set[str] = set()
    for block in blocks(target):
        pin = re.match(r"([\w.-]+)==([\w.+!-]+)", block)
        if pin is None:
            yield f"{target}: not a pinned package: {block.splitlines()[0]}"
            continue
        name = canonicalize_name(pin[1])
        pins.setdefault(name, set()).add(pin[2])
        if "--hash=sha256:" not in block:
            yield f"{target}: {name} has no hash"
        if re.search(rf"-r {re.escape(source)}$", block, flags=re.MULTILINE):
            direct.add(name)
    requirements = wanted(source)
    for missing in sorted(requirements.keys() - direct):
        yield f"{target}: lacks {missing}, which {source} names"
    for stale in sorted(direct - requirements.keys()):
        yield f"{target}: has {stale}, which {source} no longer names"
    for asked, requirement in requirements.items():
        for version in sorted(pins.get(asked, ())):
            if not requirement.specifier.contains(Version(version)):
                yield f"{target}: {asked} {version} is not {requirement.specifier}, as {source} says"
    if re.search(r"https?://|--(extra-)?index-url|--find-links", Path(target).read_text()):
        yield f"{target}: contains an address; a registry is a matter of each machine"


def disagreements() -> Iterator[str]:
    """Give the packages that the two .txt files pin to different versions."""
    versions = [
        {match[1]: match[2] for match in re.finditer(r"^([\w.-]+)==(\S+)", Path(target).read_text(), re.MULTILINE)}
        for _, target in FILES
    ]
    for name in sorted(versions[0].keys() & versions[1].keys()):
        if versions[0][name] != versions[1][name]:
            yield f"{name}: {versions[0][name]} in {FILES[0][1]}, {versions[1][name]} in {FILES[1][1]}"


def main() -> int:
    """Print what is wrong; give 1 when something is."""
    found = [problem for source, target in FILES for problem in problems(source, target)] + list(disagreements())
    for problem in found:
        print(problem)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
