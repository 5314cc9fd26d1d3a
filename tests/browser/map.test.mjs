// The map of countries on the dashboard: beside the bars, loaded when it comes near, kept fresh.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isAccessible } from "./support/axe.mjs";
import { BROWSER, originsAsked, useBrowser } from "./support/browser.mjs";
import { getIn } from "./support/organizer.mjs";
import { addPetition, service, signByScript, until } from "./support/stack.mjs";

const browser = useBrowser();
const fields = ["given_name", "email", "country"];

let people = 0;
async function signFrom(slug, ...countries) {
  for (const country of countries)
    await signByScript(slug, `map.${Date.now()}.${people++}@people.example.org`, { country });
}

/** A petition of its own, since the other browser's run has the same service. */
async function petition(name, ...countries) {
  const slug = `${name}-${process.pid}-${Date.now()}`;
  await addPetition(slug, { fields });
  await signFrom(slug, ...countries);
  return slug;
}

/** Brings the map near the screen, and waits for the world. */
async function bringNear(page) {
  await page.$eval("[data-map]", (map) => map.scrollIntoView());
  await page.waitForSelector("[data-map] svg [data-country=FR]");
}

const look = (page, code) =>
  page.$eval(`[data-map] svg [data-country=${code}]`, (shape) => ({
    fill: getComputedStyle(shape).fill,
    shown: getComputedStyle(shape).display !== "none",
    title: shape.querySelector("title").textContent,
  }));
const loaded = (requests) => requests.some((one) => one.url().endsWith("/world.json"));
const bar = (page, code) =>
  page.$eval(`[data-bars=country] [data-key="${code}"] .n`, (cell) => cell.textContent);

test("countries are coloured by share, in steps that the legend shows", async () => {
  const slug = await petition("mapped", "FR", "FR", "FR", "FR", "DE", "MT", "", "US");
  const { page } = await getIn(browser, { role: "viewer" });
  await page.goto(`${service}/organizer/petitions/${slug}`);
  await bringNear(page);
  const [france, germany, brazil] = [
    await look(page, "FR"),
    await look(page, "DE"),
    await look(page, "BR"),
  ];
  const steps = await page.$$eval(".map-legend li", (all) =>
    all.map((one) => getComputedStyle(one, "::before").backgroundColor),
  );
  assert.equal(new Set(steps).size, 5);
  assert.equal(france.fill, steps[4]); // four of seven
  assert.equal(germany.fill, steps[3]); // one of seven
  assert.ok(!steps.includes(brazil.fill));
  assert.equal(france.title, "France: 4 (57 %)");
  assert.equal(brazil.title, "Brazil: none yet");
  assert.ok((await look(page, "MT")).shown); // a dot
  assert.ok(!(await look(page, "SG")).shown);
});

test("the country under the pointer is told below the map", async () => {
  const slug = await petition("pointed", "BR");
  const { page } = await getIn(browser, { role: "viewer" });
  await page.goto(`${service}/organizer/petitions/${slug}`);
  await bringNear(page);
  const brazil = await page.$("[data-map] svg [data-country=BR]");
  await brazil.hover();
  await until(
    async () =>
      (await page.$eval("[data-pointed]", (line) => line.textContent)) === "Brazil: 1 (100 %)",
  );
});

test("the map is loaded when it comes near, from this service alone, and stays without errors", async () => {
  const slug = await petition("lazy", "FR");
  const { page } = await getIn(browser, { role: "viewer", height: 400 });
  const requests = [];
  page.on("request", (request) => requests.push(request));
  await page.goto(`${service}/organizer/petitions/${slug}`);
  await page.waitForSelector(".chart canvas");
  await page.evaluate(() => new Promise((done) => setTimeout(done, 300)));
  assert.ok(!loaded(requests));
  await bringNear(page);
  assert.ok(loaded(requests));
  assert.deepEqual(originsAsked(requests), [service]);
  assert.deepEqual(await page.evaluate(() => globalThis.violationsSeen ?? []), []);
});

test("map and bars follow the signatures", async () => {
  const slug = await petition("followed", "FR");
  const { page } = await getIn(browser, { role: "viewer" });
  await page.goto(`${service}/organizer/petitions/${slug}`);
  await bringNear(page);
  await signFrom(slug, "IT", "IT");
  await until(async () => (await look(page, "IT")).title === "Italy: 2 (67 %)");
  assert.equal((await look(page, "FR")).title, "France: 1 (33 %)");
  assert.equal(await bar(page, "IT"), "2");
  const names = await page.$$eval("[data-bars=country] th", (all) =>
    all.map((one) => one.textContent),
  );
  assert.deepEqual(names, ["Italy", "France"]);
});

test("with the map the page is accessible, by light and in the dark, and no wider than a phone", async () => {
  const slug = await petition("narrow", "FR", "DE");
  const { page } = await getIn(browser, { role: "viewer", width: 360 });
  await page.goto(`${service}/organizer/petitions/${slug}`);
  await bringNear(page);
  await isAccessible(page);
  assert.equal(
    await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    ),
    0,
  );
});

const withSwitch = {
  skip: BROWSER === "firefox" && "a driven Firefox has no switch for JavaScript",
};

test("without JavaScript there are the bars alone", withSwitch, async () => {
  const slug = await petition("plain", "FR");
  const { page } = await getIn(browser, { role: "viewer" });
  await page.setJavaScriptEnabled(false);
  await page.goto(`${service}/organizer/petitions/${slug}`);
  assert.equal(await page.$eval("[data-map]", (map) => map.offsetHeight), 0);
  assert.equal(await bar(page, "FR"), "1");
});
