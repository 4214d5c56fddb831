"""Compile requirements*.in into pinned requirements*.txt with hashes: `make lock`, `make lock UPGRADE=1`."""

import subprocess
import sys

from scripts.requirements import FILES

_COMPILE = [".venv/bin/uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
# No address of a registry in the files: each machine uses its own.
_OPTIONS = ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header"]


def main() -> None:
    """Compile both, the runtime file first: the other one is constrained by it."""
    for source, target in FILES:
        subprocess.run([*_COMPILE, *_OPTIONS, *sys.argv[1:], source, "--output-file", target], check=True)


if __name__ == "__main__":
    main()
