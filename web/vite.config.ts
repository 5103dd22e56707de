import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { doors } from "./build/doors.js";
import { integrity } from "./build/integrity.js";
import { shellOfDoors } from "./build/shell.js";

const here = fileURLToPath(new URL(".", import.meta.url));
/** The server that a development server asks: URNA_HTTP, such as http://127.0.0.1:9480. */
const server = process.env["URNA_HTTP"] ?? "http://127.0.0.1:9480";
const proxied = ["^/urna\\.v1\\.", "^/log/", "^/journal/", "^/bundle/", "^/map/", "^/attachment/", "^/auth/", "^/confirm", "^/unsubscribe", "^/healthz", "^/pages\\.sha256"];

/**
 * What goes into one file: on a slow line each file costs a turn and its head, whatever its size. `base` is what every door has, `pages` what those with
 * several pages have, `citizen` what nearly every page of a process has, `cards` whatever shows a project with its cost, `told` a result in words,
 * `drawn` its pictures, `seal` what tells a ballot by its tracker. Styles keep a page from being seen until they are there: those of small components
 * stand in that of all doors.
 */
const groups = [
  { name: "base", priority: 5, test: /\/(design|money|frame)\/(Qr|Rosace|Tracker|MoneyBar|CostShare|Picture|ProjectCard|Frame|Loaded|PageView|Field)\.svelte\?.*type=style|picture\.css$/ },
  { name: "booth", priority: 5, test: /\/src\/booth\/.*type=style|\/design\/booth\.css$/ },
  { name: "base", priority: 4, test: /node_modules\/(svelte|esm-env|clsx)\/|\/src\/(frame|api|words)\/(?!words\.(fr|en)|PageView|Loaded|router|scroll|heading|pages|Title|lists|stream)|\/design\/(all\.css|Icon|icons|Text|MappedText|Note|Steps|StateWord|Mark|Theme|themes|words)\b|\/citizen\/addresses|base_text/ },
  { name: "pages", priority: 3, test: /\/src\/frame\/(PageView|Loaded|router|scroll|heading|pages|Title)\b|\/api\/lists|\/citizen\/(model|plain\/stage)/ },
  { name: "styles", priority: 3, test: /\/design\/(catalogue|results)\.css$/ },
  { name: "cards", priority: 2, test: /\/design\/(Picture|ProjectCard|picture\/(near|shapes|picture\.css))|\/money\/(MoneyBar|CostShare|bar|scale|share_text|words)\b/ },
  { name: "citizen", priority: 1, test: /\/citizen\/(plain|catalogue)\/(?!words\.(fr|en))|\/citizen\/follow\/messaging|\/design\/(Fold|Empty|Timeline|TimelineItem|Chips|chips|Switch|Gradual|More)\b/ },
  { name: "told", priority: 1, test: /\/src\/report\/(tell|reasons|model|exact|live|words|Rich)/ },
  { name: "drawn", priority: 0, test: /\/src\/(report|money)\// },
  { name: "seal", priority: 1, test: /\/design\/(Rosace|Tracker|tracker)\b/ },
];

export default defineConfig({
  root: here,
  appType: "mpa",
  plugins: [svelte(), shellOfDoors(), integrity(), doorsInDevelopment()],
  server: { proxy: Object.fromEntries(proxied.map((path) => [path, { target: server }])) },
  worker: { format: "es" },
  build: {
    outDir: process.env["URNA_PAGES_OUT"] ?? "built",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: Object.fromEntries(doors.map((door) => [door.file.replace(".html", ""), `${here}${door.file}`])),
      output: { codeSplitting: { groups } },
    },
  },
});

/** Gives a door's html below its path, as the server does. */
function doorsInDevelopment(): import("vite").Plugin {
  return {
    name: "urna-doors",
    apply: "serve",
    configureServer(vite) {
      vite.middlewares.use((request, _, next) => {
        const path = (request.url ?? "/").split("?")[0] as string;
        const isPage = request.method === "GET" && (request.headers.accept ?? "").includes("text/html") && !/\.[a-z]+$/.test(path);
        const door = doors.toSorted((a, b) => b.path.length - a.path.length).find((one) => `${path}/`.startsWith(one.path));
        if (isPage && door !== undefined) request.url = `/${door.file}`;
        next();
      });
    },
  };
}
