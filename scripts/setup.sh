#!/bin/sh
# Make .venv and install the pinned libraries; a second time, see in an instant that nothing is to do.
# Usage: scripts/setup.sh        what the product runs on
#        scripts/setup.sh dev    and what checks, tests and benchmarks need
set -eu
cd "$(dirname "$0")/.."

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

python_command() {
  for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if new_enough "$candidate"; then
      echo "$candidate"
      return
    fi
  done
  echo "Python 3.11 or newer is needed. On Debian 12, Ubuntu 24.04 or newer: sudo apt-get install python3 python3-venv" >&2
  echo "(or name one: make run PYTHON=/path/to/python3.12)" >&2
  return 1
}

make_venv() {
  python=$(python_command)
  if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    scripts/packages.sh "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
  fi
  echo "Creating .venv with $("$python" --version)…"
  "$python" -m venv --clear .venv
}

same() { cmp -s "$1" ".venv/.installed-$1"; }

files=requirements.txt
[ "${1:-}" != dev ] || files="requirements.txt requirements-dev.txt"

if ! new_enough .venv/bin/python || [ ! -x .venv/bin/pip ]; then
  make_venv
fi
changed=
for file in $files; do
  same "$file" || changed=yes
done
[ -n "$changed" ] || exit 0

echo "Installing the libraries (once, a minute or so)…"
for file in $files; do
  set -- "$@" -r "$file"
done
[ "$1" != dev ] || shift
# --no-deps: the lists are complete, and a pip that resolves them again stumbles over an extra (coverage[toml]) as soon as
# a release newer than the pinned one appears.
if ! .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check --no-deps --require-hashes "$@" </dev/null; then
  echo "The libraries could not be installed. Is this machine connected to the Internet? Then run the same command again." >&2
  exit 1
fi
for file in $files; do
  cp "$file" ".venv/.installed-$file"
done
