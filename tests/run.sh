#!/usr/bin/env bash
# Installs what it needs, builds, and runs every test. Idempotent.
#
#   tests/run.sh                ordinary: the release build and every test that ends soon
#   tests/run.sh --wide         after them those of tests/wide.txt, whole elections and people in a browser among them
#   tests/run.sh --long         after both the tests that take minutes each
#   tests/run.sh --sanitizers   the suite again under ASan+UBSan, the concurrent parts under TSan (slow)
#
# URNA_PABULIB may name a folder of Pabulib elections with their results in golden/: the tallying tests
# then cover them too.
set -euo pipefail
cd "$(dirname "$0")/.."
say() { printf '\n== %s\n' "$*"; }
wide=no long=no sanitizers=no
case "${1:-}" in
  "") ;;
  --wide) wide=yes ;;
  --long) wide=yes long=yes ;;
  --sanitizers) wide=yes sanitizers=yes ;;
  *) sed -n '2,/^set/{/^set/d;s/^#//;p}' "$0" >&2; exit 2 ;;
esac

say "Dependencies"
deploy/dependencies.sh --tests

say "Build"
cmake --preset release
cmake --build --preset release

say "Style"
tests/tidy/tidy.sh

say "The API's contract"
tools/buf.sh lint
tools/buf.sh breaking --against tests/data/api_v1.binpb
# What was added since is a promise from the day on which it is in.
tools/buf.sh breaking tests/data/api_v1.binpb --against . || {
  echo "proto/ has what tests/data/api_v1.binpb has not: tools/buf.sh build --exclude-source-info -o tests/data/api_v1.binpb" >&2
  exit 1
}

wide_tests=$(grep -v '^#' tests/wide.txt | paste -sd '|')
say "Tests"
ctest --preset release -E "$wide_tests"

if [ "$wide" = yes ]; then
  say "Tests that take longer"
  ctest --preset release -R "$wide_tests"
fi

if [ "$long" = yes ]; then
  say "Tests that take minutes"
  ctest --preset long
fi

if [ "$sanitizers" = yes ]; then
  say "Address and undefined behaviour sanitizers"
  cmake --preset asan
  cmake --build --preset asan
  # A fault that one sanitizer finds must not keep from the reader what the other would.
  failed=""
  LSAN_OPTIONS="suppressions=$PWD/tests/lsan.supp" \
    ctest --test-dir build/asan --output-on-failure -j2 -LE "^long$" || failed="$failed address"
  say "Thread sanitizer, where nothing uninstrumented runs in between"
  cmake --preset tsan
  cmake --build --preset tsan --target crypto_test storage_test services_append_test services_threads_test \
    services_http_threads_test
  TSAN_OPTIONS="suppressions=$PWD/tests/tsan.supp halt_on_error=1" \
    ctest --test-dir build/tsan --output-on-failure -j2 -LE "^long$" \
    -R '^(crypto|storage|services/append|services/threads|services/http/threads)/' || failed="$failed thread"
  if [ -n "$failed" ]; then
    say "Tests failed under these sanitizers:$failed"
    exit 1
  fi
fi
say "All tests passed"
