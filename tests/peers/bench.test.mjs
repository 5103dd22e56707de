// The measurement of both doors casts by each of them, and has every receipt checked.
import assert from "node:assert/strict";
import { test } from "node:test";
import { run, urna } from "./support/world.mjs";

test("urna bench cast --http has half of the ballots cast over each door", async () => {
  const { stdout, stderr, code } = await run(urna, [
    "bench",
    "cast",
    "--http",
    "--ballots",
    "120",
    "--connections",
    "4",
    "--json",
  ]);
  assert.equal(code, 0, stderr);
  const { ballots, receipts_checked: checked, doors } = JSON.parse(stdout);
  assert.deepEqual([ballots, checked, doors.gRPC.ballots, doors.HTTP.ballots], [120, 120, 60, 60]);
  for (const { seconds, server_cpu_us_per_call: cpu } of Object.values(doors)) assert.ok(seconds > 0 && cpu > 0);
});
