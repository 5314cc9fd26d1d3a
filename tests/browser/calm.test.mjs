// Nothing jumps, nothing interrupts: the room that is kept, the reader's place, and how often the total is said.

import assert from "node:assert/strict";
import { test } from "node:test";
import { BROWSER, useBrowser } from "./support/browser.mjs";
import { fail, mend, until } from "./support/stack.mjs";
import { around, form, part, testPage, total, WIDGET, written } from "./support/widget.mjs";

const browser = useBrowser();

/** What the snippet's documentation advises. */
const ADVICE = `<style>
  petition-form { --petition-min-height: 56rem }
  petition-form:not(:defined) { display: block; min-height: 56rem }
</style>`;

const page = (head) =>
  around(
    `<p>Before</p><petition-form petition="counting" mode="form"><a href="#">Sign</a></petition-form><p id="below">After</p><div style="height: 3000px"></div>`,
    `<script async src="{{service}}/v1.js"></script>${head}`,
  );

/** Notes wherever #below stands, frame by frame, and what the browser itself calls a shift. */
const watch = (page) =>
  page.evaluateOnNewDocument(() => {
    globalThis.places = [];
    globalThis.shifts = [];
    const look = () => {
      const below = document.querySelector("#below");
      const place = below && Math.round(below.getBoundingClientRect().top + scrollY);
      if (below && place !== globalThis.places.at(-1)) globalThis.places.push(place);
      requestAnimationFrame(look);
    };
    look();
    if (PerformanceObserver.supportedEntryTypes.includes("layout-shift"))
      new PerformanceObserver((list) => {
        globalThis.shifts.push(...list.getEntries().map(({ value }) => value));
      }).observe({ type: "layout-shift", buffered: true });
  });

/** A page whose script, and then whose petition, is long in coming. */
async function slowly(html) {
  await fail("hold", "/v1.js");
  const visit = await browser.tab({ prepare: watch });
  await visit.page.goto(written(html, { via: "line" }), { waitUntil: "domcontentloaded" });
  await until(() => visit.page.evaluate(() => globalThis.places.length), "the page shows");
  await fail("hold", "/counting");
  await mend();
  return visit;
}

test("a page that keeps the room as it is advised to does not move at all while the petition loads", async () => {
  const { page: tab } = await slowly(page(ADVICE));
  await form(tab);
  await tab.evaluate(() => new Promise((done) => setTimeout(done, 300)));
  assert.equal((await tab.evaluate(() => globalThis.places)).length, 1);
  if (BROWSER === "chrome") assert.deepEqual(await tab.evaluate(() => globalThis.shifts), []);
});

test("a page that moves would be noticed", async () => {
  const { page: tab } = await slowly(page(""));
  await form(tab);
  await until(() => tab.evaluate(() => globalThis.places.length > 1), "it moves");
  if (BROWSER === "chrome") assert.ok((await tab.evaluate(() => globalThis.shifts)).length > 0);
});

test("whoever types elsewhere or reads further down keeps focus and place while the petition comes", async () => {
  const html = page(ADVICE).replace('<p id="below">', '<input id="own"><p id="below">');
  const { page: tab } = await slowly(html);
  await tab.focus("#own");
  await tab.evaluate(() => scrollTo(0, 1500));
  await form(tab);
  await tab.evaluate(() => new Promise((done) => setTimeout(done, 300)));
  assert.equal(await tab.evaluate(() => scrollY), 1500);
  assert.equal(await tab.evaluate(() => document.activeElement.id), "own");
});

const SPEED = 100;

/** How long the widget waits for an answer, which takes on this machine what it takes. */
const TIMEOUT = 15_000;

/** The page's time and clock go faster, so that a minute is six tenths of a second. */
const quicken = (page) =>
  page.evaluateOnNewDocument(
    (speed, timeout) => {
      const { setTimeout } = globalThis;
      globalThis.setTimeout = (done, ms = 0, ...more) =>
        setTimeout(done, ms === timeout ? ms : ms / speed, ...more);
      const { now } = Date;
      const start = now();
      Date.now = () => start + (now() - start) * speed;
    },
    SPEED,
    TIMEOUT,
  );

test("the total is shown as it rises, and said politely, once a minute at most", async () => {
  const last = 1_000_025;
  for (let confirmed = 1_000_001; confirmed <= last; confirmed++) {
    const as_of = `2099-01-01T00:00:${confirmed % 100}Z`.replace(/:(\d)Z/, ":0$1Z");
    const body = JSON.stringify({ confirmed, goal: 2_000_000, as_of });
    await fail("answer", "/totals", { status: 200, body });
  }
  const url = testPage("plain", { petition: "counting", via: "line" });
  const { page: tab } = await browser.visit(url, { prepare: quicken });
  await part(tab, "[aria-live]");
  const role = await tab.$eval(WIDGET, ({ shadowRoot }) => {
    globalThis.said = [];
    globalThis.shown = [];
    const note = (place, list) =>
      new MutationObserver(() => list.push(Date.now())).observe(place, { childList: true });
    const live = shadowRoot.querySelector("[aria-live]");
    note(live, globalThis.said);
    note(shadowRoot.querySelector(".total"), globalThis.shown);
    return live.ariaLive;
  });
  assert.equal(role, "polite");
  await until(async () => (await total(tab)) === last, "the last total", 40);
  const [said, shown] = await tab.evaluate(() => [globalThis.said, globalThis.shown]);
  const pauses = said.slice(1).map((time, at) => time - said[at]);
  // Clocks tell whole milliseconds, and each is a tenth of a second here.
  assert.ok(pauses.length > 0 && Math.min(...pauses) >= 60_000 - SPEED, `${pauses}`);
  assert.ok(shown.length > 2 * said.length, "what is shown changes more often");
});
