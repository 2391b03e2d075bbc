#!/bin/sh
# Renders runbooks with an ordinary renderer of Markdown: makes or reuses a virtual environment, then runs
# the lane.
#
#   tests/markdown/run.sh [word...]
#
#   LIFEBOAT_BIN            the binary to test; target/debug/lifeboat unless set
#   LIFEBOAT_MARKDOWN_VENV  the virtual environment; target/markdown-venv unless set
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../.." && pwd)
venv=${LIFEBOAT_MARKDOWN_VENV:-$root/target/markdown-venv}
LIFEBOAT_BIN=${LIFEBOAT_BIN:-$root/target/debug/lifeboat}
export LIFEBOAT_BIN

# The copy of the requirements is written last: an installation that was cut off is made again.
if ! cmp -s "$here/requirements.txt" "$venv/requirements.txt"; then
    python3 -m venv --clear "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --requirement "$here/requirements.txt"
    cp "$here/requirements.txt" "$venv/requirements.txt"
fi

PYTHONDONTWRITEBYTECODE=1 exec "$venv/bin/python" "$here/lane.py" "$@"
