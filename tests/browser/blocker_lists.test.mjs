// What blockers' lists say of the widget's addresses, elements and names: nothing.
// Chromium alone: it lends its selectors; the lists are the same everywhere.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import {
  FiltersEngine,
  Request,
} from "../../widget_js/node_modules/@ghostery/adblocker/dist/esm/index.js";
import { filterLists, needsBlocker } from "./support/blocker.mjs";
import { useBrowser } from "./support/browser.mjs";
import { service } from "./support/stack.mjs";
import { form, sign, testPage } from "./support/widget.mjs";

const browser = useBrowser();

const PAGE = "https://news.example.org/2026/a-story";
const SERVICE = "https://petitions.example.net";
const API = "/api/v1/petitions/stop-rekognition";

/** Everything that a partner's page, or a page that shares it, asks of the service, and as what. */
const ADDRESSES = [
  ["/v1.js", "script"],
  ["/v1.0.0.js", "script"],
  [`${API}?partner=civic-news&locale=en`, "fetch"],
  [`${API}/totals`, "fetch"],
  [`${API}/challenge?partner=civic-news&text=1`, "fetch"],
  [`${API}/signatures`, "fetch"],
  [`${API}/referrals/k7m2p9qx`, "fetch"],
  ["/p/stop-rekognition", "main_frame"],
  ["/p/stop-rekognition/badge.svg", "image"],
  ["/p/stop-rekognition/image.png", "image"],
  ["/embed/stop-rekognition", "sub_frame"],
  ["/embed/stop-rekognition?partner=civic-news", "sub_frame"],
  [`/oembed?url=${encodeURIComponent(`${SERVICE}/p/stop-rekognition`)}`, "fetch"],
  ["/confirm/abc.def", "main_frame"],
  ["/not-me/abc.def", "main_frame"],
  ["/mine/abc.def", "main_frame"],
];

/** What the lists do block, so that a test that finds nothing has looked. */
const TRACKERS = [
  ["https://www.google-analytics.com/analytics.js", "script"],
  ["https://connect.facebook.net/en_US/fbevents.js", "script"],
  [`${SERVICE}/pixel.gif?x=1`, "image"],
  [`${SERVICE}/v1/pixel.js`, "script"],
];

let engine;
before(async () => {
  if (!needsBlocker.skip) engine = FiltersEngine.parse((await filterLists()).join("\n"));
});

const blocked = ([url, type]) => {
  const request = Request.fromRawDetails({
    url: new URL(url, SERVICE).href,
    type,
    sourceUrl: PAGE,
  });
  const { match, filter } = engine.match(request);
  return match && `${url}: ${filter}`;
};

/** What the lists' cosmetic rules hide of a page, shadow roots included: the rules that match. */
async function hidden(page) {
  const found = await page.evaluate(() => {
    const roots = [...document.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
    const all = [document, ...roots].flatMap((root) => [...root.querySelectorAll("*")]);
    const hrefs = all.flatMap((it) => it.href || []);
    return {
      classes: all.flatMap((it) => [...it.classList]),
      ids: all.flatMap((it) => it.id || []),
      hrefs,
    };
  });
  const { styles } = engine.getCosmeticsFilters({
    ...found,
    url: PAGE,
    hostname: "news.example.org",
    domain: "example.org",
  });
  const selectors = styles
    .split(/\s*\{[^}]*\}\s*/)
    .flatMap((list) => list.split(/,\n/))
    .filter(Boolean);
  assert.ok(selectors.length > 100, "the rules for every page");
  return page.evaluate((selectors) => {
    const roots = [...document.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
    const matches = (selector) => [document, ...roots].some((root) => root.querySelector(selector));
    return selectors.filter(matches);
  }, selectors);
}

test("the lists block what they are there for", needsBlocker, () => {
  for (const tracker of TRACKERS) assert.ok(blocked(tracker), tracker[0]);
});

test("no list blocks any address of the service", needsBlocker, () => {
  assert.deepEqual(ADDRESSES.map(blocked).filter(Boolean), []);
});

test(
  "no list keeps anybody from following a link to pass the petition on",
  needsBlocker,
  async () => {
    const { page } = await browser.visit(testPage("plain"));
    await sign(page);
    const links = await page.$$eval("petition-form >>> .share a", (all) =>
      all.map(({ href }) => href),
    );
    assert.ok(links.length > 5);
    const onTheWeb = links.filter((href) => href.startsWith("http"));
    assert.deepEqual(onTheWeb.map((href) => blocked([href, "main_frame"])).filter(Boolean), []);
    assert.deepEqual(await hidden(page), []);
  },
);

test("no list hides anything of the widget or of the service's pages", needsBlocker, async () => {
  const { page } = await browser.visit(testPage("landmarks"));
  await form(page);
  assert.deepEqual(await hidden(page), []);
  await page.evaluate(() => {
    const advertisement = document.createElement("div");
    advertisement.className = "ad-banner-box";
    document.body.append(advertisement);
  });
  assert.deepEqual(await hidden(page), [".ad-banner-box"], "an advertisement is hidden");
  for (const path of ["/", "/p/stop-rekognition", "/p/closed", "/confirm/broken"]) {
    await page.goto(service + path);
    assert.deepEqual(await hidden(page), [], path);
  }
});
