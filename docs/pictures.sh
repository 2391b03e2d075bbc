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

draw() { # name, screen, size, and more for `shot`
    local name=$1 screen=$2 size=$3
    shift 3
    "$lifeboat" --demo --at 2m shot "$screen" --size "$size" --format svg "$@" >"$into/$name.svg"
}
draw overview-120x40 overview 120x40
draw overview-80x24 overview 80x24
for screen in replication backups dns findings runbooks activity; do
    draw "$screen-120x40" "$screen" 120x40
done
# Terminals as they are met: tmux with sixteen colours, the console of a Linux
# host, and a link of two kilobytes a second, one second after the first byte
# and two.
draw overview-screen-16 overview 120x40 --terminal screen
draw overview-linux overview 80x24 --terminal linux
draw overview-2k-1s overview 80x24 --terminal xterm-256color --arrived 2048
draw overview-2k-2s overview 80x24 --terminal xterm-256color --arrived 4096

if [ "${1:-}" = --check ]; then
    diff -r "$into" docs/pictures || {
        echo "the pictures are out of date: run docs/pictures.sh" >&2
        exit 1
    }
    rm -r "$into"
    echo "the pictures are what the program draws"
fi
