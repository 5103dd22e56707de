// Measures in Chromium what a voter waits for, at full speed and with the processor throttled sixfold, as a cheap phone is:
//   node test/speed.mjs [ELECTION] [RATE..]
// ELECTION is one of tests/data/ballot_exchange.txt: narrow (width 1), middle (2), wide (16).
import { bundle, openBrowser, servePages } from "./support/page.mjs";
import { readExchange } from "./support/exchange.mjs";

const [name = "middle", ...rates] = process.argv.slice(2);
const election = readExchange().find((one) => one.name === name);
const scripts = await bundle([new URL("browser/speed.js", import.meta.url)]);
const html = new TextEncoder().encode('<!doctype html><meta charset="utf-8"><script type="module" src="speed.js"></script>');
const pages = await servePages(new Map([...scripts, ["speed.html", html]]));
const browser = await openBrowser();
const list = (bytes) => [...bytes];
const given = {
  name, config: list(election.config), keyRecord: list(election.keyRecord), codes: election.codes,
  signatures: election.signatures.map((one) => ({ ...one, signature: list(one.signature) })),
  ballot: { contest: election.ballots[0].contest, choices: election.ballots[0].choices },
};
console.log(await browser.version(), `election "${name}"; milliseconds`);
for (const rate of rates.length > 0 ? rates.map(Number) : [1, 6]) {
  const page = await browser.newPage();
  await page.goto(`${pages.origin}/speed.html`);
  await page.waitForFunction(() => globalThis.measure !== undefined);
  const session = await page.createCDPSession();
  await session.send("Emulation.setCPUThrottlingRate", { rate });
  const { length, ...times } = await page.evaluate((what) => globalThis.measure(what), given);
  console.log(`${rate}x`, Object.entries(times).map(([step, time]) => `${step} ${time.toFixed(0)}`).join(", "), `(${length} bytes)`);
  await page.close();
}
await browser.close();
pages.stop();
