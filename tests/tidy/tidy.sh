#!/usr/bin/env bash
# Style as a test: what a review would otherwise have to say again and again. Reads tracked files only.
set -euo pipefail
# The last command of a pipeline runs in this shell: what complain notes there outlives the pipeline.
shopt -s lastpipe
cd "$(dirname "$0")/../.."
faults=0
# complain WHAT: prints the lines on standard input, if any, under a heading.
complain() {
  local lines
  lines=$(cat)
  [ -z "$lines" ] && return
  printf '%s\n%s\n\n' "$1" "$lines"
  faults=1
}
sources() { git ls-files -- "$@" | while read -r f; do [ -f "$f" ] && echo "$f"; done; }
# includes ROOM PATTERN...: files of a room that include what matches.
includes() {
  local room=$1 pattern=$2
  sources "$room/*.h" "$room/*.cc" | xargs -r grep -HnE "#include [<\"]($pattern)" || true
}

# Arrows run downward only: what links decides for our own headers; these are the libraries.
for room in crypto tallying ledger storage services cli; do
  includes "$room" 'rocksdb/' | { grep -v '^storage/rocks/' || true; } | complain "Only storage/rocks knows RocksDB:"
done
# base and the rooms of what handlers do, so that HTTP reaches them too, and ThreadSanitizer.
for room in crypto tallying ledger storage services/{base,identity,append,files,journal,records,drafting,planning,rolls,sealing,voting,counting,simulating,publishing,proposals,pages,api,http}; do
  includes "$room" 'grpc|grpcpp/|.*\.grpc\.pb\.h' | complain "Only services/grpc, services/server and cli/ know gRPC:"
done
for room in crypto tallying ledger storage services cli; do
  includes "$room" 'prometheus/' | { grep -v '^services/metrics/' || true; } | complain "Only services/metrics knows Prometheus:"
done
for room in crypto tallying storage; do
  includes "$room" 'urna/|google/' | complain "$room/ knows nothing of the API's messages:"
done
for room in tallying storage; do
  includes "$room" 'sodium|decaf|crypto/' | complain "$room/ knows no cryptography:"
done
includes crypto 'tallying/|ledger/|storage/|services/' | complain "crypto/ knows nothing of voting:"

sources '*.h' '*.cc' '*.proto' '*.sh' '*.mjs' '*.cmake' '*.txt' | grep -v '^tests/tidy/' |
  xargs -r grep -HnwE 'TODO|FIXME|XXX|HACK' | complain "Unfinished marks:" || true
sources '*.h' '*.cc' | xargs -r grep -HnE 'DISABLED_|GTEST_SKIP|EXPECT_TRUE\(true\)' |
  complain "Tests that are skipped or cannot fail:" || true
# Those that kill a real process at a moment nobody chose, or wait for one to start, are right however long they sleep;
# so is a store that is slow because a test asked for it.
sources 'tests/*.h' 'tests/*.cc' | grep -vE '(kill_test|chaos_test|crash_test|server_process|server_calls|support/faulty_store|storage/postgres/(fencing|uncertain)_test|support/(cutting_proxy|postgres_server))\.cc$' | xargs -r grep -HnE 'sleep_for|sleep_until|usleep|SleepFor' |
  complain "A test may not sleep to be right:" || true
sources '*.h' '*.cc' '*.mjs' | xargs -r wc -l | awk '$2 != "total" && $1 > 700 { print $2 ": " $1 " lines" }' |
  complain "Long files (one idea each):"
sources '*.h' '*.cc' | xargs -r grep -HnE 'absl::(StrCat|StrAppend|StrJoin|StrFormat|Substitute)' |
  complain "Text is joined by fmt::format alone:" || true
# What `[]` gives of a temporary, a `json` or a map, is gone before the first turn.
sources '*.h' '*.cc' | xargs -r grep -HnE '\bfor \([^;]*[^:]: [A-Za-z_:]+\([^; ]*\)\[' |
  complain "Loops over a part of what is gone:" || true
sources '*.h' | xargs -r grep -LE '^#pragma once$' |
  complain "Headers that may be included twice:" || true
# The compiler checks ours, and how many processors there are is asked in one place.
sources 'services/*' 'storage/*' 'cli/*' 'ledger/*' | grep -E '\.(h|cc)$' |
  xargs -r grep -HnE 'std::(shared_)?mutex|std::condition_variable|hardware_concurrency' |
  complain "Locks and processors beside those of concurrency/:" || true
sources '*.h' '*.cc' '*.mjs' '*.md' '*.proto' '*.sh' '*.toml' '*.json' '*.yaml' '*.example' | xargs -r grep -HnE 'https?://(registry\.|[a-z.]*mirror)' |
  complain "Names of package registries:" || true
exit $faults
