// Chromium alone: Firefox has no virtual authenticator that a test could reach by WebDriver BiDi.
//
// Passkeys that are cancelled, or not those of the account: the page says what to do, and nothing is lost.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isAccessible } from "./support/axe.mjs";
import { useBrowser } from "./support/browser.mjs";
import { downloadSays } from "./support/organizer.mjs";
import {
  ADD,
  askForFile,
  begin,
  getInByPasskey,
  givePassword,
  path,
  press,
  signOut,
  told,
  USE,
} from "./support/passkeys.mjs";
import { addPetition, serviceOnLocalhost } from "./support/stack.mjs";

const browser = useBrowser();

test("after a passkey that did not fit, a recovery code is taken on the same page", async () => {
  await addPetition("taken-by-code");
  const { page, at, phone } = await begin(browser);
  await press(page, ADD);
  const codes = await page.$$eval("main li", (all) => all.map((one) => one.textContent.trim()));
  await press(page, "main a.button");
  await askForFile(page, at, "taken-by-code");
  const [key] = await phone.keys();
  await phone.replace(key, { signCount: 0 });
  await page.click(USE);
  await page.waitForSelector("[data-download-status] .error");
  await page.type("#f-factor_code", codes[0]);
  await page.click("form.panel .button:not([type=button])");
  await downloadSays(page, "Done: taken-by-code-");
});

test("a passkey that is refused says what to do, and loses nothing", async () => {
  const { page, at, email, phone } = await begin(browser);
  await page.type("#f-name", "Telefon 📱");
  await phone.refuse();
  await page.click(ADD);
  assert.match(await told(page), /cancelled.*Nothing is lost: try again/);
  await isAccessible(page);
  assert.equal(await page.$eval("#f-name", (field) => field.value), "Telefon 📱");
  await phone.agree();
  await press(page, ADD);
  await press(page, "main a.button");
  await signOut(page);
  await givePassword(page, at, email);
  await phone.refuse();
  await page.click(USE);
  assert.match(await told(page), /cancelled.*or type a code/);
  await isAccessible(page);
  await phone.agree();
  await press(page, USE);
  assert.equal(path(page), "/organizer/");
});

test("a passkey of another account is refused", async () => {
  const ada = await getInByPasskey(browser);
  const [adas] = await ada.phone.keys();
  await signOut(ada.page);
  await ada.phone.unplug();
  const bob = await getInByPasskey(browser);
  const { page, at, phone } = bob;
  await signOut(page);
  await phone.forget();
  await phone.take(adas);
  await givePassword(page, at, bob.email);
  await page.click(USE);
  assert.match(await told(page), /there is none of this account here/);
  await page.$eval(
    "[data-passkey]",
    (box, id) => {
      // What somebody would change who has Bob's password and a passkey of their own.
      const options = JSON.parse(box.dataset.options);
      options.allowCredentials = [{ id, type: "public-key" }];
      box.dataset.options = JSON.stringify(options);
    },
    adas.credentialId.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""),
  );
  await press(page, USE);
  assert.match(await page.$eval("#problems", (one) => one.textContent), /answer did not fit/);
  await page.goto(`${at}/organizer/`);
  assert.notEqual(path(page), "/organizer/");
});

test("under another name of the service, the page says where passkeys work", async () => {
  const at = (await serviceOnLocalhost()).replace("localhost", "127.0.0.1");
  const { page } = await begin(browser, { at });
  await page.click(ADD);
  assert.match(await told(page), /work at localhost alone, and this page is open as 127\.0\.0\.1/);
});
