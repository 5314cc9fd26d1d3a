// Chromium alone: Firefox has no virtual authenticator that a test could reach by WebDriver BiDi.
//
// Passkeys in a real browser, with Chromium's virtual authenticator in place of a phone.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Authenticator } from "./support/authenticator.mjs";
import { isAccessible } from "./support/axe.mjs";
import { useBrowser } from "./support/browser.mjs";
import { downloadSays, go, keepFiles } from "./support/organizer.mjs";
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
import { addPetition, signByScript } from "./support/stack.mjs";

const browser = useBrowser();

const names = (page) => page.$$eval("#factors + ul b", (all) => all.map((one) => one.textContent));

test("a passkey is the second factor from the one-time link on", async () => {
  const { page, email, at, phone } = await begin(browser);
  await isAccessible(page);
  await page.type("#f-name", "My phone");
  await press(page, ADD);
  assert.equal((await page.$$("main li")).length, 10); // recovery codes
  const [key] = await phone.keys();
  assert.equal(key.rpId, "localhost");
  await press(page, "main a.button");
  assert.equal(path(page), "/organizer/");
  await signOut(page);
  await givePassword(page, at, email);
  await isAccessible(page);
  await press(page, USE);
  assert.equal(path(page), "/organizer/");
  await page.goto(`${at}/organizer/account`);
  assert.ok((await names(page)).includes("My phone"));
});

test("Enter in the passkey's name asks for the passkey", async () => {
  const { page } = await begin(browser);
  await page.type("#f-name", "My phone");
  await go(page, () => page.keyboard.press("Enter"));
  assert.equal((await page.$$("main li")).length, 10);
});

test("a file is taken out after the passkey is given again", async () => {
  await addPetition("taken-by-passkey");
  await signByScript("taken-by-passkey", `one.${Date.now()}@people.example.org`);
  const { page, at, phone } = await getInByPasskey(browser);
  await askForFile(page, at, "taken-by-passkey");
  await isAccessible(page);
  await keepFiles(page);
  const [key] = await phone.keys();
  await phone.replace(key, { signCount: 0 }); // as a copy of it has counted
  await page.click(USE);
  await downloadSays(page, "did not fit");
  await isAccessible(page);
  await phone.replace(key, { signCount: 100 });
  await page.click(USE);
  await downloadSays(page, "Done: taken-by-passkey-");
  await isAccessible(page);
  const [file] = await page.evaluate(() => Promise.all(window.saved));
  assert.match(file, /given_name,family_name,email/);
  await press(page, "main form a");
  assert.equal(path(page), "/organizer/petitions/taken-by-passkey/export");
});

test("a second passkey is added, and the first one taken away", async () => {
  const { page, at, email, phone } = await getInByPasskey(browser);
  const [first] = await phone.keys();
  await page.goto(`${at}/organizer/account`);
  await press(page, "form[action$='account/second-factor'] button");
  await press(page, USE);
  await page.type("#f-name", "My key");
  await page.click(ADD); // the phone again
  assert.match(await told(page), /passkey of this account on this device already/);
  await isAccessible(page);
  const key = await Authenticator.of(page, { transport: "usb" });
  await press(page, ADD); // the name is still there
  assert.match(await page.$eval("main", (one) => one.textContent), /The passkey is added/);
  assert.deepEqual((await names(page)).slice(1, 3), ["My phone", "My key"]);

  await press(page, "form[action$='passkeys/remove'] button");
  await phone.unplug();
  await press(page, USE);
  assert.deepEqual((await names(page)).slice(1, -1), ["My key"]);
  await signOut(page);
  await givePassword(page, at, email);
  await key.unplug();
  const old = await Authenticator.of(page);
  await old.take(first);
  await page.click(USE);
  assert.match(await told(page), /there is none of this account here/);
});
