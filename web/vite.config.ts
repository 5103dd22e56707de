import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { doors } from "./build/doors.js";
import { integrity } from "./build/integrity.js";
import { shellOfDoors } from "./build/shell.js";

const here = fileURLToPath(new URL(".", import.meta.url));
/** The server that a development server asks: URNA_HTTP, such as http://127.0.0.1:9480. */
const server = process.env["URNA_HTTP"] ?? "http://127.0.0.1:9480";
const proxied = ["^/urna\\.v1\\.", "^/log/", "^/journal/", "^/bundle/", "^/map/", "^/healthz", "^/pages\\.sha256"];

/**
 * What goes into one file: on a slow line each file costs a turn and its head, whatever its size. `base` is what every door has, `pages` what those with
 * several pages have, `cards` whatever shows a project with its cost, `seal` what tells a ballot by its tracker.
 */
const groups = [
  { name: "base", priority: 3, test: /node_modules\/(svelte|esm-env|clsx)\/|\/web\/src\/(frame|api|words)\/(?!words\.(fr|en)|PageView|Loaded|router|scroll|heading|pages|Title|lists)|\/design\/(all\.css|Icon|icons|Text|MappedText|Note|Steps|Mark|Theme|themes)\b|\/citizen\/addresses|base_text/ },
  { name: "pages", priority: 2, test: /\/src\/frame\/(PageView|Loaded|router|scroll|heading|pages|Title)\b|\/src\/api\/lists|\/citizen\/plain\/stage/ },
  { name: "styles", priority: 3, test: /\/design\/(catalogue|results)\.css$/ },
  { name: "cards", priority: 2, test: /\/design\/(Picture|ProjectCard|picture\/(near|shapes|picture\.css))|\/money\/(MoneyBar|CostShare|bar|scale|share_text|words)\b/ },
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
