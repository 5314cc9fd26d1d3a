// Organizers' pages in a browser, by axe and on a phone's width; the way in is in getting_in.test.mjs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isAccessible } from "./support/axe.mjs";
import { preferScheme, useBrowser } from "./support/browser.mjs";
import { downloadSays, getIn, go, keepFiles, send } from "./support/organizer.mjs";
import { addPetition, service, signByScript, until } from "./support/stack.mjs";
import { part } from "./support/widget.mjs";
import { isAsWideAsTheScreen, isHeldByItsPanels } from "./support/widths.mjs";

const browser = useBrowser();

const PAGES = [
  "/organizer/",
  "/organizer/petitions/organized",
  "/organizer/petitions/organized/over-time",
  "/organizer/petitions/organized/text",
  "/organizer/petitions/organized/translations",
  "/organizer/petitions/organized/translations/de",
  "/organizer/petitions/organized/texts",
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

test("every page is accessible, by light and in the dark, and no wider than a phone, a tablet or a laptop", async () => {
  await addPetition("organized", { title: "A petition with a title of some length" });
  await signByScript("organized", `first.${Date.now()}@people.example.org`, { country: "FR" });
  const { page } = await getIn(browser, { width: 360 });
  for (const path of PAGES) {
    await page.goto(service + path);
    await isAccessible(page);
    for (const width of [1280, 768, 360]) {
      await page.setViewport({ width, height: 900 });
      await isAsWideAsTheScreen(page);
      await isHeldByItsPanels(page);
    }
    await preferScheme(page, "light");
  }
});

test("pages in their other states are accessible, and no wider than a phone", async () => {
  const slug = `empty-${process.pid}-${Date.now()}`; // the other browser's run has the same service
  await addPetition(slug);
  const { page } = await getIn(browser, { width: 360 });
  const looksRight = async () => {
    await isAccessible(page);
    await isAsWideAsTheScreen(page);
    await isHeldByItsPanels(page);
    await preferScheme(page, "light");
  };
  const open = (path) => page.goto(`${service}/organizer/${path}`);
  for (const path of [`petitions/${slug}`, `petitions/${slug}/suspicious`, "petitions/none"]) {
    await open(path);
    await looksRight();
  }

  await open("petitions/new"); // three fields that are wrong
  await page.type("#f-slug", "Not Good");
  await page.type("#f-goal", "many");
  await page.$eval("#petition", (form) => {
    form.noValidate = true;
  });
  await send(page, "#petition > button");
  await page.waitForSelector("#e-goal");
  await looksRight();

  const email = `found.${process.pid}.${Date.now()}@people.example.org`; // a signature with its correction
  await signByScript(slug, email);
  await open(`petitions/${slug}/signatures`);
  await page.type("#f-email", email);
  await send(page, "form.panel button");
  await page.waitForSelector("#correct");
  await looksRight();

  const since = "2020-01-01T00:00"; // a preview of an invalidation
  await open(`petitions/${slug}/suspicious`);
  await page.$eval("#f-since", (field, since) => Object.assign(field, { value: since }), since);
  await page.$eval("#f-until", (field) => Object.assign(field, { value: "2099-01-01T00:00" }));
  await send(page, "form:has(#f-since) .button");
  await page.waitForSelector("#sample");
  await looksRight();
});

test("what a partner sees, and what is not theirs, is accessible and no wider than a phone", async () => {
  const slug = `theirs-${process.pid}-${Date.now()}`;
  await addPetition(slug);
  const { page } = await getIn(browser, { role: "partner", partner: "civic-news", width: 360 });
  const here = ["", `petitions/${slug}`, `petitions/${slug}/export`, "partners/civic-news", "team"];
  for (const path of here) {
    await page.goto(`${service}/organizer/${path}`);
    await isAccessible(page);
    await isAsWideAsTheScreen(page);
    await isHeldByItsPanels(page);
    await preferScheme(page, "light");
  }
});

test("the page to try a snippet on is accessible, and no wider than a phone", async () => {
  await addPetition("organized");
  const { page } = await getIn(browser, { role: "partner", partner: "civic-news", width: 360 });
  await page.goto(`${service}/organizer/try?petition=organized&partner=civic-news`);
  await part(page, "form");
  await isAccessible(page);
  await isAsWideAsTheScreen(page);
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

test("how far a long file is, it says in rows, and not aloud each time", async () => {
  await addPetition("taken");
  const { page } = await getIn(browser);
  await page.goto(`${service}/organizer/petitions/taken/export`);
  await go(page, () => page.click("button[value=csv]"));
  await page.evaluate(() => {
    const { readable, writable } = new TransformStream(undefined, { highWaterMark: 9 });
    const file = writable.getWriter();
    globalThis.come = (rows) => file.write(new TextEncoder().encode("a,b\n".repeat(rows)));
    globalThis.end = () => file.close();
    const headers = { "Content-Disposition": 'attachment; filename="long.csv"', "X-Rows": "2000" };
    globalThis.fetch = async () => new Response(readable, { headers });
  });
  await page.type("#f-factor_code", "123456");
  await page.click("form.panel .button:not([type=button])");
  await page.evaluate(() => globalThis.come(1500));
  const progress = () => page.$eval("[data-download-progress]", (one) => one.textContent);
  await until(async () => (await progress()) === "1,500 of 2,000 rows…");
  assert.equal(await page.$eval("progress", (bar) => bar.position), 0.75);
  await downloadSays(page, "on its way"); // the status, which is read aloud
  assert.equal(await page.$eval("[role=status]", (one) => one.textContent.includes("rows")), false);
  await isAccessible(page);
  await page.evaluate(async () => {
    await globalThis.come(500);
    await globalThis.end();
  });
  await downloadSays(page, "Done: long.csv, 2,000 rows.");
});

/** Writes a question of each kind, moves one, and takes one out, all by the buttons of the form. */
async function askOwnQuestions(page, slug, press, look) {
  await page.goto(`${service}/organizer/petitions/${slug}/text`);
  await press(page, "add:text");
  await page.type("#f-q_new1_label", "What do you work as?");
  await press(page, "add:select");
  await page.type("#f-q_new2_label", "How did you hear of us?");
  await page.type("#f-q_new2_options", "web = On the web\nFrom a friend");
  await press(page, "add:checkbox");
  await page.type("#f-q_new3_label", "Too much");
  await press(page, "up:new2");
  await press(page, "remove:new3");
  await isAsWideAsTheScreen(page);
  await look?.(page);
  await send(page, "form:has(#f-statement) > button");
  const asked = await page.$$eval("[data-rows] .ask-own input[name$=_label]", (inputs) =>
    inputs.map((input) => input.value),
  );
  assert.deepEqual(asked, ["How did you hear of us?", "What do you work as?"]);
  assert.equal(
    await page.$eval("textarea[name$=_options]", (one) => one.value),
    "web = On the web\nFrom a friend",
  );
}

const buttonFor = (what) => `button[name=do][value="${what}"]`;

test("questions are added, moved and taken out in the page", async () => {
  const slug = `asking-${process.pid}-${Date.now()}`;
  await addPetition(slug);
  const { page } = await getIn(browser, { width: 360 });
  const pressInPage = async (page, what) => {
    const there = page.url();
    await page.click(buttonFor(what));
    assert.equal(page.url(), there);
    assert.notEqual(await page.$eval("[data-said]", (one) => one.textContent), "");
    // What has moved keeps the focus; what has come has it.
    assert.notEqual(await page.evaluate(() => document.activeElement.tagName), "BODY");
  };
  await askOwnQuestions(page, slug, pressInPage, async (page) => {
    await isAccessible(page);
    assert.deepEqual(await page.evaluate(() => globalThis.violationsSeen ?? []), []);
  });
});

test("questions are added, moved and taken out without the script", async () => {
  const slug = `asking-plain-${process.pid}-${Date.now()}`;
  await addPetition(slug);
  const { page } = await getIn(browser, { width: 360 });
  await page.setRequestInterception(true);
  page.on("request", (one) => (one.url().endsWith("questions.js") ? one.abort() : one.continue()));
  await askOwnQuestions(page, slug, (page, what) => go(page, () => page.click(buttonFor(what))));
});

test("a language is added beside the original, and its texts are listed with who signed them", async () => {
  const slug = `spoken-${process.pid}-${Date.now()}`;
  await addPetition(slug);
  await signByScript(slug, `first.${Date.now()}@people.example.org`);
  const { page } = await getIn(browser, { width: 360 });
  const list = `${service}/organizer/petitions/${slug}/translations`;
  await page.goto(list);
  await page.select("#f-add", "de");
  await send(page, "form[method=get] button");
  await page.type("#f-title", "Öffnet die Bücherei");
  await page.type("#f-statement", "Öffnen Sie die Bücherei am Sonntag.");
  await send(page, "form:has(#f-statement) > button");
  await page.type("#f-statement", " Und am Montag.");
  await send(page, "form:has(#f-statement) > button");
  await isAccessible(page); // another wording is explained first
  await page.click("#f-is_understood");
  await send(page, ".note-warn button");
  await isAccessible(page);
  await go(page, () => page.click('.tabs a[href$="/texts"]'));
  await page.click("details summary");
  await isAccessible(page);
  await isAsWideAsTheScreen(page);
  assert.equal(await page.$eval("ins", (one) => one.textContent.trim()), "Und am Montag.");
  const told = await page.$$eval("section.panel > p", (all) =>
    all.map((one) => one.textContent.trim()),
  );
  assert.match(told[0], /^Nobody has signed it yet/);
  assert.match(told[2], /^1 signature sent in with these words; 1 count/);
});

test("Enter in a field saves the petition, and moves nothing", async () => {
  const slug = `entered-${process.pid}-${Date.now()}`;
  await addPetition(slug);
  const { page } = await getIn(browser);
  await page.goto(`${service}/organizer/petitions/${slug}/text`);
  await page.focus("#f-share");
  await go(page, () => page.keyboard.press("Enter"));
  assert.match(page.url(), /done=/);
});
