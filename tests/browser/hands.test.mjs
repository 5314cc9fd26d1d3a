// Signing with whatever hands and ears there are: a finger, keys alone, a screen reader.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { BROWSER, useBrowser } from "./support/browser.mjs";
import {
  focused,
  form,
  newSupporter,
  part,
  press,
  testPage,
  textOf,
  thanks,
} from "./support/widget.mjs";

const browser = useBrowser();

/** Presses Tab until the named control has the focus; says what had it on the way. */
async function tabTo(page, name) {
  const passed = [];
  for (let presses = 0; presses < 20; presses++) {
    await page.keyboard.press("Tab");
    const here = await focused(page);
    if (here.name === name) return passed;
    passed.push(here.name ?? here.tag);
  }
  throw new Error(`Tab never came to ${name}: ${passed}`);
}

test("a finger signs: it reaches each field, and the words of the consent tick its box", async () => {
  const { page } = await browser.visit(testPage("plain"), { width: 390, hasTouch: true });
  await form(page);
  const supporter = newSupporter();
  const tap = async (selector) => {
    const handle = await part(page, selector);
    await handle.evaluate((it) => it.scrollIntoView({ block: "center" }));
    // Quicker taps at the same height of the screen are a double tap to a browser, which selects.
    await sleep(500);
    await handle.tap();
  };
  for (const name of ["given_name", "family_name", "email"]) {
    await tap(`[name=${name}]`);
    assert.equal((await focused(page)).name, name);
    await page.keyboard.type(supporter[name]);
  }
  await tap("label[for=field-consent]");
  const box = await part(page, "[name=consent]");
  assert.ok(await box.evaluate((it) => it.checked), "its words tick the box as well");
  await tap("form .button");
  assert.match(await thanks(page), /Thank you, Ada!/);
});

test("keys alone are enough from the first field to the thanks, in the order in which the form is read", async () => {
  const { page } = await browser.visit(testPage("plain"));
  await form(page);
  const supporter = newSupporter();
  for (const name of ["given_name", "family_name", "email"]) {
    await tabTo(page, name);
    await page.keyboard.type(supporter[name]);
  }
  assert.deepEqual(await tabTo(page, "consent"), [
    "country",
    "postcode",
    "comment",
    "updates",
    "partner_updates",
  ]);
  await page.keyboard.press(" ");
  await page.keyboard.press("Tab");
  assert.equal((await focused(page)).text, "Sign the petition");
  await page.keyboard.press("Enter");
  assert.match(await thanks(page), /Thank you, Ada!/);
  assert.match((await focused(page)).text, /Thank you, Ada!/, "the news has the focus");
});

test("a screen reader hears each field by its label, what is wrong with it, and the thanks", async () => {
  const { page } = await browser.visit(testPage("plain"));
  await form(page);
  const heard = async (selector) => {
    const handle = await part(page, selector);
    return handle.evaluate((it) => ({
      label: [...it.labels].map((label) => label.textContent).join(" "),
      invalid: it.getAttribute("aria-invalid"),
      says: it.getRootNode().getElementById(it.getAttribute("aria-describedby"))?.textContent ?? "",
    }));
  };
  assert.deepEqual(await heard("[name=email]"), {
    label: "E-mail (required)",
    invalid: null,
    says: "",
  });
  await press(page);
  const { label, invalid, says } = await heard("[name=email]");
  assert.deepEqual([label, invalid], ["E-mail (required)", "true"]);
  assert.equal(says, "Please fill this in.");
  assert.match((await focused(page)).text, /\w/, "the summary has the focus");
  assert.match(await textOf(page, ".error-summary"), /E-mail/);
});

if (BROWSER !== "firefox")
  test("the tree that screen readers get has a form by the petition's name, its fields by theirs, and one button", async () => {
    const { page } = await browser.visit(testPage("plain"));
    await form(page);
    await part(page, "option:nth-child(200)");
    const nodes = [];
    const walk = (node) => {
      nodes.push(`${node.role}: ${node.name ?? ""}`);
      (node.children ?? []).forEach(walk);
    };
    walk(await page.accessibility.snapshot({ interestingOnly: true }));
    for (const wanted of [
      /^textbox: First name \(required\)$/,
      /^textbox: E-mail \(required\)$/,
      /^combobox: Country$/,
      /^checkbox: .*agree/,
      /^button: Sign the petition$/,
      /^progressbar: ./,
    ])
      assert.ok(
        nodes.some((node) => wanted.test(node)),
        `${wanted} in\n${nodes.join("\n")}`,
      );
    assert.equal(nodes.filter((node) => node.startsWith("textbox: ")).length, 5);
  });
