import type fr from "./words.fr.ts";

export default {
  title: "Get news by mail",
  proposal: "One message at each step of this proposal, and nothing else.",
  process: "One message when citizens propose, when the vote opens and ends, when there is a result, and nothing else.",
  confirm: "First we ask you by mail to confirm. Each message has a link to stop it.",
  label: "Your address",
  send: "Follow",
  sent: "A message has just left.",
  sentText: (address: string) => `Confirm with one press, in the message sent to ${address}. Without an answer within seven days nothing happens.`,
  before: (day: string) => `You asked for it from here already, on ${day}.`,
  empty: "Give your address, such as marie@example.org.",
  wrong: "This is no address. Something like marie@example.org is expected.",
  tooMany: "Too many requests come from here. Come back in an hour.",
  off: "This server sends no messages any more.",
  failed: "The request did not leave. Check the connection, then try again.",
} satisfies typeof fr;
