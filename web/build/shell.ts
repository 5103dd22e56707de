import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

const mark = readFileSync(new URL("../src/design/Mark.svelte", import.meta.url), "utf8").match(/<svg[\s\S]*<\/svg>/)?.[0] ?? "";

/**
 * What a page shows before its script is there: the frame, as it will stand. On a slow line that is a second or two, and a blank page looks
 * like a broken one. It is in both languages, since which one is read only the script finds out.
 */
const shell = `<header class="site"><div class="wrap"><span class="brand">${mark}<span><b>Urna</b></span></span></div></header>
<main><div class="wrap section"><h1 class="waiting"><span lang="fr">Un instant…</span> <span lang="en">One moment…</span></h1></div></main>
<noscript><div class="wrap section"><p lang="fr">Cette page a besoin de JavaScript : votre bulletin est chiffré sur votre appareil.</p><p lang="en">This page needs JavaScript: your ballot is encrypted on your device.</p></div></noscript>`;

/** Puts the shell where an html file has `<!--shell-->`. */
export function shellOfDoors(): Plugin {
  return { name: "urna-shell", transformIndexHtml: { order: "pre", handler: (html) => html.replace("<!--shell-->", () => shell) } };
}
