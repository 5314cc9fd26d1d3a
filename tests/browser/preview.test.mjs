// Writing a petition with its preview: the real widget, of what stands in the form and nowhere else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { findings, isAccessible } from "./support/axe.mjs";
import { preferScheme, useBrowser } from "./support/browser.mjs";
import { getIn } from "./support/organizer.mjs";
import { addPetition, service, setState, totalOf, until } from "./support/stack.mjs";
import { fillIn, newSupporter, part, press, says, textOf, WIDGET } from "./support/widget.mjs";

const browser = useBrowser();
const NEW = `${service}/organizer/petitions/new`;

/** An editor at a page, with what the page has asked for since and what it was told off for. */
async function open(url, size = { width: 1280 }) {
  const { page } = await getIn(browser, { role: "editor", ...size });
  const asked = [];
  const crashes = [];
  page.on("request", (request) => asked.push(request));
  page.on("pageerror", (error) => crashes.push(error.message));
  await page.goto(url);
  return { page, asked, crashes };
}

/** The frame of the preview, once it is there. */
const frameOf = (page) =>
  until(
    async () => page.frames().find((one) => one.url() === `${service}/organizer/preview`),
    "the preview's frame",
  );

const shows = (frame, selector, words) =>
  until(async () => (await textOf(frame, selector)).includes(words), `"${words}" in the preview`);

const isNoWiderThanTheScreen = async (page) =>
  assert.equal(
    await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    ),
    0,
  );

/** The frame is judged by itself, as it is another origin's; its first heading is in the page around it. */
const isAccessibleInside = async (frame, rules = undefined) =>
  assert.deepEqual(
    (await findings(frame, rules)).filter((one) => !one.startsWith("page-has-heading-one")),
    [],
  );

const note = (page) => page.$eval("[data-preview-note]", (one) => one.textContent);

test("what is typed shows in the widget beside the form, before there is any petition", async () => {
  const { page, crashes } = await open(NEW);
  const frame = await frameOf(page);
  await shows(frame, ".statement", "Statement");
  await page.type("#f-title", "Keep the library open");
  await page.type("#f-statement", "Open it on Saturdays <b>too</b>.");
  await shows(frame, ".title", "Keep the library open");
  await shows(frame, ".statement", "Open it on Saturdays <b>too</b>.");
  await page.select("#f-locale", "ar");
  await until(async () => frame.$eval("html", (one) => one.lang === "ar" && one.dir === "rtl"));
  assert.equal(await frame.evaluate(() => self.origin), "null");
  assert.deepEqual(crashes, []);
});

test("a translation shows beside its form, in its own direction", async () => {
  const slug = `spoken-${process.pid}-${Date.now()}`;
  await addPetition(slug);
  const { page, crashes } = await open(`${service}/organizer/petitions/${slug}/translations/ar`);
  const frame = await frameOf(page);
  await shows(frame, ".title", "Open the library");
  await until(async () => frame.$eval("html", (one) => one.lang === "ar" && one.dir === "rtl"));
  await page.type("#f-title", "افتحوا المكتبة");
  await shows(frame, ".title", "افتحوا المكتبة");
  await page.$eval("#f-statement", (one) => {
    one.value = "x".repeat(20_001);
  });
  await page.type("#f-statement", "y");
  await until(async () => (await note(page)).includes("can be read. Statement: "));
  assert.deepEqual(crashes, []);
  await isNoWiderThanTheScreen(page);
  await isAccessible(page);
});

test("it stays where it was scrolled to, and the form keeps the focus", async () => {
  const slug = `scrolled-${process.pid}-${Date.now()}`;
  await addPetition(slug, { body: "" });
  const { page } = await open(`${service}/organizer/petitions/${slug}/text`);
  const frame = await frameOf(page);
  await page.$eval("#f-body", (one) => {
    one.value = "## Why\n\nBecause.\n\n".repeat(40);
  });
  await page.type("#f-body", "The end");
  await shows(frame, ".text", "The end");
  await frame.evaluate(() => scrollTo(0, 900));
  const before = await frame.$("petition-form");
  await page.type("#f-body", ", really");
  await shows(frame, ".text", "The end, really");
  assert.equal(Math.round(await frame.evaluate(() => scrollY)), 900);
  assert.equal(await before.evaluate((one) => one.isConnected), false);
  assert.equal(await page.evaluate(() => document.activeElement.id), "f-body");
});

test("what can not be read is said by the field, and the last that could stays", async () => {
  const { page } = await open(NEW);
  const frame = await frameOf(page);
  await page.type("#f-title", "Readable");
  await shows(frame, ".title", "Readable");
  await page.type("#f-goal", "many");
  await until(async () => (await note(page)).includes("the last version that can be read. Goal:"));
  assert.equal(await textOf(frame, ".title"), "Readable");
  await isAccessible(page);
  await page.$eval("#f-goal", (one) => one.select());
  await page.type("#f-goal", "5000");
  await shows(frame, ".total", "5,000");
  assert.equal(await note(page), "");
});

test("its button sends nothing, and says that it is a preview", async () => {
  const slug = `unsigned-${process.pid}-${Date.now()}`;
  await addPetition(slug);
  const { page, asked } = await open(`${service}/organizer/petitions/${slug}/text`);
  const frame = await frameOf(page);
  await shows(frame, ".title", "Open the library");
  await press(frame);
  assert.match(await textOf(frame, ".error-summary"), /E-mail/);
  const { given_name, email } = newSupporter();
  await fillIn(frame, { given_name, email });
  await press(frame);
  await says(frame, "This is a preview: nothing was sent");
  assert.equal(await totalOf(slug), 0);
  const posts = asked.filter((one) => one.method() === "POST").map((one) => one.url());
  assert.deepEqual([...new Set(posts)], [`${service}/organizer/preview?petition=${slug}`]);
  assert.deepEqual(
    asked.map((one) => one.url()).filter((url) => url.includes("/api/")),
    [],
  );
  // Not even past the widget: the page itself may ask nobody.
  const isHeard = await frame.evaluate(
    (url) =>
      new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.onload = () => resolve(true);
        request.onerror = () => resolve(false);
        request.open("GET", url);
        request.send();
      }),
    `${service}/healthz`,
  );
  assert.equal(isHeard, false);
});

test("a petition that is closed shows as closed", async () => {
  const slug = `over-${process.pid}-${Date.now()}`;
  await addPetition(slug);
  await setState(slug, "closed");
  const { page } = await open(`${service}/organizer/petitions/${slug}/text`);
  await shows(await frameOf(page), ".notice", "closed");
});

test("a session that has ended is told beside the form, and what is typed stays", async () => {
  const { page } = await open(NEW);
  await shows(await frameOf(page), ".title", "Title");
  await page.evaluate(() => fetch("/organizer/sign-out", { method: "POST" }));
  await page.type("#f-title", "Typed afterwards");
  await until(async () => (await note(page)).includes("You are signed out"));
  assert.equal(await page.$eval("#f-title", (one) => one.value), "Typed afterwards");
});

test("where the script beside the form does not come, a button shows the widget all the same", async () => {
  const { page } = await getIn(browser, { role: "editor", width: 1280 });
  await page.setRequestInterception(true);
  page.on("request", (request) =>
    request.url().endsWith("/preview.js") ? request.abort() : request.continue(),
  );
  await page.goto(NEW);
  await page.type("#f-title", "By the button");
  await page.click("[data-preview-button]");
  const title = async () =>
    (await frameOf(page)).$eval(`${WIDGET} >>> .title`, (it) => it.textContent);
  await until(async () => (await title().catch(() => "")) === "By the button", "the preview"); // on its way
  const frame = await frameOf(page);
  const { given_name, family_name, email } = newSupporter();
  await fillIn(frame, { given_name, family_name, email });
  await press(frame);
  await says(frame, "This is a preview: nothing was sent");
});

test("a picture that is only chosen shows already, and is not sent for it", async () => {
  const { page, asked } = await open(NEW);
  const frame = await frameOf(page);
  await shows(frame, ".title", "Title");
  const chosen = await page.$("#f-picture");
  const here = new URL("../../widget_server/web/static/icon.svg", import.meta.url).pathname;
  await chosen.uploadFile(here);
  await part(frame, "img[src^='data:image/svg+xml']");
  const last = asked.findLast((one) => one.method() === "POST");
  assert.match(last.headers()["content-type"], /urlencoded/);
});

test("on a phone it takes the form's place, asks for nothing before, and gives the place back", async () => {
  const { page, asked } = await open(NEW, { width: 360 });
  await isAccessible(page);
  await preferScheme(page, "light");
  await isNoWiderThanTheScreen(page);
  await page.type("#f-title", "On the way");
  await page.$eval("#f-body", (one) => one.scrollIntoView());
  // Where it is when it is pressed: under load, puppeteer scrolls before it clicks, although the button is in view.
  await page.evaluate(() => {
    const note = () => {
      globalThis.place = scrollY;
    };
    addEventListener("click", note, { capture: true, once: true });
  });
  assert.deepEqual(
    asked.filter((one) => one.url().includes("/preview?") || one.method() === "POST"),
    [],
  );
  await page.click("[data-preview-toggle]");
  const frame = await frameOf(page);
  await shows(frame, ".title", "On the way");
  await isNoWiderThanTheScreen(page);
  await isNoWiderThanTheScreen(frame);
  assert.equal(await page.$eval("#f-title", (one) => one.checkVisibility()), false);
  await isAccessible(page);
  await isAccessibleInside(frame);
  await page.click("[data-preview-toggle]");
  // Firefox keeps places in whole pixels of the screen, which are not always the page's.
  const [back, place] = await page.evaluate(() => [scrollY, globalThis.place]);
  assert.ok(place > 0);
  assert.ok(Math.abs(back - place) <= 1, `${back} instead of ${place}`);
  assert.equal(await page.$eval("#f-title", (one) => one.value), "On the way");
  await page.type("#f-goal", "many");
  await page.click("[data-preview-toggle]");
  await until(async () => (await note(page)).includes("Goal"));
  await page.click("[data-preview-note] a");
  assert.ok(await (await page.$("#f-goal")).isIntersectingViewport());
});

test("it is accessible beside the form, in light and in dark", async () => {
  const { page } = await open(NEW);
  const frame = await frameOf(page);
  await shows(frame, ".title", "Title");
  await isAccessible(page);
  await isAccessibleInside(frame);
  const ground = () => frame.$eval("body", (one) => getComputedStyle(one).backgroundColor);
  assert.equal(await ground(), "rgb(255, 255, 255)");
  await page.click("[name=preview_scheme][value=dark]");
  await until(async () => (await ground()) === "rgb(20, 24, 31)");
  await isAccessibleInside(frame, ["color-contrast"]);
});
