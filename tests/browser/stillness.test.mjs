// Chromium alone: no other browser tells of layout shifts.
// With the room that docs/embedding.md advises to keep, nothing on the page moves while the form arrives.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { useBrowser } from "./support/browser.mjs";
import { fail, mend } from "./support/stack.mjs";
import { around, form, part, written } from "./support/widget.mjs";

const browser = useBrowser();

const reserve = (room) =>
  `<style>petition-form { --petition-min-height: ${room} } petition-form:not(:defined) { display: block; min-height: ${room} }</style>`;
const SCRIPT = '<script async crossorigin="anonymous" src="{{service}}/v1.js"></script>';
const element = (mode) =>
  `<p>Before</p><petition-form petition="stop-rekognition" partner="civic-news" mode="${mode}"><a href="#">Sign</a></petition-form><p>After</p>`;

const recordShifts = (page) =>
  page.evaluateOnNewDocument(() => {
    globalThis.shifts = [];
    new PerformanceObserver((list) => {
      for (const { value, sources } of list.getEntries())
        globalThis.shifts.push(`${value} ${sources.map(({ node }) => node?.nodeName)}`);
    }).observe({ type: "layout-shift", buffered: true });
  });

/** What has moved, whether the page has to wait for the script or for the petition. */
async function shiftsOf(html, size) {
  const slowScript = await shiftsWhileWaitingFor("/v1.js", html, size);
  return [...slowScript, ...(await shiftsWhileWaitingFor("/stop-rekognition", html, size))];
}

async function shiftsWhileWaitingFor(path, html, size) {
  await fail("hold", path);
  const { page } = await browser.tab({ ...size, prepare: recordShifts });
  const loading = page.goto(written(html, { via: "line" }));
  await sleep(500);
  await mend();
  await loading;
  await form(page);
  // The countries, and whatever else comes after the form.
  await part(page, "option:nth-child(200)");
  await sleep(300);
  return page.evaluate(() => globalThis.shifts);
}

for (const width of [360, 768, 1280]) {
  test(`nothing moves at ${width} px with the advised snippet`, async () => {
    const html = around(element("full"), reserve("56rem") + SCRIPT);
    assert.deepEqual(await shiftsOf(html, { width, height: 800 }), []);
  });

  test(`nothing moves at ${width} px in sight of what follows, where there is room for all of the form`, async () => {
    const html = around(element("form"), reserve("110rem") + SCRIPT);
    assert.deepEqual(await shiftsOf(html, { width, height: 2400 }), []);
  });
}

test("without room kept, something does move: the measure works", async () => {
  const html = around(element("full"), SCRIPT);
  assert.notDeepEqual(await shiftsOf(html, { width: 768, height: 800 }), []);
});
