#!/usr/bin/env bash
# Holds an election of two code registrars with the given program. The ballots, of every format, are cast by
# cast_ballot.py, which shares no code with it, some of them in one chain with ballots of `urna vote`. The
# program must refuse what refusals.py sends, count the rest as it was meant, and say of each receipt what
# verify_log.py says. Takes minutes: each step with a key file unseals it, and voting must last until all is set up.
#
#   tests/independent/cast.sh URNA
set -euo pipefail
[ $# = 1 ] || { echo "usage: $0 URNA" >&2; exit 2; }
urna=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
python=/usr/bin/python3  # Debian's, which has python3-grpcio
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill $server 2>/dev/null || true; rm -rf "$work"' EXIT
export TMPDIR=$work PYTHONDONTWRITEBYTECODE=1 URNA_PASSPHRASE=test
cd "$work"

"$python" "$here/cast_ballot.py" --self-test
"$python" "$here/selection_test.py" 2>&1 | tail -3

# What one step with a key file takes here tells how long voting must last: no trustee signs a closing earlier.
began=$(date +%s%N)
for i in 1 2; do "$urna" registrar keygen --key registrar$i.key > registrar$i.pub; done
"$urna" authority keygen --key authority.key > authority.pub
for i in 1 2; do "$urna" trustee keygen --key trustee$i.key > trustee$i.pub; done
step=$((($(date +%s%N) - began) / 5000000))
end=$(($(date -u +%s) + 60 + step * 18 / 1000))
echo "a step takes $step ms; voting ends in $((end - $(date -u +%s))) s"

project() { printf '  { id = "%s", title = "%s", cost = %s },\n' "$1" "$1" "$2"; }
contest() {  # id, rule, format, number of projects
  printf '[[contests]]\nid = "%s"\ntitle = "%s"\narea = "street"\nbudget = 10000\n' "$1" "$1"
  printf 'rule = "%s"\nballot = { %s }\n' "$2" "$3"
  printf 'tie_break = "order"\nminimum_ballots = 1\nprojects = [\n'
  for n in $(seq 0 $(($4 - 1))); do project "p$n" $((100 + n)); done
  printf ']\n\n'
}
cat > process.toml <<TOML
id = "independent"
title = { en = "Independent" }
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
contests = ["approval", "many", "cumulative", "scoring", "graded", "ordinal", "ranked", "one", "extra"]

[[electorates]]
id = "elsewhere"
title = "Elsewhere"
code_registrars = 1
contests = ["approval"]

$(contest approval equal-shares 'format = "approval", max_length = 4' 10)
$(contest many equal-shares 'format = "approval", max_length = 2' 300)
$(contest cumulative greedy 'format = "cumulative", max_points = 5, max_sum_points = 9' 5)
$(contest scoring greedy 'format = "scoring", max_points = 255' 45)
$(contest graded greedy 'format = "scoring", max_points = 10, max_length = 3' 40)
$(contest ordinal greedy 'format = "ordinal"' 5)
$(contest ranked greedy 'format = "ordinal", max_length = 3' 260)
$(contest one approval 'format = "choose-1"' 70)
$(contest extra approval 'format = "choose-1"' 2)

[[contest_groups]]
contests = ["one", "extra"]
max = 1
$(for i in 1 2; do printf '\n[[registrars]]\nid = "registrar%s"\n' $i; cat registrar$i.pub; done)

[[authorities]]
id = "authority"
$(cat authority.pub)
$(for i in 1 2; do printf '\n[[trustees]]\nid = "trustee%s"\n' $i; cat trustee$i.pub; done)
TOML
printf 'name = "localhost"\ndata_dir = "%s/store"\nlisten = ["127.0.0.1:0"]\n' "$work" > urna.toml
(umask 077; "$urna" init --config urna.toml > admin.token 2> server.log)
"$urna" serve --config urna.toml --ready-file ready 2> server.log &
server=$!
until [ -s ready ]; do kill -0 $server; sleep 0.1; done
URNA_SERVER=$(head -1 ready) URNA_TOKEN=$(cat admin.token)
export URNA_SERVER URNA_TOKEN

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
cat > people.csv <<'CSV'
person,name,address,electorate
P-1,Ada,1 Street,street
P-2,Blaise,2 Street,street
P-3,Chloé,3 Street,street
P-4,Dora,4 Street,elsewhere
P-5,Émile,5 Street,street
P-6,Fatou,6 Street,street
CSV
grep -v elsewhere people.csv > people2.csv  # an electorate with one code registrar is none of the second's business
cp people.csv people1.csv
quietly "$urna" registrar roll-key --out roll.key
both "$urna" registrar issue people%.csv --election-id "$election" --roll-key roll.key --number % --out letters%
both "$urna" registrar upload --process independent --key registrar%.key --registrar registrar% --parts letters% \
  --election-id "$election"
quietly "$urna" admin freeze independent
for _ in 1 2 3; do both "$urna" trustee ceremony --process independent --key trustee%.key; done
both "$urna" trustee approve --process independent --key trustee%.key --yes
both "$urna" registrar approve --process independent --key registrar%.key --parts letters% --yes
quietly "$urna" authority approve --process independent --key authority.key --yes
quietly "$urna" admin seal independent
quietly "$urna" authority open --process independent --key authority.key
echo "open, $((end - $(date -u +%s))) s left"

letter() {  # what is printed for a person by a registrar: the code, or the slot; empty where there is no letter
  "$python" -c 'import csv, sys
rows = csv.DictReader(open(sys.argv[1], newline=""))
print(*(row[sys.argv[3]] for row in rows if sys.argv[2] in row.values()))' "letters$2/letters.csv" "P-$1" "$3"
}
for p in 1 2 3 4 5 6; do for j in 1 2; do letter $p $j code > code.$p.$j; done; done

cast() {  # name of the receipt, number of the person, contest, choices
  local out=$1 person=$2 contest=$3 codes=() j; shift 3
  for j in 1 2; do [ -z "$(cat code."$person".$j)" ] || codes+=(--code "$(cat code."$person".$j)"); done
  "$python" "$here/cast_ballot.py" --server "$URNA_SERVER" --process processes/independent --out "$out" \
    "${codes[@]}" --contest "$contest" "$@" > "$out.log" 2>&1 || { cat "$out.log"; return 1; }
}
by_program() {  # the same
  local out=$1 person=$2 contest=$3; shift 3
  quietly "$urna" vote --process independent --out "$out" --code-fd 3 --code-fd 4 --contest "$contest" "$@" \
    3< "code.$person.1" 4< "code.$person.2" < /dev/null
}
vote() { by_program "$@" --yes; }
refused() {  # the reason, arguments of cast
  local reason=$1 log; shift
  if log=$(cast "$@"); then echo "WRONG: $* was not refused"; exit 1; fi
  case $log in *"$reason"*) echo "ok    refused: $reason" ;; *) echo "WRONG: $log, not $reason"; exit 1 ;; esac
}

# A payload that breaks a rule of 6.1 or a limit of the contest: it counts as invalid.
wrong() { cast "$1" "$2" "$3" --payload "$4"; }
cast approval1 1 approval --choice p0 --choice p9
vote approval2 1 approval --choice p3
cast approval3 1 approval --choice p1 --choice p8
vote approval4 2 approval --choice p2
cast approval5 2 approval
cast approval6 4 approval --choice p9
wrong approval7 3 approval 011f  # five of at most four
cast many1 1 many --choice p299 --choice p0
vote many2 2 many --choice p255 --choice p256
wrong many3 3 many 04010001000001  # not in order
cast cumulative1 1 cumulative --choice p0=5 --choice p4=4
cast cumulative2 2 cumulative
wrong cumulative3 3 cumulative 020505  # ten points of nine
cast scoring1 1 scoring --choice p44=255 --choice p0=1
vote scoring2 2 scoring --choice p40=7
cast scoring3 3 scoring
cast graded1 1 graded --choice p39=10 --choice p1=1
vote graded2 2 graded --choice p20=3
wrong graded3 3 graded 04050000  # no points
cast ordinal1 1 ordinal --choice p4 --choice p0 --choice p1 --choice p2 --choice p3
cast ordinal2 2 ordinal
wrong ordinal3 3 ordinal 03  # not ended
cast ranked1 1 ranked --choice p259 --choice p0 --choice p7
vote ranked2 2 ranked --choice p258 --choice p1
wrong ranked3 3 ranked 04000001010003  # the second rank is missing
cast one1 1 one --choice p69
cast one2 2 one
wrong one3 3 one 04000001010001  # two projects
cast extra1 5 extra --choice p1
wrong approval8 6 approval 0100fc  # bits of no project
wrong many4 6 many 04000002  # two points of an approval
wrong cumulative4 6 cumulative 0206  # six points of five
wrong graded4 6 graded 04000001000000010001  # bytes after the end
wrong ordinal4 6 ordinal 03ff01  # bytes after the end
wrong ranked4 6 ranked 04000001010001  # two of one rank
wrong one4 6 one 04000002  # two points of a choice

# A challenged ballot of the program, on a second device.
by_program opening 2 many --choice p7 --choice p8 --challenge --full-tracker
shown=$(sed -n 's/^full tracker urna2://p' step.log)
opened() {
  "$python" "$here/cast_ballot.py" --server "$URNA_SERVER" --process processes/independent --opening opening \
    --tracker "$1" 2>&1 || true
}
opened "$shown" | grep -q '^opened: 04070001080001' || { echo "WRONG: the opening"; opened "$shown"; exit 1; }
opened "${shown:1}a" | grep -q "another ballot's" || { echo "WRONG: an opening with another tracker"; exit 1; }
echo "ok    an opened ballot"
echo "cast, $((end - $(date -u +%s))) s left"

refused "not entitled" refused1 4 many
refused "is cast" one1 1 one
mv code.1.2 kept; cp code.2.2 code.1.2
refused "different people" refused2 1 one
cp code.1.1 code.1.2
refused "wrong check character" refused3 1 one
: > code.1.2
refused "has 2 codes" refused4 1 one
mv kept code.1.2
refused "proves why: CHOICE_GROUP" refused5 1 extra
"$python" "$here/refusals.py" "$URNA_SERVER" processes/independent approval approval3 approval4 \
  "$(cat code.1.1)" "$(cat code.1.2)" | tee refusals.log
! grep -q WRONG refusals.log || exit 1
quietly "$urna" authority revoke --process independent --key authority.key --slot "$(letter 5 1 slot)" --reason 1
refused "proves why: REVOKED" refused6 5 one
grep -q 'earlier ballot 2:' approval3.log || { echo "WRONG: the program's ballot was not found"; exit 1; }

left=$((end - $(date -u +%s)))
[ "$left" -gt 0 ] || { echo "voting ended before all had voted"; exit 1; }
quietly "$urna" authority close --process independent --key authority.key
refused "proves why: CLOSED" refused7 2 many
left=$((end - $(date -u +%s)))
echo "closed; counting in $left s"
[ "$left" -lt 0 ] || sleep $((left + 1))
groups=$("$urna" closing --process independent 2> closing.log)
both "$urna" trustee close --process independent --key trustee%.key --closing "$groups"
quietly "$urna" authority sign-closing --process independent --key authority.key --closing "$groups" --yes
for i in 1 2; do quietly "$urna" trustee mix --process independent --key trustee$i.key; done
both "$urna" trustee decrypt --process independent --key trustee%.key
quietly "$urna" trustee tally --process independent --key trustee1.key
quietly "$urna" bundle fetch --process independent --out bundle
kill $server
wait $server || true
server=

receipts=()
for log in *[0-9].log; do [ ! -f "${log%.log}" ] || [ "$log" = extra1.log ] || receipts+=(--receipt "${log%.log}"); done
for by in approval2 approval4 many2 scoring2 graded2 ranked2; do receipts+=(--receipt "$by"); done
vkey=$("$python" -c 'import json; print(json.load(open("one1"))["log_vkey"])')
"$urna" verify bundle --vkey "$vkey" "${receipts[@]}" > audit || { cat audit; exit 1; }
"$python" "$here/verify_log.py" bundle --vkey "$vkey" --receipts-from-log "${receipts[@]}" --receipt extra1 > check ||
  { cat check; exit 1; }

if "$urna" verify bundle --vkey "$vkey" --receipt extra1 > cancelled; then
  echo "WRONG: a cancelled ballot is counted"
  exit 1
fi

"$python" - "$here" "$groups" <<'PY'
import json, pathlib, sys

sys.path.insert(0, sys.argv[1])
import protobuf

# What the valid ballots are, as the Pabulib file has them, and how many are invalid.
MEANT = {
    "approval": (["p1,p8", "", "p9"], 2),
    "many": (["p0,p299", "p255,p256"], 2),
    "cumulative": (["p0,p4;5,4", ";"], 2),
    "scoring": (["p0,p44;1,255", "p40;7", ";"], 0),
    "graded": (["p1,p39;1,10", "p20;3"], 2),
    "ordinal": (["p4,p0,p1,p2,p3", ""], 2),
    "ranked": (["p259,p0,p7", "p258,p1"], 2),
    "one": (["p69", ""], 2),
}
bundle, wrong = pathlib.Path("bundle"), 0


def check(name, got, meant):
    global wrong
    wrong += got != meant
    print(f"{'ok   ' if got == meant else 'WRONG'} {name}: {got}{'' if got == meant else f', not {meant}'}")


def count(lines, *words):
    return [sum("receipt" in line and word in line for line in lines) for word in words]


config = protobuf.decode("Config", (bundle / "config").read_bytes(), canonical=True)
check("k", config.width, 2)  # the longest ballots, of the contest scoring, have 46 bytes
for contest in config.contests:
    if contest.id not in MEANT:
        status = json.loads((bundle / f"result/{contest.number}.tally").read_text())["status"]
        check(f"contest {contest.id}", status, "TOO_FEW_BALLOTS")
        continue
    votes = (bundle / f"result/{contest.number}.pb").read_text().split("VOTES\n")[1].splitlines()[1:]
    invalid = json.loads((bundle / f"result/{contest.number}.tally").read_text())["invalid"]
    got = sorted(vote.split(";", 1)[1] for vote in votes), invalid
    check(f"contest {contest.id}", got, (sorted(MEANT[contest.id][0]), MEANT[contest.id][1]))
check_lines = pathlib.Path("check").read_text().splitlines()
audit = pathlib.Path("audit").read_text().splitlines() + pathlib.Path("cancelled").read_text().splitlines()
check("fates", count(check_lines, ": counted", ": replaced", ": cancelled"), [32, 3, 1])
check("the program's fates", count(audit, "counted", "replaced", "cancelled"), [32, 3, 1])
check("closing hash", [line for line in check_lines if line.startswith("closing hash")], [f"closing hash: {sys.argv[2]}"])
check("faults", [line for line in check_lines if line.startswith("FAULT")], [])
sys.exit(wrong != 0)
PY
