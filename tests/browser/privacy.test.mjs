// What the widget hands to the page around it, and to anybody else: as good as nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { originsAsked, useBrowser } from "./support/browser.mjs";
import { carried, elsewhere, service, site } from "./support/stack.mjs";
import { fillIn, form, newSupporter, press, sign, testPage, thanks } from "./support/widget.mjs";

const browser = useBrowser();

const EVENTS = ["ready", "submit", "signed", "error"];
const listen = (page) =>
  page.evaluateOnNewDocument((names) => {
    globalThis.told = [];
    for (const name of names)
      document.addEventListener(`petition:${name}`, ({ type, target, detail, composed }) =>
        globalThis.told.push({ type, target: target.localName, composed, detail }),
      );
  }, EVENTS);

test("events reach the page's document and tell what happened, and nothing about whom it happened to", async () => {
  const { page } = await browser.visit(testPage("plain"), { prepare: listen });
  await sign(page);
  const about = { petition: "stop-rekognition", partner: "civic-news" };
  const told = await page.evaluate(() => globalThis.told);
  assert.deepEqual(
    told,
    [
      ["petition:ready", { ...about, status: "open" }],
      ["petition:submit", about],
      ["petition:signed", { ...about, status: "check_email" }],
    ].map(([type, detail]) => ({ type, target: "petition-form", composed: true, detail })),
  );
});

test("an error event carries a code that scripts can rely on", async () => {
  const { page } = await browser.visit(testPage("plain", {}, elsewhere), { prepare: listen });
  await page.waitForFunction(() => globalThis.told.length === 2);
  const [error] = await page.evaluate(() => globalThis.told);
  assert.equal(error.type, "petition:error");
  assert.equal(error.detail.code, "origin_not_allowed");
});

test("two requests bring the form and two more sign, none of them a preflight, none to anybody else", async () => {
  await carried();
  const { page, requests } = await browser.visit(testPage("plain", { via: "line" }));
  await form(page);
  const api = "/api/v1/petitions/stop-rekognition";
  assert.deepEqual(await carried(), ["GET /v1.js", `GET ${api}`]);
  await sign(page);
  assert.deepEqual(await carried(), [`GET ${api}/challenge`, `POST ${api}/signatures`]);
  const hosts = new Set(requests.map((one) => new URL(one.url()).hostname));
  assert.deepEqual([...hosts], ["127.0.0.1"]);
});

for (const path of ["/article", "/strict-csp", "/one-tag"])
  test(`${path} asks only its own site and the petition's service, sends and gets no cookie`, async () => {
    const { page, requests } = await browser.visit(site + path);
    await sign(page);
    assert.deepEqual(originsAsked(requests), [service, site].sort());
    for (const request of requests) {
      assert.equal(request.headers().cookie, undefined);
      assert.equal(request.response()?.headers()["set-cookie"], undefined);
    }
    assert.deepEqual(await browser.profile().cookies(), []);
  });

test("a browser keeps that a petition was signed, for a time, and nothing about whom", async () => {
  const { page } = await browser.visit(testPage("plain"));
  const supporter = newSupporter();
  await fillIn(page, supporter);
  const stored = () =>
    page.evaluate(async () => ({
      local: { ...localStorage },
      session: { ...sessionStorage },
      databases: await indexedDB.databases(),
      cookies: document.cookie,
      name: window.name,
    }));
  const nothing = { local: {}, session: {}, databases: [], cookies: "", name: "" };
  assert.deepEqual(await stored(), nothing);
  await press(page);
  await thanks(page);
  const { local, ...rest } = await stored();
  assert.deepEqual({ ...rest, local: {} }, nothing);
  const [[key, value], ...others] = Object.entries(local);
  assert.deepEqual(others, []);
  assert.equal(key, `petition-signed:${service}/p/stop-rekognition`);
  const { ref, until: expires, ...more } = JSON.parse(value);
  assert.deepEqual(more, {});
  assert.match(ref, /^[\w-]{8,20}$/);
  const days = (expires - Date.now()) / 86_400_000;
  assert.ok(days > 89 && days <= 90, `${days} days`);
});

test("the widget puts no name into the page's globals and nothing typed into its document", async () => {
  const { page } = await browser.visit(testPage("plain"), {
    prepare: (page) =>
      page.evaluateOnNewDocument(() => {
        globalThis.namesBefore = Object.getOwnPropertyNames(globalThis);
      }),
  });
  const { email } = await sign(page);
  const [names, html] = await page.evaluate(() => {
    const before = new Set([...globalThis.namesBefore, "namesBefore"]);
    const names = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
    return [names, document.documentElement.outerHTML];
  });
  assert.deepEqual(names, []);
  assert.ok(!html.includes(email));
});
