// Bundles the tests (they import TypeScript, and messages the build compiles in) and runs them with
// node:test. The bundles go to a folder of their own and are gone afterwards.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { englishMessages } from "../build/plugins.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));
const out = mkdtempSync(path.join(tmpdir(), "petition-widget-test-"));
try {
  const tests = readdirSync(HERE).filter((name) => name.endsWith(".test.mjs"));
  await build({
    absWorkingDir: HERE,
    entryPoints: tests,
    bundle: true,
    platform: "node",
    format: "esm",
    outdir: out,
    outExtension: { ".js": ".mjs" },
    sourcemap: "inline",
    plugins: [englishMessages(path.join(HERE, "../../widget_server/locales/en.json"))],
  });
  const bundles = tests.map((name) => path.join(out, name));
  const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...bundles], {
    stdio: "inherit",
  });
  process.exitCode = run.status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
