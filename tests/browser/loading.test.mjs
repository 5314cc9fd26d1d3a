// However a page loads the script, each element gets one form.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { service } from "./support/stack.mjs";
import { around, form, has, newSupporter, sign, thanks, written } from "./support/widget.mjs";

const browser = useBrowser();

const ELEMENT =
  '<petition-form petition="stop-rekognition" partner="civic-news" mode="form"></petition-form>';
const script = (attributes = "", name = "v1") =>
  `<script ${attributes} src="{{service}}/${name}.js"></script>`;
const oneTag = (petition) => script(`async data-petition="${petition}" data-partner="civic-news"`);

/** How many forms each widget of the page has. */
const forms = (page) =>
  page.$$eval("petition-form", (widgets) =>
    widgets.map((widget) => widget.shadowRoot?.querySelectorAll("form").length ?? 0),
  );

const WAYS = {
  "async, in the head": around(ELEMENT, script("async")),
  "async with crossorigin, as the snippet has it": around(
    ELEMENT,
    script('async crossorigin="anonymous"'),
  ),
  "deferred, in the head": around(ELEMENT, script("defer")),
  "synchronously, in the head before the element": around(ELEMENT, script()),
  "synchronously, after the element": around(ELEMENT + script()),
  "as a module": around(ELEMENT, script('type="module"')),
  twice: around(ELEMENT + script("async"), script("async")),
  "twice, once as a pinned version": around(ELEMENT + script(), script("async", "v1.0.0")),
  "twice, once as a module": around(ELEMENT + script(), script('type="module"')),
  "by import()": around(`${ELEMENT}<script type="module">import("{{service}}/v1.js")</script>`),
  "by import, with another site's v1.js on the page": around(
    `<script src="/v1.js"></script>${ELEMENT}<script type="module">import "{{service}}/v1.js"</script>`,
  ),
  "as a module, with stacks of its own making": around(
    `<script>Error.prepareStackTrace = () => []; Error.stackTraceLimit = 1</script>${ELEMENT}`,
    script('type="module"'),
  ),
};
for (const [way, html] of Object.entries(WAYS))
  test(`a page that loads the script ${way} shows one form`, async () => {
    const { page, crashes } = await browser.visit(written(html));
    await form(page);
    assert.deepEqual(await forms(page), [1]);
    assert.deepEqual(crashes, []);
  });

test("a page that pins the script by its integrity gets the form, and nothing where the script is another", async () => {
  const { version, integrity } = await (await fetch(`${service}/v1.json`)).json();
  const pinned = (hash) =>
    script(`async crossorigin="anonymous" integrity="${hash}"`, `v${version}`);
  const { page } = await browser.visit(written(around(ELEMENT, pinned(integrity))));
  await form(page);
  const other = integrity.replace(/.{8}$/, "AAAAAAAA");
  const { page: wary } = await browser.visit(written(around(ELEMENT, pinned(other))));
  assert.deepEqual(await forms(wary), [0]);
  assert.equal(await wary.evaluate(() => customElements.get("petition-form")), undefined);
});

test("an app that inserts the script long after the page has loaded gets one form", async () => {
  const { page } = await browser.visit(written(around(ELEMENT)));
  assert.deepEqual(await forms(page), [0]);
  await page.addScriptTag({ url: `${service}/v1.js` });
  await page.addScriptTag({ url: `${service}/v1.js` });
  await form(page);
  assert.deepEqual(await forms(page), [1]);
});

test("an element that an app creates later gets its form, whichever way it is created", async () => {
  const { page } = await browser.visit(written(around("<main></main>", script("async"))));
  await page.evaluate(() => {
    const made = document.createElement("petition-form");
    document.querySelector("main").append(made);
    made.setAttribute("petition", "stop-rekognition");
    made.setAttribute("partner", "civic-news");
    made.id = "made";
    document
      .querySelector("main")
      .insertAdjacentHTML(
        "beforeend",
        '<petition-form id="written" petition="stop-rekognition" partner="civic-news"></petition-form>',
      );
  });
  await form(page, "#made");
  await form(page, "#written");
  assert.deepEqual(await forms(page), [1, 1]);
});

test("the same petition twice on a page makes two forms that do not know of each other", async () => {
  const { page } = await browser.visit(
    written(around(`<div id="a">${ELEMENT}</div><div id="b">${ELEMENT}</div>`, script("async"))),
  );
  await form(page, "#b petition-form");
  await sign(page, newSupporter({ given_name: "Grace" }), "#b petition-form");
  assert.match(await thanks(page, "#b petition-form"), /Grace/);
  assert.ok(await has(page, "form", "#a petition-form"));
});

test("single script tags show one form each, where they stand", async () => {
  const tags = oneTag("stop-rekognition") + oneTag("face-recognition-moratorium");
  const { page } = await browser.visit(written(around(`<p>Before</p>${tags}<p>After</p>`)));
  await form(page, "petition-form:nth-of-type(1)");
  await form(page, "petition-form:nth-of-type(2)");
  assert.deepEqual(await forms(page), [1, 1]);
  const order = await page.$$eval("body > *", (children) => children.map((it) => it.localName));
  assert.deepEqual(order, ["p", "script", "petition-form", "script", "petition-form", "p"]);
});

test("a single script tag in the head puts its form at the beginning of the page", async () => {
  const { page } = await browser.visit(
    written(around("<p>Text</p>", oneTag("stop-rekognition").replace("async", ""))),
  );
  await form(page);
  assert.deepEqual(await forms(page), [1]);
  assert.ok(await page.$("body > petition-form:first-child"));
});

test("another petition's name, set on the element, brings that petition instead", async () => {
  const { page } = await browser.visit(written(around(ELEMENT, script("async"))));
  await form(page);
  await page.$eval("petition-form", (it) =>
    it.setAttribute("petition", "face-recognition-moratorium"),
  );
  await page.waitForFunction(() =>
    document.querySelector("petition-form").shadowRoot.textContent.includes("Lawmakers"),
  );
  await form(page);
  assert.deepEqual(await forms(page), [1]);
});
