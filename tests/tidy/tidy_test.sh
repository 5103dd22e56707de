#!/usr/bin/env bash
# The style test itself: it passes over a clean tree, and fails, naming the line, for every rule that it states.
set -euo pipefail
tidy=$(cd "$(dirname "$0")" && pwd)/tidy.sh
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
cd "$tree"
git init -q
mkdir -p tests/tidy crypto ledger services services/append services/counting cli storage/rocks tallying tests/ledger
cp "$tidy" tests/tidy/tidy.sh
printf '#pragma once\n#include "crypto/hash.h"\n' > ledger/fine.h
printf 'int Fine();\n' > ledger/fine.cc
printf '#include <rocksdb/db.h>\n' > storage/rocks/fine.cc
git add .
failed=0
if ! tests/tidy/tidy.sh; then
  echo "a clean tree is refused"
  failed=1
fi
# All faults stand in one tree, each in a file of its own: `refused HEADING FILE TEXT` adds one, and what is expected of it.
expected=()
refused() {
  local file="${2%.*}_${#expected[@]}.${2##*.}"
  mkdir -p "$(dirname "$file")"
  printf '%b' "$3" > "$file"
  git add "$file"
  expected+=("$1|$file")
}
# Written so that this file does not hold what it looks for.
mark='TO''DO'
for room in crypto tallying ledger storage storage/engines services services/server cli; do
  refused 'Only storage/rocks knows RocksDB:' $room/a.cc '#include <rocksdb/db.h>\n'
done
for room in crypto ledger storage services/base services/server cli; do
  refused 'Only services/metrics knows Prometheus:' $room/a.cc '#include <prometheus/exposer.h>\n'
done
for room in crypto tallying ledger storage services/append services/counting services/http; do
  refused 'Only services/grpc, services/server and cli/ know gRPC:' $room/a.cc '#include <grpcpp/grpcpp.h>\n'
done
for room in crypto tallying storage; do
  refused "$room/ knows nothing of the API's messages:" $room/a.h '#pragma once\n#include "urna/v1/config.pb.h"\n'
done
for room in tallying storage; do
  refused "$room/ knows no cryptography:" $room/a.cc '#include <sodium.h>\n'
done
refused 'crypto/ knows nothing of voting:' crypto/a.cc '#include "ledger/leaf.h"\n'
refused 'Unfinished marks:' ledger/a.cc "// $mark: later\n"
refused 'Tests that are skipped or cannot fail:' tests/ledger/a_test.cc 'TEST(A, DISABLED_B) {}\n'
refused 'A test may not sleep to be right:' tests/ledger/a_test.cc 'void F() { usleep(1); }\n'
refused 'Loops over a part of what is gone:' tests/ledger/a_test.cc 'void F() { for (const json& one : Parsed(Text())["all"]) G(one); }\n'
refused 'Long files (one idea each):' ledger/a.cc "$(printf '//\\n%.0s' $(seq 701))"
refused 'Headers that may be included twice:' ledger/a.h 'int F();\n'
refused 'Locks and processors beside those of concurrency/:' services/a.h '#pragma once\nstd::mutex m;\n'
refused 'Names of package registries:' a.md 'https://registry''.example.org\n'
if tests/tidy/tidy.sh > said.txt; then
  echo "a tree full of faults passes"
  failed=1
fi
for one in "${expected[@]}"; do
  # A heading, then the lines that it is about, then an empty one.
  if ! awk -v heading="${one%%|*}" -v file="${one#*|}" 'BEGIN { RS = ""; FS = "\n" }
      $1 == heading { for (i = 2; i <= NF; i++) if (index($i, file ":") == 1 || $i == file) found = 1 } END { exit !found }' said.txt; then
    echo "does not say: ${one%%|*} (${one#*|})"
    failed=1
  fi
done
exit $failed
