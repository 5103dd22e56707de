// How a caller says how long it waits.
import { Ledger } from "../gen/urna/v1/ledger_service_pb.js";
import { ended } from "../support/expect.mjs";
import { call, formats } from "../support/protocols.mjs";
import { election } from "../support/world.mjs";

const suite = {};
const add = (name, format, timeout, code, fields) => {
  suite[`Timeouts/${name}/${timeout || "empty"}`] = async () =>
    ended(
      await call(formats[format], Ledger.method.getCheckpoint, { process: election }, { timeout, fields }),
      formats[format],
      code,
    );
};

for (const timeout of ["60000", "9999999999"]) add("connect", "connect/json", timeout, "ok");
for (const timeout of ["0"]) add("connect", "connect/proto", timeout, "deadline_exceeded");
for (const timeout of ["12345678901", "-1", "1.5", "10s", "+5", "", "0x10"])
  add("connect/malformed", "connect/json", timeout, "invalid_argument");
for (const timeout of ["1H", "99999999H", "1M", "30S", "30000m", "30000000u"]) add("grpc-web", "grpc-web/proto", timeout, "ok");
for (const timeout of ["0H", "0S", "0m", "0u", "0n", "1n"]) add("grpc-web", "grpc-web/proto", timeout, "deadline_exceeded");
for (const timeout of ["123456789S", "1", "S", "-1S", "1s", "1 S", ""])
  add("grpc-web/malformed", "grpc-web/proto", timeout, "invalid_argument");
// Two values are none of the protocol's numbers.
add("duplicate", "connect/json", "60000", "invalid_argument", [["connect-timeout-ms", "1"]]);

export default suite;
