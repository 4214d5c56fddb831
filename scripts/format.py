"""Put code and templates into their form: `make format`. The order matters: djade has the last word on templates."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def templates() -> list[str]:
    """Give the templates written in HTML."""
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*.html"))


def main() -> None:
    """Run the formatters; a file they can't read is said by them."""
    for command in (
        ["ruff", "check", "--fix-only", "--quiet", "."],
        ["ruff", "format", "--quiet", "."],
        ["djlint", "--reformat", "--quiet", "templates"],  # 1 when something was changed
        ["djade", "--target-version", "5.2", *templates()],  # 1 when something was changed
    ):
        subprocess.run([f".venv/bin/{command[0]}", *command[1:]], cwd=ROOT, check=False)


if __name__ == "__main__":
    main()
