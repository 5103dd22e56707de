// Makes the folder `package` of a package of this workspace, which is what is published: its modules and their declarations, with those of
// @urna/protocol beside them, and nothing else of the workspace. Run in the package's folder:
//   npm run pack -w client
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const here = process.cwd();
const out = join(here, "package");
const { private: _, scripts, devDependencies, ...manifest } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
void [_, scripts, devDependencies];

const ownImport = /(from\s*|import\s*\(?\s*)"@urna\/protocol\/([^"]+)"/g;

/** Copies modules and declarations, whose imports of the protocol become relative. */
function copyModules(from, to) {
  for (const file of readdirSync(from, { recursive: true }).filter((name) => /\.(js|d\.ts)$/.test(name))) {
    const target = join(to, file);
    const up = relative(dirname(target), join(out, "dist/protocol")).split(sep).join("/");
    const path = up.startsWith(".") ? up : `./${up}`;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, readFileSync(join(from, file), "utf8").replace(ownImport, `$1"${path}/$2.js"`));
  }
}

rmSync(out, { recursive: true, force: true });
copyModules(join(here, "dist"), join(out, "dist"));
copyModules(join(dirname(fileURLToPath(import.meta.url)), "dist"), join(out, "dist/protocol"));
const { ["@urna/protocol"]: own, ...dependencies } = manifest.dependencies;
void own;
writeFileSync(join(out, "package.json"), `${JSON.stringify({ ...manifest, dependencies }, null, 2)}\n`);
for (const name of manifest.files.filter((file) => file !== "dist")) cpSync(join(here, name), join(out, name), { recursive: true });
