// The way in, step by step: by axe, on a phone's width, and with the QR code read off the screen.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isAccessible } from "./support/axe.mjs";
import { preferScheme, useBrowser } from "./support/browser.mjs";
import { getIn, getInByHand, send } from "./support/organizer.mjs";
import { readQrCode } from "./support/qr_code.mjs";
import { organizerLink, service } from "./support/stack.mjs";
import { isAsWideAsTheScreen, isHeldByItsPanels } from "./support/widths.mjs";

const browser = useBrowser();

async function looksRight(page) {
  await isAccessible(page);
  await isAsWideAsTheScreen(page);
  await isHeldByItsPanels(page);
  await preferScheme(page, "light");
}

test("passwords that won't do are refused by the field, and so is a sign-in", async () => {
  const email = `way.in.${process.pid}.${Date.now()}@organizers.example`;
  const { page } = await browser.visit(await organizerLink(email), { width: 360 });
  await looksRight(page);
  await page.type("#f-password", "short");
  await page.type("#f-again", "short");
  await send(page);
  await page.waitForSelector("#e-password");
  await looksRight(page);
  await page.goto(`${service}/organizer/sign-in`);
  await looksRight(page);
  await page.type("#f-email", email);
  await page.type("#f-password", "not the password");
  await send(page);
  await page.waitForSelector("[role=alert]");
  await looksRight(page);
});

test("an app that scans the second factor has the key that stands beside it", async () => {
  const titles = [];
  const { page } = await getInByHand(browser, {
    width: 360,
    look: async (page) => {
      titles.push(await page.title());
      await looksRight(page);
      if (!(await page.$(".qr svg"))) return;
      await preferScheme(page, "dark"); // where it stays dark on white
      const uri = new URL(await readQrCode(await page.screenshot({ fullPage: true })));
      const told = await page.$eval(".secret code", (one) => one.textContent);
      assert.equal(uri.protocol, "otpauth:");
      assert.equal(uri.searchParams.get("secret"), told.replaceAll(/\s/g, ""));
    },
  });
  assert.equal(titles.length, 2, titles.join()); // the second factor, the recovery codes
  await page.goto(`${service}/organizer/account`);
  await looksRight(page);
});

test("an owner gives somebody their one-time link, after the second factor", async () => {
  const { page, code } = await getIn(browser, { width: 360 });
  await page.goto(`${service}/organizer/team`);
  await page.type("#f-email", `new.${process.pid}.${Date.now()}@organizers.example`);
  await send(page, "form:has(#f-email) .button");
  await looksRight(page); // asks for the code
  await page.type("#f-factor_code", await code());
  await send(page);
  await looksRight(page);
  const link = await page.$eval("#link", (one) => one.textContent);
  assert.match(link, /\/organizer\/welcome\//);
});
