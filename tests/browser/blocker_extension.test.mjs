// A real blocker in a real browser: uBlock Origin, in a browser that blocks what it blocks.
// Firefox alone: Chromium no longer takes the extension that Debian ships (its manifest is version 2).

import assert from "node:assert/strict";
import { test } from "node:test";
import { EXTENSION, needsBlocker } from "./support/blocker.mjs";
import { NEWS, PETITIONS, under, useBrowser } from "./support/browser.mjs";
import { service, signByScript, site, storedFrom, totalOf, until } from "./support/stack.mjs";
import { around, newSource, newSupporter, part, sign, total, written } from "./support/widget.mjs";

const prepare = (browser) => !needsBlocker.skip && browser.installExtension(EXTENSION);
const browser = useBrowser({ prepare });

/** Two names, so that the service is to the page what it is on the web: a third party. */
const SERVICE = under(PETITIONS, service);
const PETITION = "counting";

const BODY = (source) => `
  <script async src="${SERVICE}/v1.js"></script>
  <petition-form petition="${PETITION}" source="${source}"><a href="${SERVICE}/p/${PETITION}">Sign</a></petition-form>
  <p><petition-total petition="${PETITION}">Many</petition-total></p>
  <img id="badge" alt="Signatures" src="${SERVICE}/p/${PETITION}/badge.svg">`;

/** Whether a script of the service's loads, or anything else of its does. */
const loads = (page, tag, path) =>
  page.evaluate(
    (tag, src) =>
      new Promise((resolve) => {
        const element = document.createElement(tag);
        element.onload = () => resolve(true);
        element.onerror = () => resolve(false);
        element.src = src;
        document.body.append(element);
      }),
    tag,
    SERVICE + path,
  );

test(
  "where uBlock Origin blocks trackers, the petition shows, counts, signs and is passed on",
  needsBlocker,
  async () => {
    const source = newSource();
    const address = `${written(around(BODY(source)), {}, under(NEWS, site))}&petition_ref=k7m2p9qx`;
    const { page, crashes } = await browser.visit(address);
    // The lists take some seconds to be read; a picture that exists but is called a tracker tells when they are.
    const badge = `/p/${PETITION}/badge.svg`;
    await until(
      async () => !(await loads(page, "img", `${badge}?/pixel.gif?x`)),
      "the blocker blocks",
    );
    assert.ok(await loads(page, "img", `${badge}?x`), "and blocks only what it calls a tracker");

    await page.reload();
    const before = await total(page);
    const { given_name, email } = newSupporter();
    await sign(page, { given_name, email });
    assert.equal(await storedFrom(source), 1);
    await signByScript(PETITION, newSupporter().email);
    await until(async () => (await totalOf(PETITION)) === before + 2, "the service counts");
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await until(async () => (await total(page)) === before + 2, "the total rises");
    await until(
      () =>
        page.$eval("petition-total", (it, wanted) => Number(it.textContent) === wanted, before + 2),
      "the number alone rises",
    );
    assert.ok(await page.$eval("#badge", (it) => it.complete && it.naturalWidth > 0));
    const share = await part(page, ".share");
    for (const link of await share.$$("a")) assert.ok(await link.isVisible());
    const search = await page.evaluate(() => location.search);
    assert.ok(
      search.endsWith("&petition_ref=k7m2p9qx"),
      "nobody takes who passed it on off the address",
    );
    assert.deepEqual(crashes, []);
  },
);
