#!/usr/bin/env bash
# Makes the pictures of the README and of docs/ from the simulated AWS; with
# --check, fails when one no longer is what the program draws.
set -euo pipefail
cd "$(dirname "$0")/.."
lifeboat=${LIFEBOAT_BIN:-target/debug/lifeboat}
into=docs/pictures
[ "${1:-}" = --check ] && into=$(mktemp -d)
mkdir -p "$into"
# Whoever draws them, the theme is lifeboat's.
unset LIFEBOAT_THEME
XDG_CONFIG_HOME=$(mktemp -d)
export XDG_CONFIG_HOME

draw() { # name, size
    "$lifeboat" --demo --at 2m shot overview --size "$2" --format svg >"$into/$1.svg"
}
draw overview-120x40 120x40
draw overview-80x24 80x24

if [ "${1:-}" = --check ]; then
    diff -r "$into" docs/pictures || {
        echo "the pictures are out of date: run docs/pictures.sh" >&2
        exit 1
    }
    rm -r "$into"
    echo "the pictures are what the program draws"
fi
