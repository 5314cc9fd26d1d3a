// An organizer at a browser: gets in by the one-time link, and has an app for the second factor.

import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { organizerLink, service, until } from "./stack.mjs";

export const PASSWORD = "lantern otter gravel seventeen";
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

let people = 0;

/** Somebody with this role who has set a password by the one-time link: `page` asks for a second factor. */
export async function setPassword(
  browser,
  { role = "owner", partner, at = service, ...size } = {},
) {
  const email = newAddress();
  const link = await organizerLink(email, role, partner);
  const { page } = await browser.visit(link.replace(service, at), size);
  await page.type("#f-password", PASSWORD);
  await page.type("#f-again", PASSWORD);
  await send(page);
  return { page, email };
}

/** Somebody with this role, all the way in: `page` shows their petitions, `code()` is what their app shows. */
export async function getIn(browser, { role = "owner", partner, ...size } = {}) {
  const email = newAddress();
  const link = await organizerLink(email, role, partner);
  const { cookies, app } = await setUp(link);
  const { page } = await browser.tab(size);
  await page.browserContext().setCookie(...cookies);
  await page.goto(`${service}/organizer/`);
  return { page, email, code: () => app.code() };
}

/** Sends what the forms of `getInByHand` send, without a browser, which takes two seconds. */
async function setUp(link) {
  const cookies = new Map();
  const send = async (url, form) => {
    const answer = await fetch(url, {
      method: form ? "POST" : "GET",
      body: form && new URLSearchParams(form),
      headers: {
        "Sec-Fetch-Site": "same-origin",
        Cookie: [...cookies].map((one) => one.join("=")).join("; "),
      },
      redirect: "manual",
    });
    for (const one of answer.headers.getSetCookie()) {
      const [, name, value] = one.match(/^([^=]+)=([^;]*)/);
      cookies.set(name, value);
    }
    return answer;
  };
  await send(link, { password: PASSWORD, again: PASSWORD });
  const page = await (await send(`${service}/organizer/second-factor`)).text();
  const [, spaced] = page.match(/class="[^"]*secret[^"]*">\s*<code[^>]*>([^<]+)</) ?? [];
  if (!spaced) throw new Error(`no secret in ${page}`);
  const app = new App(spaced.replaceAll(/\s/g, ""));
  const last = await send(`${service}/organizer/second-factor`, { code: await app.code() });
  if (!last.ok) throw new Error(`${last.status}: ${await last.text()}`);
  const { hostname: domain } = new URL(service);
  const kept = [...cookies].map(([name, value]) => ({ name, value, domain, path: "/" }));
  return { cookies: kept, app };
}

const newAddress = () => `organizer.${process.pid}.${Date.now()}.${people++}@organizers.example`;

/** The same as somebody does it, page by page; `look` is given those of the second factor and of the recovery codes. */
export async function getInByHand(browser, { look, ...wishes } = {}) {
  const { page, email } = await setPassword(browser, wishes);
  await look?.(page);
  const secret = (await page.$eval(".secret code", (one) => one.textContent)).replaceAll(/\s/g, "");
  const app = new App(secret);
  await page.type("#f-code", await app.code());
  await send(page, "form.panel:has(#f-code) button");
  await look?.(page);
  await go(page, () => page.click("main a.button"));
  return { page, email, code: () => app.code() };
}

/** Presses the button of a form, and waits for the page that comes. */
export const send = (page, button = "form.panel .button:not([type=button])") =>
  go(page, () => page.click(button));

/**
 * Does something that leads to another page, and waits for that. Not by waitForNavigation, which waits for the frames
 * of the page before to go: Firefox keeps the petition's preview.
 */
export async function go(page, act) {
  await page.evaluate(() => {
    globalThis.isBefore = true;
  });
  await act();
  const isThere = () =>
    page.evaluate(
      () =>
        !globalThis.isBefore &&
        document.readyState === "complete" &&
        location.protocol !== "about:", // an empty one may come between
    );
  await until(() => isThere().catch(() => false), "another page"); // on its way
}

/** Keeps in `window.saved` what the page would save as files. */
export const keepFiles = (page) =>
  page.evaluate(() => {
    window.saved = [];
    URL.createObjectURL = (file) => {
      window.saved.push(file.text());
      return "#";
    };
  });

/** Waits until the page of a download says these words. */
export const downloadSays = (page, words) =>
  page.waitForFunction(
    (wanted) =>
      document.querySelector("[data-download-status]")?.textContent.includes(wanted) ?? false,
    {},
    words,
  );

class App {
  #key;
  #used = -1;

  constructor(secret) {
    const bits = [...secret].map((one) => ALPHABET.indexOf(one).toString(2).padStart(5, "0"));
    this.#key = Buffer.from(
      bits
        .join("")
        .match(/.{8}/g)
        .map((byte) => Number.parseInt(byte, 2)),
    );
  }

  /** A code that was not used yet: each is good once, so the second of a half minute takes the next one's. */
  async code() {
    const now = Math.floor(Date.now() / 30_000);
    const step = Math.max(now, this.#used + 1);
    while (step > Math.floor(Date.now() / 30_000) + 1) await sleep(200);
    this.#used = step;
    return this.#at(step);
  }

  /** RFC 6238. */
  #at(step) {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(step));
    const digest = createHmac("sha1", this.#key).update(counter).digest();
    const place = digest[19] & 15;
    return String((digest.readUInt32BE(place) & 0x7fffffff) % 1_000_000).padStart(6, "0");
  }
}
