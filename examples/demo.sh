#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A tour: rent a computer on a fresh ledger, measure a real process, settle, and prove it.
# Everything happens in a temporary directory, which is removed at the end.
#
# usage: examples/demo.sh    (SI64=FILE for another program than .build/release/si64)
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
program=$(realpath "${SI64:-$root/.build/release/si64}")
work=$(mktemp -d)
load=
trap 'if [ -n "$load" ]; then kill "$load" 2>/dev/null || true; fi; rm -rf "$work"' EXIT
cd "$work"
unset SI64_LEDGER
# The cache of this tour should not outlive it either.
export XDG_CACHE_HOME=$work/cache

# Off a terminal si64 prints bare values for scripts; a tour wants to be read.
format=()
if [ ! -t 1 ]; then format=(-o table); fi

say() { printf '\n# %s\n' "$1"; }

si64() {
  printf '\n$ si64'
  printf ' %s' "$@"
  printf '\n'
  "$program" ${format[@]+"${format[@]}"} "$@"
}

say "A new ledger with twelve devices and three funded wallets."
si64 ledger init --demo
si64 rent tiers
si64 ledger balance alice

say "What would an hour of a THOR cost? Then rent one: the price goes to escrow."
si64 rent quote --tier THOR --hours 1
si64 rent create --wallet alice --tier THOR --hours 1
si64 device list --tier THOR

say "A real load, measured through /proc twice a second."
sha256sum /dev/zero &
load=$!
echo "\$ sha256sum /dev/zero &"
si64 meter collect ctr-1 --pid "$load" --count 6 --interval 500ms
si64 meter usage ctr-1
kill "$load"
wait "$load" 2>/dev/null || true
load=

say "Another hour, at the rate agreed before."
si64 contract extend ctr-1 --hours 1

say "Done early: the device's owner is paid to the millisecond, the rest goes back."
si64 contract settle ctr-1
si64 ledger balance alice

say "A signed proof of it, checked with nothing but the file."
si64 contract proof ctr-1 --out proof.json
si64 contract verify-proof proof.json

say "The platform at a glance; then everything is rebuilt from the journal and compared."
si64 contract snapshot
si64 ledger verify

if command -v python3 >/dev/null; then
  say "And once more, by a program that shares no code with si64."
  echo "\$ examples/verify_ledger.py ."
  python3 "$root/examples/verify_ledger.py" .
fi
