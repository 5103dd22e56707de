#!/usr/bin/env bash
# Installs what Urna is built from, on Debian 12. Idempotent: what is there already is left alone, and
# the package registry is not asked when nothing is missing.
#
#   deploy/dependencies.sh            to build and run
#   deploy/dependencies.sh --tests    to run the tests as well
set -euo pipefail

packages=(
  # Tools. clang builds in a third of g++'s time; either will do.
  cmake ninja-build pkg-config ccache g++ clang-19 lld-19
  # The API.
  libgrpc++-dev libprotobuf-dev protobuf-compiler protobuf-compiler-grpc
  # Cryptography, exact numbers, the store.
  libsodium-dev libdecaf-dev libssl-dev libgmp-dev librocksdb-dev libpq-dev libmimalloc-dev
  # HTTP: Beast and Asio, and what packs its bodies.
  libboost1.81-dev zlib1g-dev
  # Log-ins: signed tokens; what asks providers and sends mail.
  librhonabwy-dev libcurl4-openssl-dev
  # The rest.
  libabsl-dev libfmt-dev libspdlog-dev libcli11-dev libtomlplusplus-dev nlohmann-json3-dev libcsv-dev
  libutf8proc-dev prometheus-cpp-dev libxapian-dev
  # What decodes images, and locks itself in.
  libjpeg62-turbo-dev libpng-dev libwebp-dev liblcms2-dev libseccomp-dev
  # The README's first hour calls the server with it.
  curl
  # The build describes the tests and benchmarks too.
  libgtest-dev libgmock-dev librapidcheck-dev libbenchmark-dev
)
if [ "${1:-}" = --tests ]; then
  packages+=(clang-format-19 libclang-rt-19-dev valgrind faketime python3 python3-grpcio git ca-certificates)
  # Clients and proxies of others, which call the server in tests/peers.
  packages+=(openssl jq chromium fonts-dejavu nginx-light haproxy)
  # The database that the store's tests start, and kill.
  packages+=(postgresql-15)
  # Mail servers, which tests/peers starts for itself.
  packages+=(exim4-daemon-light dovecot-imapd)
  # For buf and the peers, from the npm registry; an npm of another origin will do.
  command -v npm >/dev/null || packages+=(nodejs npm)
fi

missing=()
for package in "${packages[@]}"; do
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" != 0 ]; then
    echo "These packages are missing; install them as root: ${missing[*]}" >&2
    exit 1
  fi
  echo "Installing: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  # What comes with a service does not begin it here.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then
    trap 'rm -f $policy' EXIT
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod +x $policy
  fi
  apt-get update -qq
  # A machine that has a mail server of its own keeps it.
  apt-get install -y -qq --no-install-recommends --no-remove "${missing[@]}" >/dev/null
fi

# An older libsodium takes Ed25519 points with a torsion component (CVE-2025-69277). Urna's self-test
# refuses it; better to hear of it here.
sodium=$(dpkg-query -W -f '${Version}' libsodium23 2>/dev/null || true)
if [ -z "$sodium" ] || dpkg --compare-versions "$sodium" lt 1.0.18-1+deb12u1; then
  if [ "$(id -u)" = 0 ]; then
    echo "Updating libsodium to the version with the fix of CVE-2025-69277"
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends libsodium23 libsodium-dev >/dev/null
  fi
fi
if [ "${1:-}" = --tests ]; then "$(dirname "$0")/../tests/peers/install.sh"; fi
echo "Dependencies are installed."
