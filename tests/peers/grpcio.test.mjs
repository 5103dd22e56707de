// gRPC's client for Python: Debian's python3-grpcio, on the wire format of tests/independent.
import assert from "node:assert/strict";
import { test } from "node:test";
import { join } from "node:path";
import { ballot, election, grpc, root, run, work } from "./support/world.mjs";

const script = `
import sys, grpc
sys.path.insert(0, sys.argv[1])
import protobuf
channel = grpc.insecure_channel(sys.argv[2])
def call(method, request, answer, **values):
    stub = channel.unary_unary("/urna.v1." + method)
    return protobuf.decode(answer, stub(protobuf.encode(request, **values), timeout=30))
ballot = open(sys.argv[4], "rb").read()
cast = call("Ballots/CastBallot", "CastBallotRequest", "CastBallotResponse", process=sys.argv[3], ballot=ballot)
assert call("Ballots/GetBallot", "GetBallotRequest", "Ballot", name=cast.name).ballot == ballot
try:
    call("Ballots/GetBallot", "GetBallotRequest", "Ballot", name=cast.name[:-1] + "!")
except grpc.RpcError as error:
    print(error.code().name)
`;

test("grpcio casts a ballot, finds it, and is told an error", async () => {
  const voter = 16;
  assert.ok(ballot(voter).length > 0);
  const { stdout, stderr, code } = await run("/usr/bin/python3", [
    "-B",
    "-c",
    script,
    join(root, "tests", "independent"),
    grpc,
    election,
    join(work, "ballots", String(voter)),
  ]);
  assert.equal(code, 0, stderr);
  assert.equal(stdout.trim(), "INVALID_ARGUMENT");
});
