// Without JavaScript: a link on partners' pages, and everything on the service's own.
// Chromium alone: a driven Firefox has no switch for JavaScript, and what is tested here is HTML.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { getIn } from "./support/organizer.mjs";
import { linkInMail, service, site, totalOf, until } from "./support/stack.mjs";
import { newSupporter } from "./support/widget.mjs";

const browser = useBrowser();

const WITHOUT = { javascript: false };
const OWN_PAGE = `${service}/p/stop-rekognition`;

const heading = (page) => page.$eval("h1", (it) => it.textContent);
const follow = (page, selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);

async function fillInPage(page, supporter) {
  for (const [name, value] of Object.entries(supporter)) await page.type(`[name=${name}]`, value);
}

for (const path of ["/article", "/strict-csp", "/two-petitions"])
  test(`without JavaScript ${path} shows a link to the petition's own page`, async () => {
    const { page } = await browser.visit(site + path, WITHOUT);
    const link = await page.$("petition-form a");
    assert.ok(await link.isVisible());
    await Promise.all([page.waitForNavigation(), link.click()]);
    assert.equal(page.url(), OWN_PAGE);
  });

test("without JavaScript the petition's own page signs, thanks by name, and the mail's link confirms", async () => {
  const before = await totalOf("stop-rekognition");
  const { page } = await browser.visit(OWN_PAGE, WITHOUT);
  const supporter = newSupporter({ given_name: "Grace" });
  await fillInPage(page, supporter);
  await page.click("[name=consent]");
  await follow(page, "form button");
  assert.match(await heading(page), /One more step, Grace/);
  assert.ok((await page.$eval("main", (it) => it.textContent)).includes(supporter.email));

  await page.goto(await linkInMail(supporter.email));
  assert.equal(await heading(page), "Grace, confirm your signature");
  assert.equal(await totalOf("stop-rekognition"), before, "opening the link confirms nothing");
  await follow(page, "main button");
  assert.match(await heading(page), /Thank you, Grace/);
  await until(async () => (await totalOf("stop-rekognition")) === before + 1, "the total rises");
});

test("without JavaScript a form with mistakes comes back as it was typed, and says by each field what to do", async () => {
  const { page } = await browser.visit(OWN_PAGE, WITHOUT);
  await fillInPage(page, { given_name: "Grace", email: "grace", comment: "Because <b> & so on" });
  await follow(page, "form button");
  const value = (name) => page.$eval(`[name=${name}]`, (it) => it.value);
  assert.deepEqual(await Promise.all(["given_name", "email", "comment"].map(value)), [
    "Grace",
    "grace",
    "Because <b> & so on",
  ]);
  const links = await page.$$eval(".notice-error a", (all) =>
    all.map((it) => [it.textContent, it.hash]),
  );
  assert.deepEqual(links, [
    ["Last name: Please fill this in.", "#f-family_name"],
    ["E-mail: Please enter an e-mail address like name@example.org.", "#f-email"],
    ["Please tick the box to give your consent.", "#f-consent"],
  ]);
  assert.match(await page.title(), /^Error: /);
});

test("without JavaScript a person who did not sign has the signature removed", async () => {
  const { page } = await browser.visit(OWN_PAGE, WITHOUT);
  const supporter = newSupporter();
  await fillInPage(page, supporter);
  await page.click("[name=consent]");
  await follow(page, "form button");
  await page.goto(await linkInMail(supporter.email, "not-me"));
  await follow(page, "main button");
  assert.equal(await heading(page), "The signature is removed");
  await page.goto(await linkInMail(supporter.email));
  assert.equal(await heading(page), "This signature was withdrawn");
});

test("without JavaScript an editor's button shows what stands in the form, as the petition's own page would", async () => {
  const { page } = await getIn(browser, { role: "editor", ...WITHOUT });
  await page.goto(`${service}/organizer/petitions/new`);
  await page.type("#f-title", "Without a script");
  await page.click("[data-preview-button]");
  const frame = page.frames().find((one) => one.name() === "preview");
  const shown = () => frame.$eval("body", (one) => one.innerHTML).catch(() => ""); // on its way
  await until(async () => (await shown()).includes("<h1>Without a script</h1>"), "the preview");
  assert.ok(await (await frame.$("[name=consent]")).isVisible());
  assert.equal(page.url(), `${service}/organizer/petitions/new`);
  await (await frame.$("form button")).click();
  await page.type("#f-target", "Somebody"); // the page is still there, and the frame went nowhere
  assert.match(await shown(), /<h1>Without a script<\/h1>/);
});
