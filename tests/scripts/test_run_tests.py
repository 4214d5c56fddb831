"""The test run counts honestly: a run that broke off or executed nothing is a failure."""

from pathlib import Path

import pytest

from scripts.run_tests import Counts, read_counts

REPORT = '<testsuites><testsuite tests="{0}" failures="{1}" errors="{2}" skipped="{3}"/></testsuites>'


@pytest.mark.parametrize(
    ("numbers", "exit_code", "counts"),
    [
        ((10, 0, 0, 2), 0, Counts(8, 0, 2)),
        ((10, 1, 2, 3), 1, Counts(4, 3, 3)),
        ((10, 0, 0, 0), 1, Counts(10, 1, 0)),  # failed outside the tests, for example in a fixture of the session
        ((0, 0, 0, 0), 5, Counts(0, 1, 0)),
        ((3, 0, 0, 3), 0, Counts(0, 1, 3)),  # all skipped: nothing was tried
    ],
)
def test_counts_of_a_run(tmp_path: Path, numbers: tuple[int, ...], exit_code: int, counts: Counts) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT.format(*numbers))

    assert read_counts(report, exit_code) == counts


def test_counts_of_a_run_that_left_no_report(tmp_path: Path) -> None:
    assert read_counts(tmp_path / "absent.xml", 137) == Counts(failed=1)


def test_counts_add_up_to_the_closing_line() -> None:
    assert str(Counts(8, 0, 2) + Counts(4, 1, 0)) == "12 passed, 1 failed, 2 skipped"
