import { call } from "../../api/call.js";

let asked: Promise<boolean> | undefined;

/** Whether this server sends mail: asked once for all pages of a visit. */
export function mailIsSent(): Promise<boolean> {
  asked ??= call("Messages", "getMessaging", {}).then(({ enabled }) => enabled === true);
  asked.catch(() => (asked = undefined));
  return asked;
}
