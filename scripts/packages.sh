#!/bin/sh
# Install Debian packages that are missing, when this user may; otherwise say exactly what to install.
# Usage: scripts/packages.sh check | test | PACKAGE…
set -eu

has() { command -v "$1" >/dev/null 2>&1; }
has_postgresql() { has initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
has_chromium() { [ -n "${CHROMIUM:-}" ] || has chromium || has chromium-browser || has google-chrome; }

missing=
case "${1:?}" in
check | test)
  { has xgettext && has msgmerge && has msguniq && has msgfmt; } || missing="$missing gettext"
  if [ "$1" = test ]; then
    has_postgresql || missing="$missing postgresql"
    has redis-server || missing="$missing redis-server"
    has_chromium || missing="$missing chromium"
  fi
  ;;
*) missing=$* ;;
esac
[ -n "$missing" ] || exit 0

as_root=
if ! has apt-get; then
  echo "Missing on this system:$missing. Install them (the names are those of Debian), then run this again." >&2
  exit 1
elif [ "$(id -u)" != 0 ]; then
  as_root="sudo -n"
  if ! has sudo || ! sudo -n true 2>/dev/null; then
    echo "Missing on this system:$missing. Install them, then run this again:" >&2
    echo "  sudo apt-get update && sudo apt-get install --no-install-recommends$(printf ' %s' $missing)" >&2
    exit 1
  fi
fi

echo "Installing$(printf ' %s' $missing) (once)…"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086 # a list of words on purpose
if ! { $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive \
  apt-get install -q -y --no-install-recommends $missing; } >"$log" 2>&1 </dev/null; then
  tail -n 15 "$log" >&2
  echo "The packages could not be installed:$missing" >&2
  exit 1
fi
