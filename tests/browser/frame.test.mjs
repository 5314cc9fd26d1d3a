// The petition in an <iframe>, on sites that allow no scripts or few.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { BROWSER, useBrowser } from "./support/browser.mjs";
import { elsewhere, service, site, storedFrom, totalOf, until } from "./support/stack.mjs";
import {
  around,
  fillIn,
  newSource,
  newSupporter,
  part,
  press,
  sign,
  textOf,
  thanks,
  written,
} from "./support/widget.mjs";

const browser = useBrowser();

const SANDBOX = "allow-scripts allow-forms allow-same-origin allow-popups";
const address = (petition, query = {}) =>
  `${service}/embed/${petition}?${new URLSearchParams({ mode: "form", ...query })}`;
const iframe = (src, more = `sandbox="${SANDBOX}"`) =>
  `<iframe src="${src.replaceAll("&", "&amp;")}" width="100%" height="700" title="Sign" ${more}></iframe>`;

/** A page that notes what it is told: `heard`. */
const LISTENING = `<script>
  heard = [];
  addEventListener("message", ({ origin, data }) => heard.push({ origin, ...data }));
</script>`;
const heard = (page) => page.evaluate(() => globalThis.heard);

/** The two lines of docs/embedding.md, for a service at this address. */
const documented = async () => {
  const text = await readFile(new URL("../../docs/embedding.md", import.meta.url), "utf8");
  const [, script] = text.match(/(<script>\naddEventListener[\s\S]+?<\/script>)/);
  return script.replaceAll("https://HOST", service);
};

/** The frame of the petition in a page, or in a frame of it. */
const frameIn = (page) =>
  until(() => page.frames().find((one) => one.url().startsWith(`${service}/embed/`)), "the frame");

async function visit(body, origin = site, wishes = {}, head = LISTENING) {
  const opened = await browser.visit(written(around(body, head), {}, origin), wishes);
  return { ...opened, frame: () => frameIn(opened.page) };
}

const PARTNERS = { partner: "civic-news" };

test("in a sandboxed frame people sign, without a word of protest from its policy", async () => {
  const source = newSource();
  const { frame } = await visit(iframe(address("stop-rekognition", { ...PARTNERS, source })));
  const inside = await frame();
  await sign(inside);
  assert.equal(await storedFrom(source), 1);
  assert.deepEqual(await inside.evaluate(() => globalThis.violationsSeen ?? []), []);
});

test("the lines in the documentation make the frame as high as what is in it, whatever that is", async () => {
  const { page, frame } = await visit(
    iframe(address("stop-rekognition", PARTNERS)),
    site,
    {},
    await documented(),
  );
  const inside = await frame();
  await part(inside, "form");
  const fits = () =>
    until(async () => {
      const [given, needed] = await Promise.all([
        page.$eval("iframe", (it) => it.clientHeight),
        inside.evaluate(() => Math.ceil(document.body.getBoundingClientRect().height)),
      ]);
      return given === needed && given;
    }, "a frame that fits");
  const before = await fits();
  await press(inside);
  await part(inside, "[part~=error-summary]:not([hidden])");
  assert.ok((await fits()) > before + 50);
  await fillIn(inside, newSupporter());
  await press(inside);
  await thanks(inside);
  assert.ok((await fits()) < before);
});

test("the height goes to the partner's page alone, and says nothing else", async () => {
  const { page, frame } = await visit(iframe(address("stop-rekognition", PARTNERS)));
  await part(await frame(), "form");
  const messages = await until(async () => (await heard(page)).length && heard(page));
  for (const { height, ...rest } of messages) {
    assert.ok(Number.isInteger(height) && height > 0);
    assert.deepEqual(rest, {
      origin: service,
      type: "petition:height",
      petition: "stop-rekognition",
    });
  }
});

test("a page that hides its address from others is told as well", async () => {
  const head = `<meta name="referrer" content="no-referrer">${LISTENING}`;
  const { page } = await visit(iframe(address("stop-rekognition", PARTNERS)), site, {}, head);
  await until(async () => (await heard(page)).length, "a height");
});

test("the page around the partner's page hears nothing", async () => {
  const inner = written(around(iframe(address("counting")), LISTENING));
  const { page, frame } = await visit(iframe(inner, ""), elsewhere);
  await part(await frame(), "form");
  const middle = page.frames().find((one) => one.url().startsWith(`${site}/written`));
  await until(async () => (await heard(middle)).length, "the partner's page is told");
  assert.deepEqual(await heard(page), []);
});

for (const query of [PARTNERS, {}])
  test(`a stranger can't frame a partners' petition (${JSON.stringify(query)})`, async () => {
    const { page } = await visit(iframe(address("stop-rekognition", query)), elsewhere);
    await sleep(1000);
    const inside = page.frames().filter((one) => one !== page.mainFrame());
    for (const one of inside) assert.equal(await one.$("petition-form").catch(() => null), null);
    assert.deepEqual(await heard(page), []);
  });

test("a stranger can't frame a page of the partner that holds the frame", async () => {
  const inner = written(around(iframe(address("stop-rekognition", PARTNERS)), LISTENING));
  const { page } = await visit(iframe(inner, ""), elsewhere);
  await sleep(1000);
  const middle = page.frames().find((one) => one.url().startsWith(`${site}/written`));
  assert.deepEqual(await heard(middle), []);
});

test("without a partner's key a partner's site may frame it, for its address is known", async () => {
  const { frame } = await visit(iframe(address("stop-rekognition")));
  await part(await frame(), "form");
});

test("anybody's site frames a petition for anyone, and signs", async () => {
  const { page, frame } = await visit(iframe(address("counting")), elsewhere);
  const before = await totalOf("counting");
  const { given_name, email } = newSupporter();
  await sign(await frame(), { given_name, email });
  assert.ok((await heard(page)).every(({ origin }) => origin === service));
  await until(async () => (await totalOf("counting")) === before + 1, "the total rises");
});

test("links in the frame open in a new tab, and the frame stays", async () => {
  const { page, frame } = await visit(
    iframe(address("stop-rekognition", { partner: "suspended" })),
  );
  const inside = await frame();
  const link = await part(inside, "a");
  await link.click();
  const opened = await until(async () => {
    const pages = await page.browserContext().pages();
    return pages.find((one) => one.url() === `${service}/p/stop-rekognition`);
  }, "a tab with the petition");
  assert.notEqual(opened, page);
  assert.ok(await textOf(inside, "h2"));
});

test("shut off as WordPress does it, the frame shows title, total and a link that WordPress follows", async () => {
  const src = `${address("stop-rekognition", PARTNERS)}#?secret=Abc123`;
  const { page, frame } = await visit(iframe(src, 'sandbox="allow-scripts"'));
  const inside = await frame();
  const link = await inside.waitForSelector("a.button", { visible: true });
  assert.equal(await inside.$("petition-form"), null);
  assert.match(await inside.$eval("main", (it) => it.textContent), /face recognition/);
  const words = async (kind) =>
    (await heard(page)).filter(({ message, secret }) => message === kind && secret === "Abc123");
  await until(async () => (await words("height")).length, "its height in WordPress's words");
  await link.click();
  const [{ value }] = await until(
    async () => (await words("link")).length && words("link"),
    "a link",
  );
  assert.equal(value, `${service}/p/stop-rekognition`);
  // Its script may come late, and asks.
  const before = (await words("height")).length;
  await page.$eval("iframe", (it) =>
    it.contentWindow.postMessage({ message: "ready", secret: "Abc123" }, "*"),
  );
  await until(async () => (await words("height")).length > before, "the height once more");
});

test("shut off without WordPress, its link opens a tab where tabs may open", async () => {
  const { page, frame } = await visit(
    iframe(address("counting"), 'sandbox="allow-scripts allow-popups"'),
  );
  const link = await (await frame()).waitForSelector("a.button", { visible: true });
  await link.click();
  await until(async () => {
    const pages = await page.browserContext().pages();
    return pages.some((one) => one.url() === `${service}/p/counting`);
  }, "a tab with the petition");
});

// A driven Firefox has no switch for JavaScript.
if (BROWSER === "chrome")
  test("without JavaScript the frame shows title, total and a link", async () => {
    const { frame } = await visit(iframe(address("stop-rekognition", PARTNERS)), site, {
      javascript: false,
    });
    const inside = await frame();
    const link = await inside.waitForSelector("a.button", { visible: true });
    assert.ok(await link.isVisible());
  });
