// The form comes as soon as it can: what it needs is asked for early, and what can wait comes after it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { carried, fail, line, mend, service, site, until } from "./support/stack.mjs";
import { around, form, part, written } from "./support/widget.mjs";

const browser = useBrowser();

const PATH = "/api/v1/petitions/stop-rekognition";
const ELEMENT =
  '<petition-form petition="stop-rekognition" partner="civic-news"><a href="#">Sign</a></petition-form>';

/** What the widget asks for by itself on such a page, from the service's origin on. */
async function askedFor() {
  const script = '<script async crossorigin="anonymous" src="{{service}}/v1.js"></script>';
  const { page, requests } = await browser.visit(written(around(ELEMENT, script)));
  await form(page);
  const [request] = requests.filter((one) => one.url().startsWith(service + PATH));
  return request.url().slice(service.length);
}

const advised = (config) =>
  `<link rel="preload" as="fetch" crossorigin="anonymous" href="{{service}}${config.replaceAll("&", "&amp;")}">
  <script async crossorigin="anonymous" src="{{service}}/v1.js"></script>`;

test("with the advised preload two requests bring the form", async () => {
  const head = advised(await askedFor());
  await carried();
  const { page, words } = await browser.visit(written(around(ELEMENT, head), { via: "line" }));
  await form(page);
  assert.deepEqual((await carried()).sort(), [`GET ${PATH}`, "GET /v1.js"]);
  // Such as that something was preloaded in vain.
  assert.deepEqual(words, []);
});

test("with the advised preload the petition is asked for before the script is there", async () => {
  const head = advised(await askedFor());
  await carried();
  await fail("hold", "/v1.js");
  const { page } = await browser.tab();
  const loading = page.goto(written(around(ELEMENT, head), { via: "line" }));
  await until(async () => (await carried()).includes(`GET ${PATH}`), `GET ${line}${PATH}`);
  await mend();
  await loading;
  await form(page);
});

test("the form does not wait for the names of the countries, which follow at once", async () => {
  const script = '<script async src="{{service}}/v1.js"></script>';
  const { page } = await browser.visit(written(around(ELEMENT, script)), { prepare: watchTheForm });
  await part(page, "option:nth-child(200)");
  const [country] = await page.$$eval("petition-form >>> option", (options) =>
    options.map((it) => it.textContent).filter((it) => it === "Kenya"),
  );
  assert.equal(country, "Kenya");
  assert.equal(await page.evaluate(() => globalThis.countriesAtFirst), 1);
});

/** Counts the options of the select in the task that puts the form on the page. */
const watchTheForm = (page) =>
  page.evaluateOnNewDocument(() => {
    addEventListener("petition:ready", ({ target }) => {
      globalThis.countriesAtFirst = target.shadowRoot.querySelectorAll("option").length;
    });
  });

for (const path of ["/article", "/strict-csp"])
  test(`the demo's ${path} asks for its petition once, by the line in its head`, async () => {
    const { page, requests, words } = await browser.visit(site + path);
    await form(page);
    const asked = requests.filter((one) => one.url().startsWith(`${service}${PATH}?`));
    assert.equal(asked.length, 1, asked.map((one) => one.url()).join(" "));
    assert.deepEqual(words, []);
  });
