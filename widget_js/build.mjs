// Builds the widget into one script and writes, for version 1.4.2, into DIR:
//   v1.js and v1.4.2.js (the same bytes), each with .gz and .br beside it, widget.json, fonts/,
//   which the service draws share images with, and organizer/, the scripts of the organizers' pages and their map
//
//   node build.mjs --version 1.4.2 --out DIR [--en ../widget_server/locales/en.json]
//
// Fails when the script has outgrown its budget.

import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { minify } from "terser";
import { englishMessages, minifiedCss, PRIVATE_MEMBERS } from "./build/plugins.mjs";
import { worldMap } from "./build/world-map.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));
/** Bytes: 10 KB and 9 KB, less what other builds of zlib than Node's own make more. */
const BUDGET = { gzip: 10_240 - 20, brotli: 9_216 };

try {
  const { version, out, en } = options();
  const weight = await write(await bundle(en), version, out);
  await copyFonts(path.join(out, "fonts"));
  await organizerScripts(path.join(out, "organizer"));
  await writeFile(path.join(out, "organizer/world.json"), JSON.stringify(await worldMap()));
  console.log(`petition widget ${version}: ${describe(weight)}`);
} catch (error) {
  // esbuild has printed its own errors already.
  if (!error.errors) console.error(`build.mjs: ${error.message}`);
  process.exitCode = 1;
}

function options() {
  const { values } = parseArgs({
    options: {
      version: { type: "string" },
      out: { type: "string" },
      en: { type: "string", default: path.join(HERE, "../widget_server/locales/en.json") },
    },
  });
  if (!/^1\.\d+\.\d+$/.test(values.version ?? "")) throw new Error("--version must be 1.X.Y");
  if (!values.out) throw new Error("--out DIR is missing");
  return { ...values, en: path.resolve(values.en) };
}

/** One classic script that leaves no name behind; it also runs when a page loads it as a module. */
async function bundle(english) {
  const { outputFiles } = await build({
    absWorkingDir: HERE,
    entryPoints: ["src/define.ts"],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2020",
    charset: "ascii",
    // Names are left to terser, which gives the shortest to those that are used most.
    minifySyntax: true,
    minifyWhitespace: true,
    mangleProps: PRIVATE_MEMBERS,
    legalComments: "none",
    plugins: [minifiedCss, englishMessages(english)],
  });
  return Buffer.from(await squeezed(outputFiles[0].text));
}

/** A second pass: terser folds what esbuild leaves, for three parts in a hundred of the gzipped script. */
async function squeezed(script) {
  const { code } = await minify(script, {
    ecma: 2020,
    compress: {
      ecma: 2020,
      hoist_funs: true,
      inline: 1,
      passes: 2,
      keep_fargs: false,
      pure_getters: true,
      unsafe: true,
      unsafe_arrows: true,
    },
    mangle: { toplevel: true },
    format: { ascii_only: true },
  });
  return code;
}

async function write(script, version, out) {
  const files = {
    ".js": script,
    ".js.gz": gzipSync(script, { level: 9 }),
    ".js.br": brotliCompressSync(script, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: script.length,
      },
    }),
  };
  const weight = {
    version,
    sri: `sha384-${createHash("sha384").update(script).digest("base64")}`,
    bytes: script.length,
    gzip: files[".js.gz"].length,
    brotli: files[".js.br"].length,
  };
  keepWithinBudget(weight);
  await mkdir(out, { recursive: true });
  for (const [suffix, bytes] of Object.entries(files))
    for (const name of ["v1", `v${version}`]) await writeFile(path.join(out, name + suffix), bytes);
  await writeFile(path.join(out, "widget.json"), `${JSON.stringify(weight, null, 2)}\n`);
  return weight;
}

/** One module for each file of organizer/; what several of them need is in organizer/parts/. */
async function organizerScripts(out) {
  const folder = path.join(HERE, "organizer");
  const names = (await readdir(folder)).filter((name) => /\.(ts|css)$/.test(name));
  await build({
    absWorkingDir: HERE,
    entryPoints: names.map((name) => path.join(folder, name)),
    outdir: out,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "eof",
  });
}

/** In this order the service looks for one that has every letter of a title (web/fonts.py). */
async function copyFonts(out) {
  await mkdir(out, { recursive: true });
  for (const [place, script] of ["", "Arabic", "Hebrew"].entries()) {
    const name = ["noto-sans", script.toLowerCase()].filter(Boolean).join("-");
    const from = path.join(HERE, "node_modules/@expo-google-fonts", name);
    const to = path.join(out, `${place}-${name}`);
    for (const [weight, folder] of Object.entries({ regular: "400Regular", bold: "700Bold" }))
      await copyFile(
        path.join(from, folder, `NotoSans${script}_${folder}.ttf`),
        `${to}-${weight}.ttf`,
      );
    await copyFile(path.join(from, "LICENSE_FONT"), `${to}-LICENSE.txt`);
  }
}

function keepWithinBudget(weight) {
  const over = Object.keys(BUDGET).filter((kind) => weight[kind] > BUDGET[kind]);
  if (!over.length) return;
  const excess = over.map((kind) => `${kind} by ${weight[kind] - BUDGET[kind]} bytes`);
  throw new Error(`the script is over its budget, ${excess.join(" and ")} (${describe(weight)})`);
}

function describe({ bytes, gzip, brotli }) {
  return `${bytes} bytes, gzip ${gzip} of ${BUDGET.gzip}, brotli ${brotli} of ${BUDGET.brotli}`;
}
