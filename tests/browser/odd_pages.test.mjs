// Pages that real sites have and nobody tests a widget on. On each of them it shows and signs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PICTURE, servePicture, useBrowser } from "./support/browser.mjs";
import { differences, looks } from "./support/looks.mjs";
import { addPetition, service, storedFrom, until } from "./support/stack.mjs";
import {
  around,
  form,
  has,
  newSource,
  newSupporter,
  part,
  posts,
  sign,
  testPage,
  thanks,
  WIDGET,
  written,
} from "./support/widget.mjs";

const browser = useBrowser();

const SCRIPT = '<script async src="{{service}}/v1.js"></script>';
const ELEMENT =
  '<petition-form petition="counting" mode="form" source="{{source}}"><a href="{{service}}/p/counting">Sign</a></petition-form>';
const SNIPPET = SCRIPT + ELEMENT;

/** Sends headers with a page. */
const sent = (headers, html) => `<!--\n${headers}\n-->\n${html}`;

/** Signs, with keys as far as it must. */
async function signsIn(page, widget = WIDGET) {
  const { given_name, email } = newSupporter();
  // The address is long, and there are many pages.
  await (await part(page, "[name=email]", widget)).evaluate((field, email) => {
    field.value = email;
  }, email);
  await sign(page, { given_name }, widget);
  assert.match(await thanks(page, widget), /Thank you, Ada!/);
  // The next widget of the page shows its form, too.
  await page.evaluate(() => {
    if (globalThis.origin !== "null") localStorage.clear();
  });
}

/** What old libraries put where every script trips over it. */
const OLD_LIBRARIES = `<script>
  Object.prototype.extend = function (more) { for (const name in more) this[name] = more[name]; return this };
  Array.prototype.each = function (visit) { for (let at = 0; at < this.length; at++) visit(this[at], at) };
  Array.prototype.toJSON = function () { return "[" + this.map(String).join(", ") + "]" };
  Array.prototype.remove = String.prototype.strip = Function.prototype.delay = function () {};
  Array.from = function (iterable) {
    if (!iterable) return [];
    let length = iterable.length || 0;
    const results = new Array(length);
    while (length--) results[length] = iterable[length];
    return results;
  };
  Element.prototype.hide = Element.prototype.show = Element.prototype.set = function () { return this };
  Element.prototype.remove = function () { this.parentNode && this.parentNode.removeChild(this); return this };
</script>`;

/** What polyfills and watchers of pages wrap. */
const WRAPPED = `<script>{
  globalThis.wrapped = new Set();
  const wrap = (object, name) => {
    const native = object[name];
    object[name] = function (...all) {
      globalThis.wrapped.add(name);
      return native.apply(this, all);
    };
  };
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    globalThis.wrapped.add("fetch");
    return (await fetch(new Request(input, init))).clone();
  };
  wrap(customElements, "define");
  wrap(Element.prototype, "attachShadow");
  wrap(EventTarget.prototype, "addEventListener");
  wrap(globalThis, "setTimeout");
  Element.prototype.append = DocumentFragment.prototype.append = function () {
    globalThis.wrapped.add("append");
    const all = document.createDocumentFragment();
    Array.prototype.slice.call(arguments).forEach((one) =>
      all.appendChild(one instanceof Node ? one : document.createTextNode(String(one))));
    this.appendChild(all);
  };
}</script>`;

/** How a page is made around the widget; `also` has more to say of it once the form shows. */
const PAGES = {
  "a CSS zoom, vertical writing and a base address elsewhere": {
    html: around(
      SNIPPET,
      `<base href="https://elsewhere.example/app/" target="_top">
      <style>html { zoom: 1.5; writing-mode: vertical-rl } body { zoom: 0.9 }</style>`,
    ),
    also: async (page) => assert.equal(await styleOf(page, "writingMode"), "horizontal-tb"),
  },
  "libraries that extend Object and Array": { html: around(OLD_LIBRARIES + SNIPPET) },
  "polyfills and watchers around everything": {
    html: around(WRAPPED + SNIPPET),
    also: async (page) => {
      const wrapped = await page.evaluate(() => [...globalThis.wrapped]);
      for (const name of ["fetch", "define", "append", "attachShadow"])
        assert.ok(wrapped.includes(name), name);
    },
  },
  "a snippet that document.write brings": {
    html: around(
      `<script>document.write('<scr' + 'ipt src="{{service}}/v1.js"></scr' + 'ipt>' + '${ELEMENT}')</script>`,
    ),
  },
  "isolation from other origins, no referrer, and no permission for anything": {
    html: sent(
      `Cross-Origin-Embedder-Policy: require-corp
Cross-Origin-Opener-Policy: same-origin
Referrer-Policy: no-referrer
Permissions-Policy: clipboard-write=(), web-share=(), storage-access=()`,
      around(`${SNIPPET}<img alt="Signatures" src="{{service}}/p/counting/badge.svg">`),
    ),
    also: async (page) =>
      assert.ok(await page.$eval("img", (it) => it.complete && it.naturalWidth > 0), "the badge"),
  },
  "a policy that forbids every HTML sink and makes it nobody's origin": {
    html: sent(
      "Content-Security-Policy: default-src 'none'; img-src data:; script-src {{service}}; connect-src {{service}}; require-trusted-types-for 'script'; trusted-types 'none'; sandbox allow-scripts allow-forms",
      around(SNIPPET, '<link rel="icon" href="data:,">'),
    ),
    also: async (page) => assert.equal(await page.evaluate(() => globalThis.origin), "null"),
  },
  "no doctype": {
    html: around(SNIPPET).replace("<!doctype html>", ""),
    also: async (page) =>
      assert.equal(await page.evaluate(() => document.compatMode), "BackCompat"),
  },
  "the rules of XML": {
    html: sent(
      "Content-Type: application/xhtml+xml",
      `<html xmlns="http://www.w3.org/1999/xhtml" lang="en"><head><title>XHTML</title>${SCRIPT.replace("async", 'async=""')}</head><body>${ELEMENT}</body></html>`,
    ),
    also: async (page) =>
      assert.equal(await page.evaluate(() => document.contentType), "application/xhtml+xml"),
  },
  "a script that a consent manager holds until it is allowed": {
    html: around(`<script type="text/plain" data-src="{{service}}/v1.js"></script>${ELEMENT}`),
    before: async (page) => {
      const link = await page.waitForSelector(`${WIDGET} a`, { visible: true });
      assert.equal(await link.evaluate((it) => it.href), `${service}/p/counting`);
      await page.$eval("script", (held) => {
        const allowed = document.createElement("script");
        allowed.src = held.dataset.src;
        held.replaceWith(allowed);
      });
      // Puppeteer's own waiting sees no form in a root that an old element of the page gets.
      await page.waitForFunction(() =>
        document.querySelector("petition-form").shadowRoot?.querySelector("form"),
      );
    },
  },
};

const styleOf = (page, name) =>
  page.$eval(`${WIDGET} >>> form`, (it, name) => getComputedStyle(it)[name], name);

for (const [what, { html, before, also }] of Object.entries(PAGES))
  test(`the widget shows and signs on a page with ${what}`, async () => {
    const source = newSource();
    const { page, crashes } = await browser.visit(written(html, { source }));
    await before?.(page);
    await form(page);
    await also?.(page);
    await signsIn(page);
    assert.equal(await storedFrom(source), 1);
    assert.deepEqual(crashes, []);
  });

/** Places on a page, as they are written and as they are brought to light. */
const PLACES = {
  dialog: {
    html: `<dialog id="dialog">${ELEMENT}</dialog>`,
    show: (it) => it.showModal(),
    leave: (it) => it.close(),
  },
  details: {
    html: `<details id="details"><summary>Sign</summary>${ELEMENT}</details>`,
    show: (it) => it.querySelector("summary").click(),
  },
  tab: {
    html: `<div id="tab" style="display: none">${ELEMENT}</div>`,
    show: (it) => it.style.removeProperty("display"),
  },
  template: {
    html: `<div id="template"><template>${ELEMENT}</template></div>`,
    show: (it) => it.append(document.importNode(it.firstChild.content, true)),
  },
  clone: {
    html: `<div id="clone">${ELEMENT}</div>`,
    show: (it) => it.firstChild.replaceWith(it.firstChild.cloneNode(true)),
  },
  component: {
    html: `<news-box id="component"></news-box>
      <script>document.querySelector("news-box").attachShadow({ mode: "open" }).innerHTML = '<p>${ELEMENT}</p>'</script>`,
    widget: "#component >>> petition-form",
  },
  sidebar: {
    html: `<aside id="sidebar" style="width: 200px">${ELEMENT}</aside>`,
    show: (it) => {
      const { scrollWidth, clientWidth } = it.firstChild;
      if (scrollWidth !== 200 || clientWidth !== 200) throw new Error(`${scrollWidth} wide`);
    },
  },
  editor: { html: `<div id="editor" contenteditable="true">${ELEMENT}</div>` },
  below: {
    html: `<div style="height: 5000px"></div><div id="below" style="content-visibility: auto">${ELEMENT}</div>`,
  },
};

test("the widget shows and signs in dialogs, details, tabs, templates, clones, other components, narrow columns, editors and far below", async () => {
  const source = newSource();
  const html = around(
    SCRIPT +
      Object.values(PLACES)
        .map(({ html }) => html)
        .join(""),
  );
  const { page, crashes } = await browser.visit(written(html, { source }));
  await form(page, "#sidebar petition-form");
  let stored = 0;
  for (const [name, { show, leave, widget = `#${name} petition-form` }] of Object.entries(PLACES)) {
    if (show) await page.$eval(`#${name}`, show);
    await signsIn(page, widget);
    stored += 1;
    assert.equal(await storedFrom(source), stored, name);
    if (leave) await page.$eval(`#${name}`, leave);
  }
  assert.deepEqual(crashes, []);
});

/** What pages do to everything that they hold, by name or by inheritance. */
const RESETS = `
  *, ::before, ::after { transition: all 5s; animation: sway 2s infinite; box-sizing: content-box }
  @keyframes sway { to { translate: 9px } }
  html { direction: rtl; font: 62.5%/1 fantasy; -webkit-font-smoothing: none }
  body { text-align: center; cursor: wait; visibility: hidden; quotes: none; hyphens: auto;
    tab-size: 1; word-break: break-all; line-break: anywhere; white-space: nowrap;
    text-shadow: 0 0 9px red; list-style: none; border-collapse: collapse; caret-color: transparent;
    pointer-events: none; user-select: none; accent-color: red; word-spacing: 1em }
  :host { display: none !important }
  .root, form { all: unset !important }`;

test("the widget looks the same on a page that resets, moves and hands on everything", async () => {
  const calm = await browser.visit(testPage("calm"));
  await form(calm.page);
  const odd = await browser.visit(testPage("calm"));
  await odd.page.addStyleTag({ content: RESETS });
  await form(odd.page);
  const [, ...wanted] = await looks(calm.page);
  const [, ...inside] = await looks(odd.page);
  assert.deepEqual(differences(inside, wanted), []);
});

test("Enter in the page's own form sends that form, and nothing of ours", async () => {
  const { page, requests } = await browser.visit(testPage("own-form"));
  await form(page);
  await (await page.$("[name=search]")).press("Enter");
  await until(() => page.evaluate(() => window.heard.includes("submit own")), "the page's form");
  assert.deepEqual(posts(requests), []);
  assert.ok(!(await has(page, ".error-summary:not([hidden])")));
});

test("a policy that forbids pictures has the form without the picture, and no trace of one", async () => {
  const petition = `pictured-${Date.now()}`;
  const image = { url: PICTURE, alt: "A camera over a street" };
  await addPetition(petition, { image });
  const full = around(`${SCRIPT}<petition-form petition="${petition}"></petition-form>`);
  const { page: free } = await browser.visit(written(full), { prepare: servePicture });
  assert.equal(await (await part(free, "img")).evaluate((it) => it.alt), image.alt);
  const { page } = await browser.visit(
    written(sent("Content-Security-Policy: img-src 'none'", full)),
    { prepare: servePicture },
  );
  await form(page);
  await until(async () => !(await has(page, "img")), "no picture");
  await signsIn(page);
});
