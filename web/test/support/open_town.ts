// One town for all tests that change nothing of it, or only what is theirs.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { TownServer } from "./server.ts";

export default async function openTown(): Promise<() => Promise<void>> {
  const server = await TownServer.open();
  writeFileSync(join(server.town.work, "taken"), "");
  process.env["URNA_TOWN"] = JSON.stringify(server.town);
  return () => server.close();
}
