#!/bin/sh
# Proves that lifeboat without the feature `operate` has no code that changes anything: builds it
# unstripped, and compares the SDK's operations among its symbols with the list of reads. The build
# with the feature must have every mutation, or this would prove nothing.
#
#   tests/read_only/run.sh [profile]
#
#   profile             `unstripped`, the release build with its symbols, unless said
#   CARGO_TARGET_DIR    as for cargo
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
cd "$here/../.."
profile=${1:-unstripped}
case $profile in
    dev) folder=debug ;;
    *) folder=$profile ;;
esac
binary=${CARGO_TARGET_DIR:-target}/$folder/lifeboat

cargo build --locked --profile "$profile" --bin lifeboat --no-default-features
python3 "$here/operations.py" read-only "$binary"
cargo build --locked --profile "$profile" --bin lifeboat
python3 "$here/operations.py" operating "$binary"
