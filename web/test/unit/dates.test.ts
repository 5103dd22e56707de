// Moments in words, as each language writes them.
import assert from "node:assert/strict";
import { it } from "node:test";
import { readMoment } from "../../src/booth/times.ts";
import { endOf } from "../../src/citizen/plain/when.ts";
import { momentText } from "../../src/words/dates.ts";
import { zoneName } from "../../src/words/zones.ts";

// As a device in the town: what another one says stands in a test of its own.
process.env["TZ"] = "Europe/Paris";

it("a moment has its hour as the language writes it", () => {
  assert.equal(momentText("2022-10-12T16:04:00Z", "fr", "Europe/Paris"), "12 octobre 2022 à 18\u00a0h\u00a004");
  assert.equal(momentText("2022-10-12T06:30:00Z", "fr", "Europe/Paris"), "12 octobre 2022 à 8\u00a0h\u00a030");
  assert.equal(momentText("2022-10-11T22:00:00Z", "fr", "Europe/Paris"), "12 octobre 2022 à 0\u00a0h");
  assert.equal(momentText("2022-10-12T06:30:00Z", "en", "Europe/Paris"), "12 October 2022 at 08:30");
});

it("an hour of a process names its zone where the device's clock shows another one, and only there", () => {
  const inZone = (device: string, read: () => string) => {
    const before = process.env["TZ"];
    process.env["TZ"] = device;
    try {
      return read();
    } finally {
      process.env["TZ"] = before ?? "";
    }
  };
  const end = "2026-12-27T07:59:00Z";
  const seconds = BigInt(Date.parse(end) / 1000);
  for (const [device, fr, en] of [["Europe/Paris", "", ""], ["Europe/Madrid", "", ""], ["UTC", " (heure de Paris)", " (Paris time)"], ["America/Cayenne", " (heure de Paris)", " (Paris time)"]] as const) {
    assert.equal(inZone(device, () => momentText(end, "fr", "Europe/Paris")), `27 décembre 2026 à 8\u00a0h\u00a059${fr}`, device);
    assert.equal(inZone(device, () => momentText(end, "en", "Europe/Paris")), `27 December 2026 at 08:59${en}`, device);
    assert.equal(inZone(device, () => readMoment(seconds, "fr", "Europe/Paris").moment), `dimanche 27 décembre 2026 à 08\u00a0h\u00a059${fr}`.replace("08", "8"), device);
    assert.equal(inZone(device, () => readMoment(seconds, "en", "Europe/Paris").moment), `Sunday 27 December 2026 at 08:59${en}`, device);
    assert.deepEqual(inZone(device, () => JSON.stringify(endOf(Number(seconds), "fr", "Europe/Paris", Number(seconds)))), JSON.stringify({ day: "27\u00a0décembre", hour: "8\u00a0h\u00a059", note: fr }), device);
    assert.equal(inZone(device, () => momentText(end, "fr")).includes("("), false);
  }
  assert.equal(zoneName("Indian/Reunion", "fr"), "heure de La Réunion");
  assert.equal(zoneName("Europe/Athens", "fr"), "heure d’Athènes");
  assert.equal(zoneName("America/New_York", "en"), "New York time");
  assert.equal(zoneName("Etc/UTC", "fr"), "heure UTC");
});
