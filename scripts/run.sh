#!/bin/sh
# The product on this machine: set up what is missing, then start. Called by `make run`.
set -eu
cd "$(dirname "$0")/.."
scripts/setup.sh

case "${DEMO:-1}" in
0 | no | false | off) demo= ;;
*) demo=--demo ;;
esac
# --with-parent: when make is killed, the product ends too.
exec .venv/bin/python -m partyapp.embedded --with-parent --prepare $demo \
  --host "${HOST:-127.0.0.1}" --port "${PORT:-8000}"
