#!/bin/sh
# Tests lifeboat against moto: makes or reuses a virtual environment, then runs the lane.
#
#   tests/moto/run.sh [--without-binary] [word...]
#
#   LIFEBOAT_BIN        the binary to test; target/debug/lifeboat unless set
#   LIFEBOAT_MOTO_VENV  the virtual environment; target/moto-venv unless set
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../.." && pwd)
venv=${LIFEBOAT_MOTO_VENV:-$root/target/moto-venv}
LIFEBOAT_BIN=${LIFEBOAT_BIN:-$root/target/debug/lifeboat}
export LIFEBOAT_BIN

# The copy of the requirements is written last: an installation that was cut off is made again.
if ! cmp -s "$here/requirements.txt" "$venv/requirements.txt"; then
    python3 -m venv --clear "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --requirement "$here/requirements.txt"
    cp "$here/requirements.txt" "$venv/requirements.txt"
fi

# Nothing of the caller's AWS may reach the servers of the lane.
unset AWS_PROFILE AWS_ENDPOINT_URL AWS_SESSION_TOKEN AWS_DEFAULT_REGION AWS_REGION
PYTHONDONTWRITEBYTECODE=1 exec "$venv/bin/python" "$here/lane.py" "$@"
