// A whole voting page: letters, ballot, cast or challenge, receipt. Built with
//   esbuild vote.js worker.js receipt.js --bundle --minify --format=esm --outdir=public
import { RemoteBooth, UrnaError, webStorage } from "@urna/client/remote";
import { connectServer, fetchTransport } from "@urna/client/connect";
import { explain } from "@urna/client/words";

let info, ballot;
const $ = (selector) => document.querySelector(selector);
const address = new URLSearchParams(location.search);
const language = navigator.language.startsWith("fr") ? "fr" : "en";

// What the letter says of the election belongs into the page's own address, or better into its text: no server can change it then.
const booth = await attempt(() => RemoteBooth.open(new Worker("worker.js", { type: "module" }), {
  process: address.get("process"),
  trust: { manifestHash: address.get("manifest") ?? undefined },
  server: connectServer(fetchTransport(address.get("server") ?? location.origin)),
  storage: webStorage(),
  onFound: (receipts) => tell(`The log has ${receipts.length} ballot(s) with your codes that this device did not cast. `
    + "If it was not you on another device, tell the town hall."),
}));
info = booth.info;
const [contest] = info.contests;
const textOf = (texts) => texts[language] ?? texts[info.languages[0]];
$("h1").textContent = textOf(info.title);

// How many codes a voter has is known once the first is looked up: there are fields for the most.
const mostCodes = Math.max(...info.electorates.map(({ codes }) => codes));
$("#letters button").before(...Array.from({ length: mostCodes }, (_, i) => {
  const label = Object.assign(document.createElement("label"), { textContent: `Code ${i + 1} ` });
  label.append(Object.assign(document.createElement("input"), { name: "code", autocomplete: "off", spellcheck: false }));
  return label;
}));

$("#letters").onsubmit = (event) => during(event, async () => {
  const codes = [...event.target.querySelectorAll("[name=code]")].map((input) => input.value); // All, since a code belongs to its field.
  const voter = await booth.identify(codes);
  event.target.reset(); // The codes are not needed any more, and nobody else should read them here.
  $("#slot").textContent = voter.slot;
  $("#ballot fieldset").replaceChildren(...contest.projects.map(({ id, title, cost }) => {
    const label = document.createElement("label");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "project", value: id });
    const euros = (Number(cost) / 10 ** info.currencyDigits).toLocaleString(language, { style: "currency", currency: info.currency });
    label.append(box, ` ${textOf(title)}, ${euros}`);
    return label;
  }));
  await settle();
  show("#ballot");
});

$("#ballot").onsubmit = (event) => during(event, async () => {
  const chosen = [...event.target.querySelectorAll(":checked")].map(({ value }) => ({ project: value }));
  ballot = await booth.prepare(contest.id, chosen);
  $("#tracker").textContent = ballot.fullTracker; // And `ballot.qr` as a QR code, by an encoder of the page's.
  show("#decide");
});

$("#decide").onsubmit = (event) => during(event, async () => {
  if (event.submitter.value === "challenge") {
    const opening = await booth.challenge(ballot.fullTracker);
    return finish("This ballot is open and void. Check it on another device, then make a new one.", `opening-${ballot.tracker}.json`, opening);
  }
  const outcome = await booth.cast(ballot.fullTracker);
  if (outcome.kind !== "cast") throw new UrnaError("NUMBER_TAKEN");
  return finishCast(outcome.receipt);
});

$("#unanswered").onsubmit = (event) => during(event, async () => {
  const [receipt] = await settle();
  if (receipt === undefined) return show("#ballot");
  return finishCast(receipt);
});

/** Sends again what is unanswered, and gives the receipts of what is cast now. */
async function settle() {
  const receipts = [];
  for (const { tracker, outcome } of await booth.settle()) {
    if (outcome.kind === "failed") throw outcome.error;
    tell(`Your ballot ${tracker}, which was unanswered, is ${outcome.kind === "cast" ? "cast" : "not cast"}.`);
    if (outcome.kind === "cast") receipts.push(outcome.receipt);
  }
  return receipts;
}

function finishCast({ index, file }) {
  finish(`Your ballot is cast: record ${index} of the public log.`, `receipt-${file.tracker}.json`, file);
}

function finish(text, name, file) {
  $("#done p").textContent = text;
  const url = URL.createObjectURL(new Blob([JSON.stringify(file, null, 2)], { type: "application/json" }));
  Object.assign($("#done a"), { href: url, download: name });
  show("#done");
}

function show(selector) {
  for (const part of document.querySelectorAll("form, section")) part.hidden = !part.matches(selector);
}

function tell(text) {
  $("[role=alert]").append(text, document.createElement("br"));
}

function during(event, work) {
  event.preventDefault();
  $("[role=alert]").textContent = "";
  return attempt(work).catch(() => {});
}

async function attempt(work) {
  const buttons = [...document.querySelectorAll("button")];
  for (const button of buttons) button.disabled = true;
  try {
    return await work();
  } catch (error) {
    tell(explain(error, language, info));
    // Nothing else may be signed before this one is settled.
    if (error.code === "UNANSWERED") show("#unanswered");
    throw error;
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}
document.body.dataset.ready = "yes";
