// Makes client/package, which is what is published: the library with the workspace's own @urna/protocol in it, and nothing else of it.
//   npm run pack -w client
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "package");
const protocol = join(here, "../protocol");
const { private: _, scripts, devDependencies, ...manifest } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
void [_, scripts, devDependencies];

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "dist"), { recursive: true });
await build({
  entryPoints: Object.values(manifest.exports).map((entry) => join(here, entry.default)),
  outbase: join(here, "dist"), outdir: join(out, "dist"),
  bundle: true, splitting: true, format: "esm", target: "es2022",
  external: ["@noble/*", "@bufbuild/*", "@connectrpc/*"],
});

/** Copies declarations, whose imports of the protocol become relative. */
function copyTypes(from, to) {
  for (const file of readdirSync(from, { recursive: true }).filter((name) => name.endsWith(".d.ts"))) {
    const target = join(to, file);
    const up = relative(dirname(target), join(out, "dist/protocol")) || ".";
    const text = readFileSync(join(from, file), "utf8").replace(/(from\s+|import\()"@urna\/protocol\/([^"]+)"/g, `$1"${up.startsWith(".") ? up : `./${up}`}/$2.js"`);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}
copyTypes(join(here, "dist"), join(out, "dist"));
copyTypes(join(protocol, "dist"), join(out, "dist/protocol"));

const { ["@urna/protocol"]: own, ...dependencies } = manifest.dependencies;
void own;
writeFileSync(join(out, "package.json"), `${JSON.stringify({ ...manifest, dependencies }, null, 2)}\n`);
for (const name of ["README.md", "examples"]) cpSync(join(here, name), join(out, name), { recursive: true });
