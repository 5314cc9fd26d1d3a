// Whatever a page makes of the theme, what it says can be read.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { findings } from "./support/axe.mjs";
import { preferScheme, useBrowser } from "./support/browser.mjs";
import { until } from "./support/stack.mjs";
import { around, form, part, press, WIDGET, written } from "./support/widget.mjs";

const browser = useBrowser();

/** A page of some style, with the whole petition in this theme. */
const themed = (theme, page = "") =>
  written(
    around(
      '<main><h1>A page</h1><petition-form petition="stop-rekognition" partner="civic-news"></petition-form></main>',
      `<script async src="{{service}}/v1.js"></script><style>${page} petition-form{${theme}}</style>`,
    ),
  );

const THEMES = {
  "an accent as light as the ground": "--petition-accent: #ffe34d",
  "grey text on grey": "--petition-text: #999; --petition-background: #aaa",
  "a dark ground alone": "--petition-background: #101820",
  "a light ground alone, in the dark": "--petition-background: #fffbe6; color-scheme: dark",
  "everything the same": ["accent", "on-accent", "text", "muted", "error", "border", "background"]
    .map((name) => `--petition-${name}: rebeccapurple`)
    .join(";"),
  "thin ink": "--petition-text: rgb(0 0 0 / 0.3); --petition-muted: rgb(0 0 0 / 0.2)",
  "colours of other kinds":
    "--petition-accent: oklch(0.9 0.15 100); --petition-text: hsl(60 100% 80%)",
};
for (const [name, theme] of Object.entries(THEMES))
  test(`${name}: every word has the contrast that WCAG asks for`, async () => {
    const { page } = await browser.visit(themed(theme));
    await form(page);
    await press(page);
    await part(page, ".error-summary");
    assert.deepEqual(await findings(page, ["color-contrast"]), []);
  });

test("a widget that lets a dark page shine through is read on the page's colour", async () => {
  const { page } = await browser.visit(
    themed("--petition-background: transparent", "body { background: #0b2b26; color: #fff }"),
  );
  await form(page);
  assert.deepEqual(await findings(page, ["color-contrast"]), []);
});

test("a widget that lets a little of a dark page through is read on what both make", async () => {
  const { page } = await browser.visit(
    themed(
      "--petition-background: rgb(255 255 255 / 0.9)",
      "body { background: #111; color: #fff }",
    ),
  );
  const root = await part(page, ".root > .layout");
  await form(page);
  const ink = await root.evaluate((it) => getComputedStyle(it).color);
  assert.equal(ink, "rgb(27, 31, 39)", "what could be read is left as it is");
  assert.deepEqual(await findings(page, ["color-contrast"]), []);
});

test("a yellow page is no transparent one", async () => {
  const { page } = await browser.visit(
    themed(
      "--petition-background: transparent; --petition-text: #fff",
      "body { background: #ff0 }",
    ),
  );
  await form(page);
  assert.deepEqual(await findings(page, ["color-contrast"]), []);
});

test("a button keeps the page's accent; its words give way", async () => {
  const { page } = await browser.visit(themed("--petition-accent: #ffe34d"));
  const button = await part(page, "form button");
  const colours = () =>
    button.evaluate((it) => {
      const { backgroundColor, color } = getComputedStyle(it);
      return [backgroundColor, color];
    });
  await until(async () => (await colours())[1] !== "rgb(255, 255, 255)", "other words");
  assert.equal((await colours())[0], "rgb(255, 227, 77)");
});

test("a theme that can be read is left as it is", async () => {
  const { page } = await browser.visit(
    themed("--petition-accent: #7a1f5c; --petition-text: #222; --petition-background: #fff"),
  );
  const style = await (await part(page, ".root")).evaluate((it) => it.style.cssText);
  assert.equal(style, "");
});

test("a page that turns dark is looked at again", async () => {
  const { page } = await browser.visit(
    themed(
      "--petition-background: light-dark(#fff, #111); --petition-text: #777",
      "html { color-scheme: light dark }",
    ),
  );
  const root = await part(page, ".root > .layout");
  const ink = () => root.evaluate((it) => getComputedStyle(it).color);
  await until(async () => (await ink()) !== "rgb(119, 119, 119)", "an ink for white");
  const light = await ink();
  await preferScheme(page, "dark");
  await root.hover();
  await until(async () => (await ink()) !== light, "another ink");
  assert.deepEqual(await findings(page, ["color-contrast"]), []);
});

test("a page that puts on other colours is looked at again as soon as somebody turns to the form", async () => {
  const { page } = await browser.visit(
    themed(
      "--petition-background: #fff; --petition-text: #999",
      ".night petition-form { --petition-background: #222 !important }",
    ),
  );
  const root = await part(page, ".root > .layout");
  const ink = () => root.evaluate((it) => getComputedStyle(it).color);
  await until(async () => (await ink()) !== "rgb(153, 153, 153)", "a darker ink");
  await page.evaluate(() => document.body.classList.add("night"));
  await (await part(page, "form")).hover();
  await until(async () => (await ink()) === "rgb(153, 153, 153)", "the page's own ink");
  assert.deepEqual(await findings(page, ["color-contrast"]), []);
});

test("where there is no form, what is said instead can be read", async () => {
  for (const petition of ["no-such-petition", "stop-rekognition"]) {
    const html = `<petition-form petition="${petition}" partner="nobody"></petition-form>`;
    const style = "petition-form { --petition-background: #333; --petition-text: #444 }";
    const { page } = await browser.visit(
      written(
        around(
          `<main><h1>A page</h1>${html}</main>`,
          `<script async src="{{service}}/v1.js"></script><style>${style}</style>`,
        ),
      ),
    );
    await part(page, ".notice h2");
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    assert.deepEqual(await findings(page, ["color-contrast"]), []);
  }
});

const EMBEDDING = await readFile(new URL("../../docs/embedding.md", import.meta.url), "utf8");
const LOOKS = [...EMBEDDING.matchAll(/\/\* (\w+) \*\/\npetition-form \{([^}]*)\}/g)];
test("the looks that the documentation offers need no mending, in light and in dark", async () => {
  assert.equal(LOOKS.length, 5);
  for (const [, name, theme] of LOOKS)
    for (const scheme of ["light", "dark"]) {
      const { page } = await browser.visit(themed(theme, `html { color-scheme: ${scheme} }`));
      const mended = await (await part(page, "form")).evaluate((it) =>
        it.closest(".root").style.cssText.replace(/--\w+/g, ""),
      );
      // A yellow that cannot be read as a link is known, and given way to.
      assert.ok(name === "Signal" || mended === "", `${name} in ${scheme}: ${mended}`);
      const ours = (await findings(page, ["color-contrast"])).filter((it) => it.includes(WIDGET));
      assert.deepEqual(ours, [], `${name} in ${scheme}`);
    }
});
