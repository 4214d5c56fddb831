"""docs/regulation.md holds every clause with its code and its test: checked, and shown to notice each fault."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "regulation.md"
# How many rows each section has had; a row may be added, none may go.
ROWS = {1: 10, 2: 25, 3: 11, 4: 20, 5: 25, 6: 12, 7: 30, 8: 22, 9: 13, 10: 9}
FROZEN = tuple(f"R{section}.{number:02d}" for section, count in ROWS.items() for number in range(1, count + 1))
KNOWN = ("verified", "stated", "secondary", "unverified", "open question", "internal")
UNFINISHED = re.compile(r"\b(to do|todo|tbd|fixme)\b", re.IGNORECASE)
REFERENCE = re.compile(r"`([^`]+)`")
COLUMNS = 6


def problems(text: str, root: Path = ROOT) -> list[str]:
    """Say everything that is wrong with the document, one sentence each."""
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.splitlines() if _is_row(line)
    ]
    found = list(_problems_of_ids([row[0] for row in rows]))
    for row in rows:
        found += [f"{row[0]}: {problem}" for problem in _problems_of_row(row, root)]
    found += [f"unfinished: {match[0]}" for match in UNFINISHED.finditer(text)]
    return found


def _is_row(line: str) -> bool:
    return re.match(r"\|\s*R\d", line) is not None


def _problems_of_ids(ids: list[str]) -> Iterator[str]:
    yield from (f"{identifier} stands twice" for identifier in sorted(set(ids)) if ids.count(identifier) > 1)
    yield from (f"{identifier} is gone" for identifier in FROZEN if identifier not in ids)


def _problems_of_row(row: list[str], root: Path) -> Iterator[str]:
    if len(row) != COLUMNS:
        yield f"{len(row)} columns"
        return
    _identifier, clause, says, known, code, tests = row
    if not clause or not says:
        yield "says nothing"
    if not known.startswith(KNOWN):
        yield f"known how: {known}"
    places, proofs = REFERENCE.findall(code), REFERENCE.findall(tests)
    if not places:
        yield "no code"
    if not proofs:
        yield "no test"
    yield from (f"no such code: {place}" for place in places if not _exists(place, root))
    for proof in proofs:
        name = proof.rpartition("::")[2]
        if not proof.startswith("tests/") or not name.startswith("test_") or not _exists(proof, root):
            yield f"no such test: {proof}"


def _exists(reference: str, root: Path) -> bool:
    """Whether `path::symbol` names something that the file defines; `Class.member` is a method or a member."""
    path, separator, symbol = reference.partition("::")
    file = root / path
    return bool(separator and symbol) and file.is_file() and symbol in _symbols(file)


@cache
def _symbols(file: Path) -> frozenset[str]:
    return frozenset(_defined(ast.parse(file.read_text(encoding="utf-8")).body, ""))


def _defined(body: list[ast.stmt], prefix: str) -> Iterator[str]:
    for node in body:
        match node:
            case ast.FunctionDef():
                yield prefix + node.name
            case ast.ClassDef():
                yield prefix + node.name
                yield from _defined(node.body, f"{prefix}{node.name}.")
            case ast.Assign():
                yield from (prefix + name for target in node.targets for name in _names(target))
            case ast.AnnAssign():
                yield from (prefix + name for name in _names(node.target))


def _names(target: ast.expr) -> Iterator[str]:
    match target:
        case ast.Name():
            yield target.id
        case ast.Tuple():
            for element in target.elts:
                yield from _names(element)


@pytest.fixture(scope="module")
def document() -> str:
    return DOCUMENT.read_text(encoding="utf-8")


def test_every_row_has_code_and_test_that_exist(document: str) -> None:
    assert problems(document) == []


def test_document_names_no_source_outside_the_repository(document: str) -> None:
    assert re.findall(r"(?:/work|/tmp|/home)\S*|domain\.md", document) == []


# One row of the document, damaged, and what has to be said of it.
AGE = "R5.01"
FAULTS = [
    ("::_age`", "::_years`", f"{AGE}: no such code: admission/domain/checks/candidate.py::_years"),
    (
        "Setting.MIN_AGE_MONTHS",
        "Setting.LEAST_AGE",
        f"{AGE}: no such code: admission/domain/rules.py::Setting.LEAST_AGE",
    ),
    ("checks/candidate.py::", "checks/person.py::", f"{AGE}: no such code: admission/domain/checks/person.py::_age"),
    (
        "test_age_is_counted_in_full_months_when_the_branch_considers",
        "test_age_is_counted_in_years",
        f"{AGE}: no such test: tests/admission/domain/checks/test_candidate.py::test_age_is_counted_in_years",
    ),
    ("| verified |", "| everybody knows |", f"{AGE}: known how: everybody knows"),
    ("29-QĐ/TW, 1.1", "", f"{AGE}: says nothing"),
    ("Age (tuổi đời)", "TODO: age", "unfinished: TODO"),
    ("Age (tuổi đời)", "Age to do later", "unfinished: to do"),
    ("Age (tuổi đời)", "Age | tuổi đời", f"{AGE}: 7 columns"),
]


def row_of(document: str, identifier: str) -> str:
    (row,) = [line for line in document.splitlines() if line.startswith(f"| {identifier} |")]
    return row


@pytest.mark.parametrize(("right", "wrong", "complaint"), FAULTS, ids=[fault[1] or "nothing" for fault in FAULTS])
def test_fault_in_a_row_is_noticed(right: str, wrong: str, complaint: str, document: str) -> None:
    row = row_of(document, AGE)
    assert right in row

    assert problems(document.replace(row, row.replace(right, wrong, 1))) == [complaint]


@pytest.mark.parametrize(("column", "complaint"), [(4, "no code"), (5, "no test")])
def test_row_without_code_or_test_is_noticed(column: int, complaint: str, document: str) -> None:
    row = row_of(document, AGE)
    cells = row.strip("|").split("|")
    cells[column] = " - "

    assert problems(document.replace(row, f"|{'|'.join(cells)}|")) == [f"{AGE}: {complaint}"]


def test_row_that_is_gone_is_noticed(document: str) -> None:
    row = row_of(document, AGE)

    assert problems(document.replace(f"{row}\n", "")) == [f"{AGE} is gone"]


def test_row_that_stands_twice_is_noticed(document: str) -> None:
    row = row_of(document, AGE)

    assert problems(document.replace(row, f"{row}\n{row}")) == [f"{AGE} stands twice"]


def test_test_that_is_no_test_is_noticed(document: str) -> None:
    row = row_of(document, AGE)
    helper = "tests/admission/domain/samples.py::ready_on"

    assert problems(document.replace(row, row.replace(REFERENCE.findall(row)[-1], helper))) == [
        f"{AGE}: no such test: {helper}"
    ]


def test_symbols_of_a_file_are_those_it_defines(tmp_path: Path) -> None:
    source = "A = B = 1\nC: int = 2\nclass D:\n    E = 3\n    def f(self): ...\n    class G:\n        H = 4\n"
    file = tmp_path / "some.py"
    file.write_text(f"{source}def i():\n    J = 5\n")

    assert sorted(_symbols(file)) == ["A", "B", "C", "D", "D.E", "D.G", "D.G.H", "D.f", "i"]
