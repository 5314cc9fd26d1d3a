// People who see little, or otherwise: colours of their own, no motion, great zoom, big letters, coarse fingers.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { findings } from "./support/axe.mjs";
import { BROWSER, useBrowser } from "./support/browser.mjs";
import { fail, mend } from "./support/stack.mjs";
import {
  around,
  fillIn,
  form,
  newSupporter,
  part,
  press,
  says,
  sign,
  testPage,
  WIDGET,
  written,
} from "./support/widget.mjs";

const SNIPPET = `<script async src="{{service}}/v1.js"></script>
  <petition-form petition="stop-rekognition" partner="civic-news"></petition-form>`;

/** Runs in pages: the contrast of two colours, each as CSS writes it, on an opaque ground. */
const CONTRAST = () => {
  const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const luminance = (color) => {
    pixel.fillStyle = color;
    pixel.fillRect(0, 0, 1, 1);
    const [red, green, blue] = [...pixel.getImageData(0, 0, 1, 1).data].map((byte) => {
      const share = byte / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  globalThis.contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
};

/** Contrasts of what is no text: a field's border, the focus, the progress bar, the box to tick. */
const contrasts = async (page) => {
  await (await part(page, "[name=email]")).focus();
  await page.keyboard.press("Tab");
  await page.evaluate(CONTRAST);
  return page.$eval(WIDGET, ({ shadowRoot }) => {
    const style = (selector) => getComputedStyle(shadowRoot.querySelector(selector));
    const ground = style(".root").backgroundColor;
    const button = style("form button");
    const { contrast } = globalThis;
    return {
      field: contrast(style("[name=email]").borderTopColor, ground),
      focus: contrast(style(":focus-visible").outlineColor, ground),
      progress: contrast(
        style(".progress-fill").borderTopColor,
        style(".progress").backgroundColor,
      ),
      button: Math.max(
        contrast(button.backgroundColor, ground),
        button.borderTopStyle === "none" ? 0 : contrast(button.borderTopColor, ground),
      ),
    };
  });
};

const isSeen = (contrasts) => {
  for (const [what, contrast] of Object.entries(contrasts))
    assert.ok(contrast >= 3, `${what}: ${contrast}`);
};

/** How a page may be dark or light, declared or not. */
const GROUNDS = {
  "dark, and says so": "html { color-scheme: dark; background: #101014; color: #eee }",
  "dark, and does not say so": "body { background: #101014; color: #eee }",
  "of loud colours": "html { background: linear-gradient(#f0f, #ff0); color: #0ff }",
};

describe("any browser", () => {
  const browser = useBrowser();

  for (const [ground, css] of Object.entries(GROUNDS))
    test(`text has a contrast of 4.5, and all that is no text one of 3, on a page that is ${ground}`, async () => {
      const html = around(`<main><h1>News</h1>${SNIPPET}</main>`, `<style>${css}</style>`);
      const { page } = await browser.visit(written(html));
      await form(page);
      await press(page);
      await part(page, ".error-summary:not([hidden])");
      const ours = (await findings(page, ["color-contrast"])).filter((it) => it.includes(WIDGET));
      assert.deepEqual(ours, []);
      isSeen(await contrasts(page));
    });

  test("a contrast that is too low would be noticed", async () => {
    const css =
      "petition-form::part(label) { color: #ccc } petition-form::part(input) { border-color: #ddd }";
    const html = around(`<main><h1>News</h1>${SNIPPET}</main>`, `<style>${css}</style>`);
    const { page } = await browser.visit(written(html));
    await form(page);
    assert.ok((await findings(page, ["color-contrast"])).length > 0);
    assert.ok((await contrasts(page)).field < 3);
  });

  /** 1280 by 1024 pixels at 400 %. */
  const ZOOMED = { width: 320, height: 256, scale: 4 };

  test("at 400 % zoom, from left or right, even with text spread out, nothing is wider than the window, and nothing scrolls within", async () => {
    for (const language of ["en", "he"]) {
      const viewport = '<meta name="viewport" content="width=device-width">';
      const html = around(SNIPPET, viewport, language);
      const { page } = await browser.visit(written(html, { via: "line" }), ZOOMED);
      assert.equal(await page.evaluate(() => devicePixelRatio), 4);
      await form(page);
      assert.deepEqual(await tooWide(page), [], language);
      await spread(page);
      assert.deepEqual(await tooWide(page), [], `${language}, spread`);
      await press(page);
      await part(page, ".error-summary:not([hidden])");
      assert.deepEqual(await tooWide(page), [], `${language}, spread, errors`);
      await sign(page);
      assert.deepEqual(await tooWide(page), [], `${language}, spread, thanks`);
      await page.evaluate(() => localStorage.clear());
    }
  });

  test("whatever is pressed is 44 pixels high and wide, or a link within a sentence", async () => {
    const { page } = await browser.visit(testPage("plain", { via: "line" }));
    await form(page);
    await press(page);
    await part(page, ".error-summary:not([hidden])");
    assert.deepEqual(await tooSmall(page), []);
    await sign(page);
    assert.deepEqual(await tooSmall(page), []);
    await fail("drop", "/counting", { times: 100 });
    const failed = await browser.visit(testPage("plain", { petition: "counting", via: "line" }));
    await part(failed.page, ".notice button");
    assert.deepEqual(await tooSmall(failed.page), []);
  });
});

/** Text as widely set as WCAG 1.4.12 asks a page to bear. */
const spread = (page) =>
  page.$eval(WIDGET, ({ shadowRoot }) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
      word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`);
    shadowRoot.adoptedStyleSheets.push(sheet);
  });

/** What is wider than its place, the page itself included. */
const tooWide = (page) =>
  page.$eval(WIDGET, ({ shadowRoot }) => {
    const { clientWidth } = document.documentElement;
    return [document.documentElement, ...shadowRoot.querySelectorAll("*")]
      .filter((it) => it.checkVisibility() && !it.closest(".quiet"))
      .filter((it) => {
        const { left, right } = it.getBoundingClientRect();
        const scrolls =
          it.scrollWidth > it.clientWidth + 1 && getComputedStyle(it).overflowX !== "visible";
        const isText = /^(input|select|textarea)$/.test(it.localName);
        return left < -1 || right > clientWidth + 1 || (scrolls && !isText);
      })
      .map((it) => `${it.localName}.${it.className}`);
  });

/**
 * What somebody misses who presses 21 pixels above, below or beside the middle of it. A box to tick has
 * its label, too; a link within a sentence is as high as its line.
 */
const tooSmall = (page) =>
  page.$eval(WIDGET, ({ shadowRoot }) => {
    const BESIDE = [
      [0, -21],
      [0, 21],
      [-10, 0],
      [21, 0],
    ];
    const misses = (target) => {
      target.scrollIntoView({ block: "center", behavior: "instant" });
      const { left, top, width, height } = target.getBoundingClientRect();
      const own = [target, ...(target.labels ?? [])];
      return BESIDE.filter(([x, y]) => {
        const hit = shadowRoot.elementFromPoint(left + width / 2 + x, top + height / 2 + y);
        return !own.some((it) => it.contains(hit));
      }).map((by) => `${target.localName} ${target.name || target.textContent}: ${by}`);
    };
    return [...shadowRoot.querySelectorAll("a, button, input, select, textarea")]
      .filter((it) => it.checkVisibility() && !it.closest(".quiet"))
      .filter((it) => getComputedStyle(it).display !== "inline")
      .flatMap(misses);
  });

/** Chromium is told page by page, Firefox when it starts. */
const wishing = (...features) => ({
  prepare: async (page) => {
    if (BROWSER === "chrome")
      await (await page.createCDPSession()).send("Emulation.setEmulatedMedia", { features });
  },
});
const FORCED = { name: "forced-colors", value: "active" };
const DARK = { name: "prefers-color-scheme", value: "dark" };
const STILL = { name: "prefers-reduced-motion", value: "reduce" };

describe("a browser that forces its own colours and wants nothing to move", () => {
  const browser = useBrowser({
    prefs: { "browser.display.document_color_use": 2, "ui.prefersReducedMotion": 1 },
  });

  for (const scheme of BROWSER === "chrome" ? [[], [DARK]] : [[]])
    test(`everything stays to be seen, and still, in forced colours${scheme.length ? ", dark" : ""}`, async () => {
      const { page } = await browser.visit(
        testPage("landmarks", { via: "line" }),
        wishing(FORCED, STILL, ...scheme),
      );
      const matches = (query) => page.evaluate((query) => matchMedia(query).matches, query);
      assert.ok(await matches("(forced-colors: active)"));
      assert.ok(await matches("(prefers-reduced-motion: reduce)"));
      await form(page);
      isSeen(await contrasts(page));
      assert.deepEqual(await faint(page), []);
      await press(page);
      await part(page, ".error-summary:not([hidden])");
      assert.deepEqual(await faint(page), []);
      await fillIn(page, newSupporter());
      await fail("hold", "/signatures");
      await press(page);
      await says(page, "Signing", "form button");
      assert.equal(await pace(page), "0s");
      await mend();
      await part(page, ".thanks");
      assert.deepEqual(await faint(page), []);
    });
});

/**
 * Text with a contrast under 4.5, as the browser paints it. axe-core reads -webkit-text-fill-color, which
 * tells the page's own colour even where the browser forces another.
 */
async function faint(page) {
  await page.evaluate(CONTRAST);
  return page.$eval(WIDGET, (widget) => {
    // Forced colours keep nothing of a transparent ground but that it is transparent.
    const paints = (it) => !/^rgba.* 0\)$/.test(getComputedStyle(it).backgroundColor);
    const ground = (it) =>
      !it || paints(it) ? it : ground(it.parentElement ?? it.getRootNode().host);
    return [...widget.shadowRoot.querySelectorAll("*")]
      .filter((it) => it.checkVisibility() && !it.closest(".quiet"))
      .filter((it) => [...it.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
      .filter((it) => {
        const { backgroundColor } = getComputedStyle(ground(it));
        return globalThis.contrast(getComputedStyle(it).color, backgroundColor) < 4.5;
      })
      .map((it) => `${it.localName}: ${it.textContent}`);
  });
}

/** How long the one thing that moves, the bar of the total, takes to do so. */
const pace = async (page) =>
  (await part(page, ".progress-fill")).evaluate((it) => getComputedStyle(it).transitionDuration);

describe("a browser whose letters are twice as big", async () => {
  const userDataDir = await mkdtemp(path.join(tmpdir(), "petition-big-letters-"));
  await mkdir(path.join(userDataDir, "Default"));
  const big = { webkit: { webprefs: { default_font_size: 32 } } };
  await writeFile(path.join(userDataDir, "Default/Preferences"), JSON.stringify(big));
  after(() => rm(userDataDir, { recursive: true, force: true, maxRetries: 5 }));
  const browser = useBrowser({
    args: [`--user-data-dir=${userDataDir}`],
    prefs: { "font.size.variable.x-western": 32 },
  });

  test("the widget's letters are big as well, fit, and move while it signs as others wish", async () => {
    const { page } = await browser.visit(testPage("landmarks", { via: "line" }), {
      width: 640,
      height: 900,
    });
    await fillIn(page, newSupporter());
    const size = await (await part(page, "label")).evaluate((it) => getComputedStyle(it).fontSize);
    assert.equal(size, "32px");
    assert.deepEqual(await tooWide(page), []);
    await fail("hold", "/signatures");
    await press(page);
    await says(page, "Signing", "form button");
    assert.equal(await pace(page), "0.6s");
  });
});
