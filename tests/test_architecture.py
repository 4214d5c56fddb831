"""What the house rules say about the shape of the code, checked; and that the checks notice."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.requirements import problems

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("admission", "members", "partyapp")
LINE_LIMIT, TEMPLATE_LINE_LIMIT = 400, 120

BROKEN_ON_PURPOSE = [
    ("admission/domain/votes.py", "import django.db", "The rules are plain Python, without Django"),
    ("admission/domain/calendar.py", "from celery import shared_task", "The rules are plain Python, without Django"),
    ("admission/models/case.py", "import admission.services", "Inside admission, imports point down"),
    ("admission/domain/deadlines.py", "import admission.labels", "Inside admission, imports point down"),
    ("members/models/organization.py", "import admission.models", "Across: partyapp, then admission, then members"),
    ("admission/services/cases.py", "import partyapp.settings", "Across: partyapp, then admission, then members"),
]


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-logo", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the code that a test may damage."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_layers_of_the_code_hold(copy: Path) -> None:
    done = lint_imports(copy)

    assert "0 broken" in done.stdout
    assert done.returncode == 0


@pytest.mark.parametrize(("file", "statement", "contract"), BROKEN_ON_PURPOSE)
def test_layers_broken_on_purpose_are_noticed(copy: Path, file: str, statement: str, contract: str) -> None:
    with (copy / file).open("a") as source:
        source.write(f"\n{statement}  # noqa\n")

    done = lint_imports(copy)

    assert done.returncode == 1
    assert f"{contract} BROKEN" in done.stdout.splitlines()


def test_layers_module_without_a_place_is_noticed(copy: Path) -> None:
    (copy / "admission" / "utils.py").write_text('"""No place in the layers."""\n')

    done = lint_imports(copy)

    assert done.returncode == 1
    assert "utils" in done.stdout


def test_code_files_stay_small() -> None:
    folders = [ROOT / name for name in (*PACKAGES, "tests", "bench", "scripts")]
    files = [path for folder in folders for path in folder.rglob("*.py") if "migrations" not in path.parts]

    too_long = {str(path.relative_to(ROOT)) for path in files if len(path.read_text().splitlines()) > LINE_LIMIT}

    assert len(files) > 50
    assert too_long == set()


def test_templates_stay_small() -> None:
    files = list((ROOT / "templates").rglob("*.html"))

    too_long = {
        str(path.relative_to(ROOT)) for path in files if len(path.read_text().splitlines()) > TEMPLATE_LINE_LIMIT
    }

    assert files
    assert too_long == set()


def test_pinned_libraries_out_of_step_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.in").write_text("Django>=5.2,<5.3\nredis  # the broker\n")
    django = "django==6.0 \\\n    --hash=sha256:00\n    # via -r a.in\n"
    gone = "gone==1.0\n    # via -r a.in\n"
    Path("a.txt").write_text(f"{django}{gone}other==2.0 \\\n    --hash=sha256:11\n")

    assert list(problems("a.in", "a.txt")) == [
        "a.txt: gone has no hash",
        "a.txt: lacks redis, which a.in names",
        "a.txt: has gone, which a.in no longer names",
        "a.txt: django 6.0 is not <5.3,>=5.2, as a.in says",
    ]
