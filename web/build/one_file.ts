import { createHash } from "node:crypto";
import type { Plugin } from "vite";

/** What stands for the report in the template. The program looks for it too. */
const place = "@URNA_REPORT@";

/**
 * After the build: the page holds its script and its style, and a policy by their digests, so that nothing else in it ever runs and nothing is
 * fetched, wherever it is opened from.
 */
export function oneFile(name: string): Plugin {
  return {
    name: "urna-one-file",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const page = bundle[name];
        if (page?.type !== "asset") throw new Error(`${name} is in no bundle`);
        const digests = { script: [] as string[], style: [] as string[] };
        const take = (kind: keyof typeof digests, path: string) => {
          const found = bundle[path];
          if (found === undefined) throw new Error(`${path} is in no bundle`);
          delete bundle[path];
          const text = found.type === "chunk" ? found.code : String(found.source);
          if (/<\/?(?:script|style)/iu.test(text)) throw new Error(`${path} holds what ends a script or a style`);
          digests[kind].push(`'sha256-${createHash("sha256").update(text).digest("base64")}'`);
          return text;
        };
        let script = "";
        let html = String(page.source)
          .replace(/\s*<script type="module"[^>]*\bsrc="\/?([^"]+)"[^>]*><\/script>/gu, (_tag: string, path: string) => {
            script += take("script", path);
            return "";
          })
          .replace(/<link rel="stylesheet"[^>]*\bhref="\/?([^"]+)"[^>]*>/gu, (_tag: string, path: string) => `<style>${take("style", path)}</style>`);
        const policy = `default-src 'none'; script-src ${digests.script.join(" ")}; style-src ${digests.style.join(" ")}; img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html`;
        html = html
          .replace('<meta charset="utf-8">', () => `<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="${policy}">`)
          .replace("</body>", () => `<script type="module">${script}</script>\n</body>`);
        const others = Object.keys(bundle).filter((path) => path !== name);
        if (script === "" || others.length > 0) throw new Error(`${name} is to be one file; beside it: ${others.join(", ")}`);
        if (html.split(place).length !== 2) throw new Error(`${name} has not one place for a report`);
        page.source = html;
      },
    },
  };
}
