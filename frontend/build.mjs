// Bundle the front end. `node build.mjs [--outdir DIR]`
// File names carry the hash of their content, so they can be cached for ever;
// manifest.json tells the server which name is today's.
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const option = process.argv.indexOf("--outdir");
const outdir = resolve(
  option > 0 ? process.argv[option + 1] : join(here, "..", "folkekommune", "web", "static", "dist"),
);

const entries = { base: "src/base.js", workbench: "src/workbench.js", app: "src/css/app.css" };

await rm(outdir, { recursive: true, force: true });
await mkdir(outdir, { recursive: true });
const result = await build({
  absWorkingDir: here,
  assetNames: "[name]-[hash]",
  bundle: true,
  entryNames: "[name]-[hash]",
  entryPoints: entries,
  format: "esm",
  legalComments: "none", // the licences are gathered whole, below
  loader: { ".woff2": "file" },
  logLevel: "warning",
  metafile: true,
  minify: true,
  outdir,
  target: "es2022",
});

const manifest = {};
for (const [path, output] of Object.entries(result.metafile.outputs)) {
  const file = relative(outdir, resolve(here, path));
  if (output.entryPoint) {
    const name = Object.keys(entries).find((key) => entries[key] === output.entryPoint);
    manifest[name + file.slice(file.lastIndexOf("."))] = file;
  } else if (file.endsWith(".woff2")) {
    manifest[basename(file).replace(/-[A-Z0-9]{8}\.woff2$/, ".woff2")] = file;
  }
}
const sorted = Object.fromEntries(Object.entries(manifest).sort());
await writeFile(join(outdir, "manifest.json"), JSON.stringify(sorted, null, 2) + "\n");

// The licences of everything that went into the bundles, in one file beside them.
const inputs = Object.keys(result.metafile.inputs);
const packages = new Set(inputs.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []));
const licences = [];
for (const name of [...packages].sort()) {
  const folder = join(here, "node_modules", name);
  const { license, version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).sort().find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? (await readFile(join(folder, file), "utf8")).trim() : `Licence: ${license}`;
  licences.push(`${name} ${version} (${license})\n\n${text}\n`);
}
await writeFile(join(outdir, "licences.txt"), licences.join("\n" + "-".repeat(80) + "\n\n"));
