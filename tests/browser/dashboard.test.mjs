// What the scripts of the dashboard and of a partner's page do: the chart, and the snippet to copy.

import assert from "node:assert/strict";
import { test } from "node:test";
import { BROWSER, preferScheme, useBrowser } from "./support/browser.mjs";
import { getIn } from "./support/organizer.mjs";
import { addPetition, service, signByScript, site, totalOf, until } from "./support/stack.mjs";

const browser = useBrowser();
const LEGEND = ".u-legend";

/** A petition's dashboard, once it shows two signatures of one partner and one of the petition's own page. */
async function dashboard(size = {}) {
  const slug = `charted-${process.pid}-${Date.now()}`;
  await addPetition(slug);
  let number = 0;
  const sign = (more) =>
    signByScript(slug, `${number++}.${process.pid}.${Date.now()}@people.example.org`, more);
  for (let i = 0; i < 2; i++) await sign({ partner: "civic-news", origin: site });
  await sign();
  await until(async () => (await totalOf(slug)) === 3);
  const { page } = await getIn(browser, { role: "viewer", ...size });
  await page.goto(`${service}/organizer/petitions/${slug}`);
  await page.waitForSelector(".chart canvas");
  return { page, sign };
}

/** What the chart says of the place in its middle, by the names in its legend. */
async function told(page) {
  const chart = await page.$(".u-over");
  await chart.scrollIntoView();
  const { x, y, width, height } = await chart.boundingBox();
  await page.mouse.move(x + width / 3, y + height / 2);
  await page.mouse.move(x + width / 2, y + height / 2);
  const rows = await page.$$eval(`${LEGEND} .u-series`, (all) =>
    all.map((one) => [
      one.querySelector(".u-label").textContent,
      one.querySelector(".u-value").textContent,
    ]),
  );
  return Object.fromEntries(rows);
}

test("the chart tells each partner's own by the day and by the hour, and goes on telling as it grows", async () => {
  const { page, sign } = await dashboard();
  const pressed = () =>
    page.$$eval("[data-period]", (all) => all.map((one) => one.ariaPressed).join());
  const day = await told(page);
  const own = Object.keys(day).find((name) => !/Time|Civic/.test(name));
  const partner = Object.keys(day).find((name) => /Civic/.test(name));
  assert.match(day["Time (UTC)"], /^\d{4}-\d\d-\d\d$/);
  assert.deepEqual([day[partner], day[own]], ["2", "1"]);
  assert.equal(await pressed(), "true,false");

  await page.click("[data-period=hour]");
  assert.equal(await pressed(), "false,true");
  assert.match((await told(page))["Time (UTC)"], /^\d{4}-\d\d-\d\d \d\d:00$/);

  await page.click("[data-period=day]");
  await sign();
  const grown = () => told(page).catch(() => ({})); // it is drawn anew meanwhile
  await until(async () => (await grown())[own] === "2", "one more of the petition's own");
});

test("what comes up while the page is open gets its row: a partner, a source", async () => {
  const slug = `growing-${process.pid}-${Date.now()}`;
  await addPetition(slug);
  let number = 0;
  const sign = (more) =>
    signByScript(slug, `${number++}.grow.${process.pid}.${Date.now()}@people.example.org`, more);
  await sign({ source: "newsletter" });
  const { page } = await getIn(browser, { role: "viewer" });
  await page.goto(`${service}/organizer/petitions/${slug}`);
  await page.waitForSelector(".chart canvas");
  const loads = [];
  page.on("load", () => loads.push(page.url()));
  const rows = (table) =>
    page.$$eval(`${table} tr`, (all) =>
      all.map((one) =>
        [one.querySelector("th"), one.querySelector("[data-cell=confirmed], .n")]
          .map((cell) => cell.textContent)
          .join(" "),
      ),
    );
  const become = (table, ...wanted) =>
    until(async () => (await rows(table)).join() === wanted.join(), `${wanted} in ${table}`);
  await become("[data-partners]", "Own page 1");
  for (let i = 0; i < 2; i++) await sign({ partner: "civic-news", origin: site, source: "blog" });
  await become("[data-bars=source] tbody", "blog 2", "newsletter 1");
  await until(async () => (await rows("[data-partners]"))[0]?.endsWith(" 2"), "the new partner");
  assert.match((await rows("[data-partners]"))[0], /^Civic/);
  assert.equal((await rows("[data-partners]"))[1], "Own page 1");
  assert.deepEqual(loads, []);
});

if (BROWSER === "chrome")
  test("the chart follows the system from light to dark while it is open", async () => {
    const { page } = await dashboard();
    await preferScheme(page, "light");
    const drawn = () => page.$eval(".chart canvas", (one) => one.toDataURL());
    const light = await drawn();
    await preferScheme(page, "dark");
    await until(async () => (await drawn()) !== light, "other colours");
    await preferScheme(page, "light");
    await until(async () => (await drawn()) === light, "the first ones");
  });

test("the snippet follows what is chosen, and is copied by its button", async () => {
  const { page } = await getIn(browser, { role: "editor", width: 1280 });
  await page.goto(`${service}/organizer/partners/civic-news`);
  const code = () => page.$eval("#code", (one) => one.value);
  assert.match(await code(), /^<petition-form|<script/);
  assert.doesNotMatch(await code(), /locale="de"/);
  await page.select("[name=locale]", "de");
  await until(async () => /locale="de"/.test(await code().catch(() => "")), "a German snippet");
  assert.match(await page.$eval("iframe.preview", (one) => one.src), /locale=de/);

  await page.evaluate(() => {
    navigator.clipboard.writeText = async (text) => {
      globalThis.copied = text;
    };
  });
  await page.click("[data-copy]");
  await until(() => page.$eval("[data-copied]", (one) => one.textContent.startsWith("Copied.")));
  assert.equal(await page.evaluate(() => globalThis.copied), await code());
});

test("where nothing may be copied, the snippet is selected, and that is said", async () => {
  const { page } = await getIn(browser, { role: "editor" });
  await page.goto(`${service}/organizer/partners/civic-news`);
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error("not allowed"));
  });
  await page.click("[data-copy]");
  await until(() =>
    page.$eval("[data-copied]", (one) => one.textContent.includes("copy it by hand")),
  );
  const [from, to, length] = await page.$eval("#code", (one) => [
    one.selectionStart,
    one.selectionEnd,
    one.value.length,
  ]);
  assert.deepEqual([from, to], [0, length]);
});
