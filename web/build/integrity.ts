import { createHash } from "node:crypto";
import type { Plugin } from "vite";
import { doors, policyOf } from "./doors.js";

interface Chunk {
  readonly bytes: string | Uint8Array;
  readonly imports: readonly string[];
}

/**
 * After the build: each page names the digest of every file that it may load as a script or a style (Subresource Integrity), those that
 * are imported by modules through an import map; and `routes.json` tells the server which page is below which path, with which
 * Content-Security-Policy.
 */
export function integrity(): Plugin {
  return {
    name: "urna-integrity",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const chunks = new Map<string, Chunk>();
        for (const [name, one] of Object.entries(bundle)) {
          chunks.set(name, one.type === "chunk" ? { bytes: one.code, imports: [...one.imports, ...one.dynamicImports] } : { bytes: one.source, imports: [] });
        }
        const digest = (name: string) => {
          const chunk = chunks.get(name);
          if (chunk === undefined) throw new Error(`${name} is in no bundle`);
          return `sha384-${createHash("sha384").update(chunk.bytes).digest("base64")}`;
        };
        const routes = [];
        for (const door of doors) {
          const page = bundle[door.file];
          if (page === undefined || page.type !== "asset") continue;
          const entries: string[] = [];
          const marked = String(page.source).replace(/<(script|link)\b[^>]*?\b(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"[^>]*>/g, (tag: string, kind: string, name: string) => {
            if (kind === "script" || tag.includes("modulepreload")) entries.push(name);
            return tag.replace(/ crossorigin(?:="[^"]*")?/, "").replace(/>$/, ` integrity="${digest(name)}" crossorigin>`);
          });
          const map = JSON.stringify({ integrity: Object.fromEntries(reachable(entries, chunks).map((name) => [`/${name}`, digest(name)])) });
          page.source = marked.replace(/(?=<(?:script type="module"|link rel="modulepreload"))/, () => `<script type="importmap">${map}</script>\n  `);
          const hash = `'sha256-${createHash("sha256").update(map).digest("base64")}'`;
          routes.push({ path: door.path, file: door.file, csp: policyOf(door, [hash]) });
        }
        const embeddable = doors.filter((door) => door.policy?.["frame-ancestors"] === "*").map((door) => door.path);
        this.emitFile({ type: "asset", fileName: "routes.json", source: `${JSON.stringify({ routes, embeddable }, null, 1)}\n` });
      },
    },
  };
}

/** All modules that may be imported from `entries` on, in the order of their names. */
function reachable(entries: readonly string[], chunks: ReadonlyMap<string, Chunk>): string[] {
  const found = new Set<string>();
  const open = [...entries];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name) || !name.endsWith(".js")) continue;
    found.add(name);
    open.push(...(chunks.get(name)?.imports ?? []));
  }
  return [...found].sort();
}
