// Organizers in a browser: from the one-time link to live figures, by axe and on a phone's width.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isAccessible } from "./support/axe.mjs";
import { preferScheme, useBrowser } from "./support/browser.mjs";
import { downloadSays, getIn, go, keepFiles, send } from "./support/organizer.mjs";
import { addPetition, organizerLink, service, signByScript, until } from "./support/stack.mjs";

const browser = useBrowser();

const PAGES = [
  "/organizer/",
  "/organizer/petitions/organized",
  "/organizer/petitions/organized/text",
  "/organizer/petitions/organized/signatures",
  "/organizer/petitions/organized/suspicious",
  "/organizer/petitions/organized/export",
  "/organizer/petitions/new",
  "/organizer/partners",
  "/organizer/partners/civic-news",
  "/organizer/team",
  "/organizer/audit",
  "/organizer/mail",
  "/organizer/account",
];

const isAsWideAsTheScreen = async (page) =>
  assert.equal(
    await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    ),
    0,
  );

test("the way in is accessible, on a phone's width", async () => {
  const email = `way.in.${process.pid}.${Date.now()}@organizers.example`;
  const { page } = await browser.visit(await organizerLink(email), { width: 360 });
  await isAccessible(page);
  await isAsWideAsTheScreen(page);
  await page.type("#f-password", "short");
  await page.type("#f-again", "short");
  await send(page);
  await page.waitForSelector("#e-password");
  await isAccessible(page);
  await page.goto(`${service}/organizer/sign-in`);
  await isAccessible(page);
});

test("every page is accessible, by light and in the dark, and no wider than a phone", async () => {
  await addPetition("organized", { title: "A petition with a title of some length" });
  await signByScript("organized", `first.${Date.now()}@people.example.org`, { country: "FR" });
  const { page } = await getIn(browser, { width: 360 });
  for (const path of PAGES) {
    await page.goto(service + path);
    await isAccessible(page);
    await isAsWideAsTheScreen(page);
    await preferScheme(page, "light");
  }
});

test("a signature shows on the dashboard by itself", async () => {
  const slug = `watched-${process.pid}-${Date.now()}`; // the other browser's run has the same service
  await addPetition(slug);
  await signByScript(slug, `first.${Date.now()}@people.example.org`);
  const { page } = await getIn(browser, { role: "viewer" });
  await page.goto(`${service}/organizer/petitions/${slug}`);
  await page.waitForSelector(".chart canvas");
  const confirmed = () => page.$eval("[data-head=confirmed]", (one) => one.textContent);
  await until(async () => (await confirmed()) === "1");
  await signByScript(slug, `second.${Date.now()}@people.example.org`);
  await until(async () => (await confirmed()) === "2");
});

test("a file is taken out after the second factor alone", async () => {
  await addPetition("taken");
  const { page, code } = await getIn(browser);
  await page.goto(`${service}/organizer/petitions/taken/export`);
  await go(page, () => page.click("button[value=csv]"));
  await isAccessible(page);
  await keepFiles(page);
  const press = () => page.click("form.panel .button:not([type=button])");
  await page.type("#f-factor_code", "000000");
  await press();
  await downloadSays(page, "code"); // it stays, to be mended
  await isAccessible(page);
  await page.$eval("#f-factor_code", (field) => field.select());
  await page.type("#f-factor_code", await code());
  await press();
  await downloadSays(page, "Done: taken-");
  await isAccessible(page);
  const [file] = await page.evaluate(() => Promise.all(window.saved));
  assert.match(file, /given_name,family_name,email/);
});
