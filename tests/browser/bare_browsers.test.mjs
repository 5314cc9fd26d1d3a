// Browsers and pages that withhold things: what only https pages have, cookies, storage, an origin.

import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { NEWS, PETITIONS, under, useBrowser } from "./support/browser.mjs";
import { elsewhere, linkInMail, service, site, storedFrom } from "./support/stack.mjs";
import {
  around,
  fillIn,
  newSource,
  newSupporter,
  part,
  press,
  sign,
  testPage,
  thanks,
  written,
} from "./support/widget.mjs";

/** A form that any page may carry. */
const form = (source, from = service) =>
  `<script async src="${from}/v1.js"></script>
  <petition-form petition="counting" mode="form" source="${source}"></petition-form>`;

const supporter = () => {
  const { given_name, email } = newSupporter();
  return { given_name, email };
};

/** What happens to whoever touches each of these: its type, or the name of what is thrown. */
const touched = (page) =>
  page.evaluate(() =>
    Object.fromEntries(
      ["localStorage", "sessionStorage", "indexedDB"].map((name) => {
        try {
          return [name, globalThis[name] === null ? "null" : typeof globalThis[name]];
        } catch (error) {
          return [name, error.name];
        }
      }),
    ),
  );

describe("a browser as it comes", () => {
  const browser = useBrowser();

  test("a plain http page signs, and offers no button that needs https", async () => {
    const source = newSource();
    const html = around(form(source, under(PETITIONS, service)));
    const { page, crashes } = await browser.visit(written(html, {}, under(NEWS, site)));
    const there = await page.evaluate(() => [
      globalThis.isSecureContext,
      !!globalThis.crypto.subtle,
      !!navigator.clipboard,
      !!navigator.share,
    ]);
    assert.deepEqual(there, [false, false, false, false]);
    await sign(page, supporter());
    assert.match(await thanks(page), /Thank you, Ada!/);
    const share = await part(page, ".share");
    assert.ok((await share.$$("a")).length > 5);
    assert.equal((await share.$$("button")).length, 0);
    assert.equal(await storedFrom(source), 1);
    assert.deepEqual(crashes, []);
  });

  test("a frame without an origin, where touching storage throws, signs", async () => {
    const source = newSource();
    const inner = written(around(form(source)), {}, elsewhere);
    const { page, crashes } = await browser.visit(
      written(
        around(`<iframe sandbox="allow-scripts allow-forms" width="600" height="900"></iframe>`),
      ),
    );
    const frame = await (await page.$("iframe")).contentFrame();
    await frame.goto(inner);
    assert.equal(await frame.evaluate(() => globalThis.origin), "null");
    assert.equal((await touched(frame)).localStorage, "SecurityError");
    await sign(frame, supporter());
    assert.match(await thanks(frame), /Thank you, Ada!/);
    assert.equal(await storedFrom(source), 1);
    assert.deepEqual(crashes, []);
  });
});

describe("a browser that refuses cookies and storage", async () => {
  // Chromium has no switch for it; a profile whose settings say so is how people do it.
  const userDataDir = await mkdtemp(path.join(tmpdir(), "petition-no-cookies-"));
  await mkdir(path.join(userDataDir, "Default"));
  const refused = { profile: { default_content_setting_values: { cookies: 2 } } };
  await writeFile(path.join(userDataDir, "Default/Preferences"), JSON.stringify(refused));
  after(() => rm(userDataDir, { recursive: true, force: true, maxRetries: 5 }));
  const browser = useBrowser({
    args: [`--user-data-dir=${userDataDir}`],
    prefs: { "network.cookie.cookieBehavior": 2, "dom.storage.enabled": false },
  });

  test("the form signs, and the mail's link confirms", async () => {
    const source = newSource();
    const { page, crashes } = await browser.visit(testPage("plain", { source }));
    assert.match((await touched(page)).localStorage, /^(SecurityError|null)$/);
    await page.evaluate(() => {
      // biome-ignore lint/suspicious/noDocumentCookie: to see that it is refused
      document.cookie = "try=1";
    });
    assert.equal(await page.evaluate(() => document.cookie), "");
    const person = newSupporter();
    await fillIn(page, person);
    await press(page);
    assert.match(await thanks(page), /check your e-mail/);
    assert.equal(await storedFrom(source), 1);
    await page.goto(await linkInMail(person.email));
    await Promise.all([page.waitForNavigation(), page.click("main button")]);
    assert.match(await page.$eval("h1", (it) => it.textContent), /Thank you, Ada/);
    assert.deepEqual(crashes, []);
  });
});
