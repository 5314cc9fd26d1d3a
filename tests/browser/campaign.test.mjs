// A campaign as an organizer runs it: from the one-time link to a petition with three partners, figures, an
// invalidation and its undoing, an export and the delivery PDF.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isAccessible } from "./support/axe.mjs";
import { useBrowser } from "./support/browser.mjs";
import { getInByHand, go, send } from "./support/organizer.mjs";
import { service, signByScript, until } from "./support/stack.mjs";

const browser = useBrowser();
const run = `${process.pid}-${Date.now()}`; // the other browser's run has the same service
const slug = `campaign-${run}`;
const petition = `${service}/organizer/petitions/${slug}`;
const partners = ["north", "south", "west"].map((name) => ({
  key: `${name}-${run}`,
  origin: `https://${name}-${run}.example`,
}));

/** Types into fields by their names. */
async function fillIn(page, values) {
  for (const [name, value] of Object.entries(values)) await page.type(`#f-${name}`, value);
}

/** In a tab of its own: where a preview was, page.goto waits as waitForNavigation does (see `go`). */
async function writePetition() {
  const { page } = await browser.visit(`${service}/organizer/petitions/new`);
  await fillIn(page, {
    slug,
    title: "Keep the library open",
    target: "The town council",
    statement: "Keep the library open on Saturdays.",
  });
  await page.select("#f-confirmation", "none");
  await send(page, "form:has(#f-statement) > button");
  await go(page, () => page.click("form[action$='/state'] button"));
  await page.close();
}

async function addPartner(page, { key, origin }) {
  await page.goto(`${service}/organizer/partners`);
  await fillIn(page, { name: `Partner ${key}`, key, origins: `${origin}/news/?from=mail` });
  await send(page, "form[action$='/add'] button");
}

/** Whether forms on a partner's page are given a token. */
async function mayAsk({ key, origin }) {
  const url = `${service}/api/v1/petitions/${slug}/challenge?partner=${key}`;
  return (await fetch(url, { headers: { Origin: origin } })).ok;
}

const figure = (page, name) => page.$eval(`[data-head=${name}]`, (one) => one.textContent);

async function shows(page, figures) {
  await page.goto(petition);
  for (const [name, count] of Object.entries(figures))
    await until(async () => (await figure(page, name)) === String(count));
}

/** What a form answers with once the second factor is right, fetched by the page itself. */
async function taken(page, button, code) {
  await page.goto(`${petition}/export`);
  await go(page, () => page.click(button));
  return page.evaluate(async (typed) => {
    const form = document.querySelector("form.panel");
    const body = new URLSearchParams(new FormData(form));
    body.set("factor_code", typed);
    const answer = await fetch(form.action, { method: "POST", body });
    return { type: answer.headers.get("content-type"), text: await answer.text() };
  }, code);
}

test("an organizer runs a campaign", async () => {
  const { page, code } = await getInByHand(browser);
  await writePetition();
  for (const partner of partners) await addPartner(page, partner);

  for (const one of partners) await until(() => mayAsk(one)); // the service reads them again each second
  let number = 0;
  for (const { key, origin } of partners)
    for (let i = 0; i < 4; i++)
      await signByScript(slug, `${number++}.${run}@people.example.org`, {
        partner: key,
        origin,
        given_name: "=cmd()",
      });
  await shows(page, { confirmed: 12, invalidated: 0 });
  const rows = await page.$$eval("[data-cell=confirmed]", (cells) =>
    cells.map((cell) => cell.textContent),
  );
  assert.equal(rows.filter((count) => count === "4").length, partners.length, String(rows));

  await page.goto(`${petition}/suspicious`);
  await go(page, () => page.click(".cards form button"));
  await isAccessible(page);
  const preview = page.url();
  assert.match(
    await page.$eval("main", (one) => one.textContent),
    /12 signatures would be taken out/,
  );
  await go(page, () => page.click("form[action$='/apply'] button"));
  await page.waitForFunction(() => document.querySelector("h2 .badge")?.textContent === "applied");
  await isAccessible(page);
  await shows(page, { confirmed: 0, invalidated: 12 });
  await page.goto(preview);
  await go(page, () => page.click("form[action$='/undo'] button"));
  await page.waitForFunction(() => document.querySelector("h2 .badge")?.textContent === "undone");
  await shows(page, { confirmed: 12, invalidated: 0 });

  const file = await taken(page, "form:has([value=everything]) button[value=csv]", await code());
  assert.match(file.type, /^text\/csv/);
  assert.equal(file.text.split("'=cmd()").length, 13, file.text.slice(0, 500));
  const pdf = await taken(page, "form[action$='/pdf'] button", await code());
  assert.equal(pdf.type, "application/pdf");
  assert.match(pdf.text, /^%PDF-/);
});
