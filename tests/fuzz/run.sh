#!/bin/sh
# Sends a served simulated AWS what no client would send, for a minute: whatever arrives, there is an answer
# of AWS's form, and the server goes on. Python 3.11 or newer and its standard library.
#
#   tests/fuzz/run.sh [--seconds N] [--seed N]
#
#   LIFEBOAT_BIN    the binary to test; target/debug/lifeboat unless set
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
LIFEBOAT_BIN=${LIFEBOAT_BIN:-$here/../../target/debug/lifeboat}
export LIFEBOAT_BIN

PYTHONDONTWRITEBYTECODE=1 exec python3 "$here/lane.py" "$@"
