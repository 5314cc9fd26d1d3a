// Two versions of the script on one page: whichever runs first has both tags, and the other does no harm.

import assert from "node:assert/strict";
import { test } from "node:test";
import { originsAsked, useBrowser } from "./support/browser.mjs";
import { fail, line, service, site, storedFrom, until } from "./support/stack.mjs";
import {
  around,
  form,
  newSource,
  newSupporter,
  part,
  sign,
  thanks,
  WIDGET,
  written,
} from "./support/widget.mjs";

const browser = useBrowser();

/** Another version's script, from another address: it says that it has run, and builds another root. */
async function otherVersion() {
  const script = await (await fetch(`${service}/v1.js`)).text();
  const other = script.replaceAll('part:"root"', 'part:"root other-version"');
  assert.notEqual(other, script);
  await fail("answer", "/v1.0.1.js", {
    status: 200,
    headers: { "Content-Type": "text/javascript" },
    body: `globalThis.otherHasRun = true;${other}`,
    times: 10,
  });
}

const ELEMENTS = `<petition-form petition="counting" mode="form" source="{{source}}"></petition-form>
  <p><petition-total petition="counting">Many</petition-total></p>`;
const OURS = '<script src="{{service}}/v1.js"></script>';
const OTHER = `<script src="${line}/v1.0.1.js"></script>`;
const tag = (script) =>
  script.replace("<script", '<script data-petition="counting" data-mode="form"');

/** A page that lets the browser run these two scripts, and next to nothing else. */
const strict = (body) => `<!--
Content-Security-Policy: default-src 'none'; img-src data:; script-src {{service}} ${line}; connect-src {{service}} ${line}; require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'
-->
${around(body, '<link rel="icon" href="data:,">')}`;

async function opened(body) {
  await otherVersion();
  const source = newSource();
  const visit = await browser.visit(written(strict(body), { source }));
  await form(visit.page);
  assert.ok(await visit.page.evaluate(() => globalThis.otherHasRun), "the other version has run");
  return { ...visit, source };
}

/** Each widget of the page: how many forms it has, and whether the other version has built it. */
const built = (page) =>
  page.$$eval(WIDGET, (widgets) =>
    widgets.map(({ shadowRoot }) => [
      shadowRoot.querySelectorAll("form").length,
      shadowRoot.querySelectorAll(".other-version").length,
    ]),
  );

async function hasNoTrouble({ words, crashes, violations }) {
  assert.deepEqual(crashes, []);
  assert.deepEqual(await violations(), []);
  assert.deepEqual(
    words.filter(({ type }) => /error|warn/.test(type)),
    [],
  );
}

for (const [first, { scripts, asked, others }] of Object.entries({
  "this version": { scripts: OURS + OTHER, asked: service, others: 0 },
  "the other version": { scripts: OTHER + OURS, asked: line, others: 1 },
}))
  test(`${first} comes first and keeps both tags: one form, one number, one signature`, async () => {
    const visit = await opened(ELEMENTS + scripts);
    const { page, requests, source } = visit;
    assert.deepEqual(await built(page), [[1, others]]);
    await until(
      () => page.$eval("petition-total", (it) => /^\d+$/.test(it.textContent)),
      "a number",
    );
    const { given_name, email } = newSupporter();
    await sign(page, { given_name, email });
    assert.match(await thanks(page), /Thank you, Ada!/);
    assert.equal(await storedFrom(source), 1);
    const api = requests.filter((one) => one.url().includes("/api/"));
    assert.deepEqual(originsAsked(api), [asked]);
    assert.deepEqual(originsAsked(requests), [service, site, line].sort());
    await hasNoTrouble(visit);
  });

test("a single script tag of each version brings one form each, all built by the first", async () => {
  const visit = await opened(`<p>Before</p>${tag(OTHER)}<p>Between</p>${tag(OURS)}`);
  await form(visit.page, "petition-form:nth-of-type(2)");
  assert.deepEqual(await built(visit.page), [
    [1, 1],
    [1, 1],
  ]);
  const order = await visit.page.$$eval("body > *", (all) => all.map((it) => it.localName));
  assert.deepEqual(order, ["p", "script", "petition-form", "p", "script", "petition-form"]);
  await hasNoTrouble(visit);
});

test("a version that an app loads later leaves a form that somebody is filling in alone", async () => {
  await otherVersion();
  const { page, crashes } = await browser.visit(written(around(ELEMENTS + OURS)));
  const name = await part(page, "[name=given_name]");
  await name.type("Gr");
  await page.addScriptTag({ url: `${line}/v1.0.1.js` });
  assert.ok(await page.evaluate(() => globalThis.otherHasRun));
  await name.type("ace");
  assert.deepEqual(await built(page), [[1, 0]]);
  assert.equal(await name.evaluate((it) => it.value), "Grace");
  assert.deepEqual(crashes, []);
});
