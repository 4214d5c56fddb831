"""The message catalogues: `make messages` brings them up to date, `make check` finds what is missing in them.

The compiled .mo files are committed, so that a machine that only runs the product needs no gettext.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "vi"
SOURCES = ("admission", "members", "partyapp", "templates", "locale")
CATALOGUE = Path("locale") / LANGUAGE / "LC_MESSAGES" / "django.po"
HEADER = f"""msgid ""
msgstr ""
"Language: {LANGUAGE}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"""
# No line numbers: they would change the file with every edit of the code.
_MAKE = ["makemessages", "--locale", LANGUAGE, "--no-wrap", "--no-obsolete", "--add-location", "file"]


def make_messages(folder: Path) -> None:
    """Merge the messages of the code under `folder` into its catalogue."""
    if not (folder / CATALOGUE).exists():
        (folder / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
        (folder / CATALOGUE).write_text(HEADER)
    command = [sys.executable, "-m", "django", *_MAKE, "--ignore", "var", "--ignore", "build", "--ignore", "tests"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stdout + done.stderr)


def compiled(path: Path) -> bytes:
    """Give what msgfmt makes of a catalogue. Raises: SystemExit with its complaints (placeholders that differ …)."""
    command = ["msgfmt", "--check-format", "--output-file=-", str(path)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stderr.decode())
    return done.stdout


def texts(binary: bytes) -> dict[tuple[str | None, str], tuple[str, dict[int, str]]]:
    """Read a compiled catalogue: versions of msgfmt may lay out the same texts differently."""
    with tempfile.NamedTemporaryFile(suffix=".mo") as file:
        file.write(binary)
        file.flush()
        return {(entry.msgctxt, entry.msgid): (entry.msgstr, entry.msgstr_plural) for entry in polib.mofile(file.name)}


def problems() -> Iterator[str]:
    """Give every message of the code that the committed catalogue lacks, leaves untranslated or marks as a guess."""
    catalogue = ROOT / CATALOGUE
    if not catalogue.exists():
        yield f"{CATALOGUE} does not exist"
        return
    committed = {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(catalogue)) if not entry.obsolete}
    with tempfile.TemporaryDirectory() as name:
        for source in SOURCES:
            shutil.copytree(ROOT / source, Path(name) / source, ignore=shutil.ignore_patterns("__pycache__"))
        make_messages(Path(name))
        fresh = {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(Path(name) / CATALOGUE))}
    for key, entry in fresh.items():
        where = ", ".join(path for path, _ in entry.occurrences)
        if key not in committed:
            yield f"not in the catalogue: {entry.msgid!r} ({where})"
        elif not committed[key].translated():
            yield f"{'a guess (fuzzy)' if committed[key].fuzzy else 'not translated'}: {entry.msgid!r} ({where})"
    for key in committed.keys() - fresh.keys():
        yield f"no longer used: {committed[key].msgid!r}"
    binary = catalogue.with_suffix(".mo")
    if not binary.exists() or texts(binary.read_bytes()) != texts(compiled(catalogue)):
        yield f"{binary.relative_to(ROOT)} is not what {CATALOGUE} compiles to"


def update() -> None:
    """Merge new messages into the catalogue and compile it; say what is left to translate."""
    make_messages(ROOT)
    catalogue = ROOT / CATALOGUE
    catalogue.with_suffix(".mo").write_bytes(compiled(catalogue))
    entries = polib.pofile(str(catalogue))
    left = [entry for entry in entries if not entry.translated() and not entry.obsolete]
    print(f"{CATALOGUE}: {len(entries)} messages, {len(left)} to translate")


def main() -> int:
    """Update, or with --check print what is wrong and give 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        update()
        return 0
    found = list(problems())
    for problem in found:
        print(problem)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
