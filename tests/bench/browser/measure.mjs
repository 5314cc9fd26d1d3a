// The widget's part of the bench: run by tests/bench/widget.py, which says in BENCH_WIDGET where the service is, on
// which port its partner's pages are expected, and how many rounds to go. Prints what was measured as JSON.

import { setTimeout as sleep } from "node:timers/promises";
import { inNewTab, launch, readyAt, slowDown, slowNetwork } from "./chromium.mjs";
import { allTexts, plainPage, serve } from "./pages.mjs";
import { CATEGORIES, scriptTime } from "./script-time.mjs";

const where = JSON.parse(process.env.BENCH_WIDGET);
const site = `http://127.0.0.1:${where.port}`;
const READY = ["advised", "plain", "still", "least"].flatMap((name) => [name, `styled/${name}`]);
const SCRIPTS = { advised: "/v1.js", preact: "/preact.js" };
/** Time for what comes after the form, such as the names of countries. */
const AFTER = 1000;

async function measure() {
  const seen = { ready: {}, script: {}, after: {}, shift: {} };
  for (let round = 0; round < where.rounds; round++) {
    process.stderr.write(`The widget, round ${round + 1} of ${where.rounds}\n`);
    for (const name of inTurn(READY, round)) push(seen.ready, name, await timeUntilReady(name));
    for (const name of inTurn(Object.keys(SCRIPTS), round)) {
      const { until, after } = await timeOfScript(name);
      push(seen.script, name, until);
      push(seen.after, name, after);
    }
  }
  for (const width of [360, 768, 1280]) seen.shift[width] = await layoutShift(width);
  const requests = await inNewTab(browser, signAndCount);
  return { ...seen, ...requests, browser: await browser.version() };
}

/** Every other round goes backwards. */
const inTurn = (names, round) => (round % 2 ? [...names].reverse() : names);

function push(lists, name, value) {
  lists[name] ??= [];
  lists[name].push(value);
}

/** What the widget asks for, and what it makes of its shadow root. */
async function lookOnce(page) {
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`${site}/plain`);
  await page.waitForSelector("petition-form >>> option:nth-child(200)");
  const markup = await page.$eval("petition-form", (it) => it.shadowRoot.innerHTML);
  return { markup, config: asked.find((url) => url.includes("/api/")) };
}

const timeUntilReady = (name) =>
  inNewTab(browser, async (page) => {
    await slowNetwork(page);
    await slowDown(page);
    return readyAt(page, `${site}/${name}`);
  });

/** The network does not count here, so it is not slowed down. */
const timeOfScript = (name) =>
  inNewTab(browser, async (page) => {
    await slowDown(page);
    await page.tracing.start({ categories: CATEGORIES });
    const ready = await readyAt(page, `${site}/${name}`);
    await sleep(AFTER);
    const trace = await page.tracing.stop();
    const time = (until) => scriptTime(trace, SCRIPTS[name], until);
    return { until: time(ready), after: time(ready + AFTER) };
  });

/** The page's whole score, on the slow network, up to well after the form shows. */
const layoutShift = (width) =>
  inNewTab(
    browser,
    async (page) => {
      await slowNetwork(page);
      await page.evaluateOnNewDocument(() => {
        globalThis.shift = 0;
        new PerformanceObserver((list) => {
          for (const { value } of list.getEntries()) globalThis.shift += value;
        }).observe({ type: "layout-shift", buffered: true });
      });
      await readyAt(page, `${site}/styled/advised`);
      await sleep(AFTER);
      return page.evaluate(() => globalThis.shift);
    },
    { width, height: 900 },
  );

/** Requests beside the page's own; preflights are told by the protocol alone. */
async function signAndCount(page) {
  const seen = new Map();
  const protocol = await page.createCDPSession();
  await protocol.send("Network.enable");
  protocol.on("Network.requestWillBeSent", ({ requestId, request, type }) =>
    seen.set(requestId, { url: request.url, type }),
  );
  // A preload that is used is told twice.
  protocol.on("Network.requestServedFromCache", ({ requestId }) => seen.delete(requestId));
  await page.goto(`${site}/advised`);
  const given = await page.waitForSelector("petition-form >>> [name=given_name]");
  const requests = [...seen.values()].filter(({ url }) => url.startsWith(where.service)).length;
  await given.type("Ada");
  for (const [name, value] of Object.entries({ family_name: "Lovelace", email: "ada@example.org" }))
    await (await page.$(`petition-form >>> [name=${name}]`)).type(value);
  await (await page.$("petition-form >>> [name=consent]")).click();
  await (await page.$("petition-form >>> form button")).click();
  await page.waitForSelector("petition-form >>> .thanks");
  const asked = [...seen.values()];
  const known = [where.service, site].map((url) => new URL(url).origin);
  const strangers = asked.filter(
    ({ url }) => /^http/.test(url) && !known.includes(new URL(url).origin),
  );
  const preflights = asked.filter(({ type }) => type === "Preflight").length;
  return { requests, third_party: strangers.length, preflights };
}

const texts = { "/plain": await plainPage(where) };
const server = await serve(where.port, texts);
const browser = await launch();
try {
  const { config, markup } = await inNewTab(browser, lookOnce);
  Object.assign(texts, await allTexts(where, config, markup));
  console.log(JSON.stringify(await measure()));
} finally {
  await browser.close();
  server.close();
}
