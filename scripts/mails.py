"""Every kind of mail as it arrives: `python -m scripts.mails` writes docs/mails/ anew.

Each mail is made by the services for invented people, handed to a real mail server and taken from what that received:
`<kind>.txt` holds the headers that matter and the text part, `<kind>.html` the other part. The test that does the work
compares them with what is there when it runs among the others.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Write them; give pytest's exit code."""
    command = [sys.executable, "-m", "pytest", "-q", "tests/test_mails_shown.py"]
    return subprocess.run(command, cwd=ROOT, env=os.environ | {"WRITE_DOCS": "1"}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
