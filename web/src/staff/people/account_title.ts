import type { AccountJson } from "@urna/protocol/gen/urna/v1/people_service_pb";
import { idOf } from "../../api/lists.js";
import type fr from "./words.fr.js";

/** What somebody is called whom the server knows by a log-in: their name, else their address, else that of their account. */
export function accountTitle({ name, displayName = "", mail = "" }: AccountJson, t: typeof fr): string {
  return displayName || mail || t.accountOf(idOf(name));
}
