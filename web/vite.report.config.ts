import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { oneFile } from "./build/one_file.js";

const here = fileURLToPath(new URL(".", import.meta.url));

/** The page of a report, which the program fills in (cli/tally_report.cc): one file that calls nobody. */
export default defineConfig({
  root: here,
  publicDir: false,
  plugins: [svelte(), oneFile("report.html"), givenInDevelopment()],
  build: {
    outDir: process.env["URNA_PAGES_OUT"] ?? "built",
    emptyOutDir: false,
    target: "es2022",
    cssCodeSplit: false,
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: { input: `${here}report.html`, output: { codeSplitting: false } },
  },
});

/** A report to look at while its page is made: the file that URNA_REPORT names. */
function givenInDevelopment(): import("vite").Plugin {
  return {
    name: "urna-given",
    apply: "serve",
    transformIndexHtml: (html) => html.replace("@URNA_REPORT@", () => readFileSync(process.env["URNA_REPORT"] ?? "", "utf8").replaceAll("<", "\\u003c")),
  };
}
