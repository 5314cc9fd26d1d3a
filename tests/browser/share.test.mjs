// Passing the petition on after signing: plain links, the device's own sheet, the address to copy.

import assert from "node:assert/strict";
import { test } from "node:test";
import { originsAsked, useBrowser } from "./support/browser.mjs";
import { service, site, until } from "./support/stack.mjs";
import { around, part, sign, testPage, textOf, written } from "./support/widget.mjs";

const browser = useBrowser();

const FORM = `<script async src="{{service}}/v1.js"></script>
  <petition-form petition="stop-rekognition" partner="civic-news" mode="form"></petition-form>`;

const links = async (page) =>
  (await part(page, ".share")).$$eval("a", (all) =>
    all.map(({ href, rel, target }) => ({ href, rel, target })),
  );

/** Stands in for what the browser asks its system for. */
const pretend = (page) =>
  page.evaluateOnNewDocument(() => {
    globalThis.shared = [];
    globalThis.copied = [];
    Object.defineProperty(navigator, "share", {
      configurable: true,
      value: async (what) => void globalThis.shared.push(what),
    });
    Object.defineProperty(navigator, "clipboard", {
      configurable: true,
      value: {
        writeText: async (text) => {
          if (globalThis.clipboardForbidden) throw new DOMException("no", "NotAllowedError");
          globalThis.copied.push(text);
        },
      },
    });
  });

test("whoever has signed finds links that carry the partner's page, and nobody is asked for anything", async () => {
  const { page, requests } = await browser.visit(
    `${testPage("plain")}&id=7&utm_source=x&fbclid=x&mc_eid=x&msclkid=x&to=ada@example.org&_hsenc=x&unsubscribe_token=x`,
  );
  await sign(page);
  const found = await links(page);
  assert.equal(found.length, 9);
  for (const { href, rel, target } of found) {
    assert.ok(decodeURIComponent(href).includes(`${site}/pages/plain`), href);
    const address = new URL(decodeURIComponent(href).match(/http:\S+\/pages\/plain\S+$/)[0]);
    assert.equal(address.searchParams.get("id"), "7", "the query may say which page it is");
    assert.doesNotMatch(
      address.search,
      /utm_|clid|eid|clkid|ada|hsenc|token/,
      "what only this visit is about",
    );
    assert.deepEqual([rel, target], ["noopener", "_blank"]);
  }
  assert.deepEqual(originsAsked(requests), [service, site].sort());
});

test("a page that names its own address is passed on under that name, but never under another site's", async () => {
  for (const [canonical, expected] of [
    [`${site}/story`, `${site}/story`],
    ["https://elsewhere.example/story", null],
  ]) {
    const html = around(FORM, `<link rel="canonical" href="${canonical}">`);
    const { page } = await browser.visit(written(html));
    await sign(page);
    await page.evaluate(() => localStorage.clear());
    const [{ href }] = await links(page);
    const shared = new URL(new URL(href).searchParams.get("text").match(/http:.+$/)[0]);
    assert.match(shared.searchParams.get("petition_ref"), /^[\w-]{8,}$/);
    shared.searchParams.delete("petition_ref");
    assert.equal(shared.href, expected ?? page.url());
  }
});

test("the device's own sheet and the clipboard get the address; where that is forbidden, it can be read", async () => {
  const { page } = await browser.visit(testPage("plain"), { prepare: pretend });
  await sign(page);
  const [{ href }] = await links(page);
  const [address] = decodeURIComponent(href).match(/http:\S+$/);
  assert.ok(address.startsWith(`${site}/pages/plain?petition_ref=`));
  const [share, copy] = await (await part(page, ".share")).$$("button");
  await share.click();
  const [shared] = await until(
    () => page.evaluate(() => globalThis.shared.length && globalThis.shared),
    "a share",
  );
  assert.equal(shared.url, address);
  assert.match(shared.text, /Amazon/);
  await copy.click();
  await until(async () => (await textOf(page, ".share button:last-child")) === "Copied", "copied");
  assert.deepEqual(await page.evaluate(() => globalThis.copied), [address]);
  await page.evaluate(() => {
    globalThis.clipboardForbidden = true;
  });
  await copy.click();
  await until(
    async () => (await textOf(page, ".share button:last-child")) === address,
    "the address",
  );
});
