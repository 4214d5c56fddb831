#!/bin/sh
# Refreshes static/vendor from the published npm packages: scripts/vendor.sh
# Change a version or the list of icons here, run it, look at the pages, commit the result. Needs npm and Python 3.
set -eu

BOOTSTRAP=5.3.9
ICONS=1.13.2
FONT=5.3.0
ICON_NAMES="arrow-left arrow-right bell box-arrow-right building calendar calendar-event check-circle check-lg clipboard-check
clock download envelope exclamation-octagon-fill exclamation-triangle-fill file-earmark-text hourglass-split house
info-circle list list-check pencil people person printer question-circle search slash-circle translate upload x-lg"

root=$(cd "$(dirname "$0")/.." && pwd)
vendor="$root/static/vendor"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

fetch() { # fetch <package> <version> <folder>
    mkdir "$work/$3"
    archive=$(cd "$work" && npm pack --silent "$1@$2")
    tar -xzf "$work/$archive" -C "$work/$3" --strip-components=1
}
fetch bootstrap "$BOOTSTRAP" bootstrap
fetch bootstrap-icons "$ICONS" icons
fetch @fontsource/be-vietnam-pro "$FONT" font

rm -rf "$vendor"
mkdir -p "$vendor/bootstrap" "$vendor/icons" "$vendor/be-vietnam-pro"
for package in bootstrap icons; do cp "$work/$package/LICENSE" "$vendor/$package/LICENSE"; done
cp "$work/font/LICENSE" "$vendor/be-vietnam-pro/LICENSE"

# The source map is not kept, and a manifest of static files refuses a comment that points to an absent file.
sed '/sourceMappingURL/d' "$work/bootstrap/dist/css/bootstrap.min.css" >"$vendor/bootstrap/bootstrap.min.css"
# Two weights, not three: a first visit has to stay under 150 KB.
for weight in 400 600; do
    for subset in latin vietnamese; do
        cp "$work/font/files/be-vietnam-pro-$subset-$weight-normal.woff2" "$vendor/be-vietnam-pro/"
    done
done

python3 - "$work/icons/icons" "$vendor/icons/icons.svg" $ICON_NAMES <<'PYTHON'
import re
import sys
from pathlib import Path

source, target, *names = sys.argv[1:]
symbols = []
for name in names:
    svg = (Path(source) / f"{name}.svg").read_text()
    view_box, drawing = re.search(r'<svg[^>]*viewBox="([^"]+)"[^>]*>(.*)</svg>', svg, re.S).groups()
    symbols.append(f'<symbol id="{name}" viewBox="{view_box}">{"".join(drawing.split(chr(10))).strip()}</symbol>')
body = "\n".join(symbols)
Path(target).write_text(f'<svg xmlns="http://www.w3.org/2000/svg" fill="currentColor">\n{body}\n</svg>\n')
PYTHON

{
    cat <<TEXT
# Vendored front-end files

Written by \`scripts/vendor.sh\`; do not edit by hand. Each folder holds the licence of its package.

| folder | package | version | licence | kept |
|---|---|---|---|---|
| bootstrap | bootstrap | $BOOTSTRAP | MIT | the minified stylesheet without its source-map comment; no script is used |
| icons | bootstrap-icons | $ICONS | MIT | $(echo $ICON_NAMES | wc -w | tr -d ' ') icons in one sprite |
| be-vietnam-pro | @fontsource/be-vietnam-pro | $FONT | OFL-1.1 | latin and vietnamese subsets, weights 400 and 600 |

htmx is not here: it comes with the Python package django-htmx.

## SHA-256
\`\`\`
TEXT
    (cd "$vendor" && find . -type f | LC_ALL=C sort | xargs sha256sum)
    echo '```'
} >"$work/README.md"
cp "$work/README.md" "$vendor/README.md"
