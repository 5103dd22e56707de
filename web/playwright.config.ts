import { defineConfig } from "@playwright/test";

/** What keeps Chromium from asking anybody for anything but the pages. */
const quiet = [
  "--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
  // Maps are drawn by the processor where there is no graphics card.
  "--enable-unsafe-swiftshader",
];

/**
 * Tags say what a run leaves out. `@once`: it is the same whatever the window, and needs no phone. Where URNA_LONG=1 does not ask for all: `@broad` does
 * without the phone, `@long` is left out.
 */
const isLong = process.env["URNA_LONG"] === "1";
const leftOut = { desktop: isLong ? /(?!)/ : /@long/, phone: isLong ? /@once/ : /@once|@broad|@long/ };

export default defineConfig({
  testDir: "test",
  testMatch: "*.spec.ts",
  outputDir: "../build/people",
  globalSetup: "./test/support/open_town.ts",
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  // A test that needs a second try is told of as flaky: it is looked into, and does not stop whoever changed something else.
  retries: 1,
  // A busy machine takes its time; whoever waits for nothing hears of it all the same.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [["dot"]],
  use: {
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    launchOptions: { executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: quiet },
    // It costs as much again as what it records.
    trace: process.env["URNA_TRACE"] === "1" ? "retain-on-failure" : "off",
  },
  projects: [
    { name: "desktop", grepInvert: leftOut.desktop, use: { viewport: { width: 1280, height: 900 } } },
    { name: "phone", grepInvert: leftOut.phone, use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } },
  ],
});
