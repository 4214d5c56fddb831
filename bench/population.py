"""A nation of invented files, as large as is asked for: ``python -m bench.population CASES [--database URL]``.

One committee is recorded through the services (bench/prototypes.py) and copied inside the database (bench/rows.py), so
what is stored of each file follows from its facts: `manage.py check_deadlines` finds no difference. The same seed gives
the same rows. The database must be empty, and goes through the migrations first.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import Any

SEED = 20260302
JOURNAL_KEY = "the-journal-of-invented-files-has-no-secret"
"""The prototypes' journal is sealed with it, unless the environment names another."""


def main(arguments: Sequence[str]) -> int:
    """Fill the database that is named, or that of DATABASE_URL."""
    parser = argparse.ArgumentParser(prog="python -m bench.population", description=__doc__.partition("\n")[0])
    parser.add_argument("cases", type=int, metavar="CASES", help="how many files; rounded up to whole committees")
    parser.add_argument("--database", metavar="URL", default=os.environ.get("DATABASE_URL"), help="as DATABASE_URL")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args(arguments)
    if not options.database:
        parser.error("name an empty database: --database sqlite:////tmp/nation.sqlite3")
    filled = fill(options.database, options.cases, options.seed)
    print(f"{filled['cases']:,} files, {filled['rows']:,} rows copied in {filled['seconds']:,.0f} s "
          f"(processors at work: {filled['processor']:,.0f} s); in the sample of "
          f"{filled['sample']:,} files {filled['differences']} differences.")  # fmt: skip
    return 1 if filled["differences"] else 0


def fill(url: str, cases: int, seed: int = SEED) -> dict[str, Any]:
    """Fill an empty database and look at a sample of its files."""
    return ask(url, "fill", cases, seed)


def ask(url: str, *what: object, probe: str = "bench.load_probe") -> dict[str, Any]:
    """Have one thing done by a probe, in a process of its own: settings are read once in each."""
    with tempfile.TemporaryDirectory(prefix="party-bench-") as folder:
        asked = [sys.executable, "-W", "ignore", "-m", probe, *map(str, what)]
        environment = {"JOURNAL_KEY": JOURNAL_KEY, **os.environ, "DATABASE_URL": url, "VAR_DIR": folder}
        done = subprocess.run(asked, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
