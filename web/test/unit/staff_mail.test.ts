import assert from "node:assert/strict";
import { test } from "node:test";
import { isUnsent, readFilter, writeFilter } from "../../src/staff/messages/message_filter.ts";
import { lookOf, reasonText } from "../../src/staff/messages/message_state.ts";
import { occasionAt, occasionPath, occasions } from "../../src/staff/messages/occasions.ts";
import { templateOf } from "../../src/staff/messages/template.ts";
import fr from "../../src/staff/messages/words.fr.ts";
import { knownFault } from "../../src/staff/logic/faults.ts";

const moment = (time: string) => time;

test("what is looked for stands in the address, and nothing where all is shown", () => {
  const filter = { state: "failed", occasion: "OCCASION_ON_THE_BALLOT", address: "marie@example.org" } as const;
  assert.equal(writeFilter(filter).toString(), "state=failed&why=on-the-ballot&to=marie%40example.org");
  assert.deepEqual(readFilter(writeFilter(filter)), filter);
  assert.equal(writeFilter({ state: "all", occasion: "", address: "" }).size, 0);
  assert.deepEqual(readFilter(new URLSearchParams("state=lost&why=none")), { state: "all", occasion: "", address: "" });
});

test("every occasion has an address of its own, a name, and says who is told", () => {
  assert.equal(new Set(occasions.map(occasionPath)).size, occasions.length);
  for (const occasion of occasions) {
    assert.equal(occasionAt(occasionPath(occasion)), occasion);
    assert.ok(fr.occasions[occasion] && fr.told[occasion], occasion);
  }
});

test("only what is still in the server's hands is tried again or given up", () => {
  assert.deepEqual((["WAITING", "SENDING", "SENT", "FAILED", "UNCERTAIN", "BOUNCED"] as const).filter((one) => isUnsent({ state: `MESSAGE_STATE_${one}` })), ["WAITING", "FAILED", "UNCERTAIN"]);
});

test("why a message stands as it does is said in words, with what the mail server answered", () => {
  assert.equal(reasonText({ state: "MESSAGE_STATE_WAITING" }, fr, moment), "");
  assert.equal(reasonText({ state: "MESSAGE_STATE_WAITING", attempts: 2, replyCode: 450, dueTime: "midi" }, fr, moment), "2 essais. Le serveur de courrier a répondu 450. Prochain essai le midi.");
  assert.match(reasonText({ state: "MESSAGE_STATE_FAILED", fault: "MESSAGE_FAULT_ADDRESS_REFUSED", replyCode: 550 }, fr, moment), /refusée pour de bon.* 550\.$/u);
  assert.equal(lookOf({ state: "MESSAGE_STATE_BOUNCED" }).state, "bad");
});

test("a text in a language that has none begins as another one", () => {
  const texts = [{ occasion: "OCCASION_TEST", language: "fr", body: "bonjour" }, { occasion: "OCCASION_TEST", language: "en", body: "hello" }] as const;
  assert.equal(templateOf(texts, "OCCASION_TEST", "FR")?.body, "bonjour");
  assert.deepEqual(templateOf(texts, "OCCASION_TEST", "de"), { occasion: "OCCASION_TEST", language: "de", body: "hello", origin: "TEMPLATE_ORIGIN_UNSPECIFIED", etag: "" });
  assert.equal(templateOf(texts, "OCCASION_PHASE", "fr"), undefined);
});

test("what is wrong with an address or a text is known by its form", () => {
  assert.equal(knownFault("address", "expected one mail address such as marie@example.org").kind, "address");
  assert.deepEqual(knownFault("template.body", "line 3, column 7: there is no field {titre} here; there are site, title"), { kind: "noField", parts: ["3", "7", "titre"] });
  assert.equal(knownFault("template.body", "line 1, column 2: a brace that begins or ends no field; write it twice to have one").kind, "brace");
});
