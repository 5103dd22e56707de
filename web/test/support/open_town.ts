// One town for all tests that change nothing of it, or only what is theirs, and a hamlet with more voters.
import { TownServer } from "./server.ts";

export default async function openTown(): Promise<() => Promise<void>> {
  const servers = await Promise.all([TownServer.open(), TownServer.open(24)]);
  for (const [i, name] of ["URNA_TOWN", "URNA_HAMLET"].entries()) process.env[name] = JSON.stringify(servers[i]?.town);
  return async () => {
    await Promise.all(servers.map((server) => server.close()));
  };
}
