// Somebody who signs in with passkeys: on localhost, since browsers have none at a bare address such as 127.0.0.1.

import { Authenticator } from "./authenticator.mjs";
import { go, PASSWORD, setPassword } from "./organizer.mjs";
import { serviceOnLocalhost, until } from "./stack.mjs";

export const ADD = "[data-passkey=add] button";
export const USE = "[data-passkey=use] button";

/** Somebody who has set a password, and whose browser has a phone at hand. */
export async function begin(browser, { at: elsewhere, ...wishes } = {}) {
  const at = elsewhere ?? (await serviceOnLocalhost());
  const { page, email } = await setPassword(browser, { ...wishes, at });
  return { page, email, at, phone: await Authenticator.of(page) };
}

/** All the way in, by a passkey named "My phone". */
export async function getInByPasskey(browser) {
  const one = await begin(browser);
  await one.page.type("#f-name", "My phone");
  await go(one.page, () => one.page.click(ADD));
  await go(one.page, () => one.page.click("main a.button"));
  return one;
}

export async function signOut(page) {
  await go(page, () => page.$eval("form[action$=sign-out]", (form) => form.requestSubmit()));
}

/** As far as the second factor. */
export async function givePassword(page, at, email) {
  await page.goto(`${at}/organizer/sign-in`);
  await page.type("#f-email", email);
  await page.type("#f-password", PASSWORD);
  await go(page, () => page.click("form.panel .button"));
}

export const press = (page, button) => go(page, () => page.click(button));

/** As far as the second factor again, before a file of this petition is taken out. */
export async function askForFile(page, at, slug) {
  await until(async () => (await fetch(`${at}/api/v1/petitions/${slug}`)).ok, slug); // it is another process
  await page.goto(`${at}/organizer/petitions/${slug}/export`);
  await press(page, "button[value=csv]");
}

/** What the page says where a passkey did not come. */
export async function told(page) {
  const alert = await page.waitForSelector("[data-passkey] [role=alert]:not([hidden])");
  return alert.evaluate((one) => one.textContent);
}

export const path = (page) => new URL(page.url()).pathname;
