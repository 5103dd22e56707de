import type { OutboxMessageJson } from "@urna/protocol/gen/urna/v1/messages_service_pb";
import type { IconName } from "../../design/icons.js";
import type fr from "./words.fr.js";

interface Look {
  readonly state: "ok" | "bad" | "warn" | "now" | undefined;
  readonly icon: IconName;
}

/** How the word for a message's state looks. */
export function lookOf({ state }: OutboxMessageJson): Look {
  switch (state) {
    case "MESSAGE_STATE_SENT":
      return { state: "ok", icon: "done" };
    case "MESSAGE_STATE_FAILED":
      return { state: "bad", icon: "remove" };
    case "MESSAGE_STATE_BOUNCED":
      return { state: "bad", icon: "back" };
    case "MESSAGE_STATE_UNCERTAIN":
      return { state: "warn", icon: "help" };
    case "MESSAGE_STATE_SENDING":
      return { state: "now", icon: "next" };
    default:
      return { state: undefined, icon: "clock" };
  }
}

/** Why it stands so, and what comes next; empty where its state says all. */
export function reasonText(message: OutboxMessageJson, t: typeof fr, moment: (time: string) => string): string {
  const { state, fault = "MESSAGE_FAULT_UNSPECIFIED", attempts = 0, replyCode = 0, dueTime, sendTime } = message;
  const said = replyCode === 0 ? [] : [t.reply(replyCode)];
  switch (state) {
    case "MESSAGE_STATE_WAITING":
      return [...(attempts === 0 ? [] : [t.tried(attempts), ...said]), ...(dueTime === undefined ? [] : [t.nextTry(moment(dueTime))])].join(" ");
    case "MESSAGE_STATE_UNCERTAIN":
      return [t.uncertain, ...(dueTime === undefined ? [] : [t.nextTry(moment(dueTime))])].join(" ");
    case "MESSAGE_STATE_FAILED":
      return [t.faults[fault], ...said].join(" ");
    case "MESSAGE_STATE_BOUNCED":
      return [t.bounced, ...said].join(" ");
    case "MESSAGE_STATE_SENT":
      return sendTime === undefined ? "" : t.sentAt(moment(sendTime));
    default:
      return "";
  }
}
