// What a page does: Connect's client for browsers, called by the test from outside.
import { ConnectError, createClient } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-web";
import { ErrorInfoSchema } from "../gen/google/rpc/error_details_pb.js";
import { Ballots } from "../gen/urna/v1/ballots_service_pb.js";
import { Eligibility } from "../gen/urna/v1/eligibility_service_pb.js";
import { Ledger } from "../gen/urna/v1/ledger_service_pb.js";
import { Processes } from "../gen/urna/v1/processes_service_pb.js";

const transports = {
  connect: (baseUrl) => createConnectTransport({ baseUrl, useBinaryFormat: true }),
  json: (baseUrl) => createConnectTransport({ baseUrl }),
  get: (baseUrl) => createConnectTransport({ baseUrl, useHttpGet: true }),
  "grpc-web": (baseUrl) => createGrpcWebTransport({ baseUrl }),
};

globalThis.visit = async (format, { http, process, electorate, ballot, contest, token }) => {
  const transport = transports[format](http);
  const processes = createClient(Processes, transport);
  const headers = { authorization: `Bearer ${token}` };
  const { processes: found } = await processes.listProcesses({});
  const { title } = await processes.getContest({ name: contest }, { headers });
  const { checkpoint } = await createClient(Ledger, transport).getCheckpoint({ process });
  let roll = 0;
  for await (const { data } of createClient(Eligibility, transport).readRoll({ electorate })) roll += data.length;
  const cast = await createClient(Ballots, transport).castBallot({ process, ballot: Uint8Array.from(ballot) });
  const error = ConnectError.from(await processes.getProcess({ name: "processes/none" }).catch((one) => one));
  return {
    names: found.map(({ name }) => name),
    title: title[0].text,
    checkpoint: new TextDecoder().decode(checkpoint),
    roll,
    receipt: new TextDecoder().decode(cast.receipt),
    error: { code: error.code, reason: error.findDetails(ErrorInfoSchema)[0]?.reason },
  };
};
