// Bundle a component's src/ into one file, and the licences of what is in it into another. The same sources and the
// same lock file give the same bytes. `build` is esbuild's, from the component's own packages.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export async function bundle(build, name) {
  const { metafile } = await build({
    entryPoints: ["src/main.ts"],
    outfile: `${name}.js`,
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    charset: "ascii",
    legalComments: "none",
    loader: { ".css": "text" },
    metafile: true,
    banner: { js: `// Built from src/ by \`make canvas\`; the licences of what is in it are in ${name}.LICENSES.txt.\n` },
  });
  const packages = [...new Set(Object.keys(metafile.inputs)
    .map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1])
    .filter((name) => name !== undefined))].sort();
  const texts = packages.map((name) => {
    const folder = join("node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    // where a package may be used under one of several licences, MIT is the one used here
    const files = readdirSync(folder).filter((f) => /^(licen[cs]e|notice)/i.test(f)).sort();
    const chosen = files.some((f) => /mit/i.test(f)) ? files.filter((f) => /mit|notice/i.test(f)) : files;
    if (chosen.length === 0) throw new Error(`${name} ${version} comes without a licence file`);
    const body = chosen.map((f) => readFileSync(join(folder, f), "utf8").trim()).join("\n\n");
    return `${name} ${version} (${license})\n\n${body}\n`;
  });
  if (!existsSync(`${name}.js`)) throw new Error("no bundle");
  writeFileSync(`${name}.LICENSES.txt`, texts.join(`\n${"-".repeat(78)}\n\n`));
  console.log(`${name}.js, with ${packages.join(", ")}`);
}
