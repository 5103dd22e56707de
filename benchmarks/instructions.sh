#!/usr/bin/env bash
# Counts the instructions of reading and counting an election, which other work on the machine does not change,
# and compares them with what is on record. Needs valgrind and the release build.
#
#   benchmarks/instructions.sh            exits 1 if a count is more than 5 % above the record
#   benchmarks/instructions.sh --record   writes the record anew, after a change that is meant
set -euo pipefail
cd "$(dirname "$0")/.."
urna=build/release/urna
record=benchmarks/instructions.txt
election=tests/data/wieliczka_2023.pb
command -v valgrind >/dev/null || { echo "valgrind is missing: install Debian's package valgrind" >&2; exit 2; }
[ -x $urna ] || { echo "$urna is missing: cmake --preset release && cmake --build --preset release" >&2; exit 2; }

count() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null \
    --toggle-collect='urna::cli::RunTally*' $urna tally $election --json "$@" 2>&1 >/dev/null |
    sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}
# Name, then arguments. `approval` is mostly reading.
cases=(
  "approval --rule approval"
  "equal-shares --rule equal-shares"
  "add1-then-greedy --rule equal-shares --param completion=add1 --param then=greedy"
  "phragmen --rule phragmen"
  "bounded-overspending --rule bounded-overspending"
  "maximin-support --rule maximin-support"
  "max-welfare --rule max-welfare"
)
counted=$(for case in "${cases[@]}"; do
  # shellcheck disable=SC2086
  set -- $case
  name=$1
  shift
  echo "$name $(count "$@")"
done)

if [ "${1:-}" = --record ]; then
  echo "$counted" >$record
  cat $record
  exit
fi
status=0
while read -r name now; do
  before=$(sed -n "s/^$name //p" $record)
  printf '%-22s %15d  %+.1f %%\n' "$name" "$now" "$(awk "BEGIN { print 100 * ($now - $before) / $before }")"
  [ $((now * 100)) -le $((before * 105)) ] || status=1
done <<<"$counted"
exit $status
