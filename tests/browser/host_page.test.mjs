// The page around the widget: its styles, its forms, its shortcuts, and what its scripts do to the element.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { differences, looks } from "./support/looks.mjs";
import { fail, mend, until } from "./support/stack.mjs";
import {
  fillIn,
  form,
  newSupporter,
  part,
  posts,
  press,
  testPage,
  textOf,
  thanks,
  valueIn,
  WIDGET,
} from "./support/widget.mjs";

const browser = useBrowser();

test("a page whose style sheet shouts !important at everything changes nothing in the widget", async () => {
  const calm = await browser.visit(testPage("calm"));
  await form(calm.page);
  const hostile = await browser.visit(testPage("hostile"));
  await form(hostile.page);
  const wanted = await looks(calm.page);
  const [host, ...inside] = await looks(hostile.page);
  // The element itself stands on the page: only its box and what it hands on are ours.
  assert.equal(host.box, wanted[0].box);
  for (const name of ["display", "opacity", "transform", "float", "font-size", "color"])
    assert.equal(host.style[name], wanted[0].style[name], name);
  assert.equal(inside.length, wanted.length - 1);
  assert.deepEqual(differences(inside, wanted.slice(1)), []);
});

test("a page themes the widget with its properties and parts", async () => {
  const { page } = await browser.visit(testPage("plain"));
  await form(page);
  await page.addStyleTag({
    content: `petition-form { --petition-accent: rgb(1, 2, 3); --petition-radius: 0px }
      petition-form::part(button) { letter-spacing: 5px }`,
  });
  const button = await part(page, "form button");
  const style = await button.evaluate((it) => {
    const { backgroundColor, borderRadius, letterSpacing } = getComputedStyle(it);
    return { backgroundColor, borderRadius, letterSpacing };
  });
  assert.deepEqual(style, {
    backgroundColor: "rgb(1, 2, 3)",
    borderRadius: "0px",
    letterSpacing: "5px",
  });
});

test("inside the page's own form, Enter signs the petition and never submits the page's form", async () => {
  const { page } = await browser.visit(testPage("own-form"));
  await fillIn(page, newSupporter());
  await (await part(page, "[name=email]")).press("Enter");
  assert.match(await thanks(page), /Ada/);
  assert.deepEqual(await page.evaluate(() => window.heard), []);
  const own = await page.$eval("#own", (it) => [...new FormData(it).keys()]);
  assert.deepEqual(own, ["search"]);
});

test("keys typed into the widget trigger none of the page's shortcuts; Tab and Escape go through", async () => {
  const { page } = await browser.visit(testPage("own-form"));
  await fillIn(page, { given_name: "search? s/" });
  assert.deepEqual(await page.evaluate(() => window.heard), []);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  assert.deepEqual(await page.evaluate(() => window.heard), [
    "keydown Escape",
    "keyup Escape",
    "keydown Tab",
    "keyup Tab",
  ]);
  await page.type("[name=search]", "s");
  assert.equal(await page.evaluate(() => window.heard.length), 8, "the page's own keys work");
});

/** What an app may do to the element, each leaving it on the page. */
const CHANGES = {
  "moved elsewhere": (widget) => document.body.prepend(widget),
  "removed and put back": async (widget) => {
    widget.remove();
    await new Promise((resolve) => setTimeout(resolve, 50));
    document.body.append(widget);
  },
  "wrapped again and again": (widget) => {
    for (let times = 0; times < 3; times++) {
      const wrapper = document.createElement("section");
      widget.replaceWith(wrapper);
      wrapper.append(widget);
    }
  },
  "moved with moveBefore": (widget) => document.body.moveBefore?.(widget, document.body.firstChild),
};
for (const [change, apply] of Object.entries(CHANGES))
  test(`an element that is ${change} keeps what was typed, and signs`, async () => {
    const { page, requests, crashes } = await browser.visit(testPage("plain"));
    const supporter = newSupporter({ comment: "Because" });
    await fillIn(page, supporter);
    await page.$eval(WIDGET, apply);
    for (const [name, value] of Object.entries(supporter))
      assert.equal(await valueIn(page, name), value);
    await press(page);
    assert.match(await thanks(page), /Ada/);
    assert.equal(posts(requests).length, 1);
    assert.deepEqual(crashes, []);
  });

test("an element that leaves the page while it signs breaks off, and signs once when it is back", async () => {
  const { page, requests } = await browser.visit(testPage("plain", { via: "line" }));
  await fillIn(page, newSupporter());
  await fail("hold", "/signatures");
  await press(page);
  await until(() => posts(requests).length === 1, "the form is sent");
  await page.evaluate(() => {
    globalThis.kept = document.querySelector("petition-form");
    globalThis.kept.remove();
  });
  await until(() => posts(requests)[0].failure(), "the request is broken off");
  await mend();
  await page.evaluate(() => document.body.append(globalThis.kept));
  assert.equal(await textOf(page, "form button"), "Sign the petition");
  await press(page);
  assert.match(await thanks(page), /Ada/);
});

test("the widget inherits the page's colour scheme, light or dark", async () => {
  const { page } = await browser.visit(testPage("plain"));
  await form(page);
  const background = () =>
    page.$eval(`${WIDGET} >>> .root`, (it) => getComputedStyle(it).backgroundColor);
  await page.addStyleTag({ content: ":root { color-scheme: dark }" });
  const dark = await background();
  await page.addStyleTag({ content: ":root { color-scheme: light }" });
  assert.equal(await background(), "rgb(255, 255, 255)");
  assert.notEqual(dark, "rgb(255, 255, 255)");
});
