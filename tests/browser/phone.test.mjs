// On a phone the form is a long way from the text: a button stays in reach.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { until } from "./support/stack.mjs";
import { around, focused, form, part, sign, WIDGET, written } from "./support/widget.mjs";

const browser = useBrowser();

const page = (mode) =>
  written(
    around(
      `<petition-form petition="stop-rekognition" partner="civic-news" mode="${mode}"></petition-form>`,
      '<meta name="viewport" content="width=device-width, initial-scale=1"><script async src="{{service}}/v1.js"></script>',
    ),
  );
const PHONE = { width: 360, height: 640 };
const shown = (page) =>
  page.$eval(`${WIDGET} >>> .jump`, (it) => {
    const { top, bottom, height } = it.getBoundingClientRect();
    return height > 0 && top >= 0 && bottom <= innerHeight;
  });
const downTo = (page, selector) =>
  page.$eval(`${WIDGET} >>> ${selector}`, (it) => it.scrollIntoView({ block: "end" }));

test("while the text is read the button is in reach, and leads to the form's first field", async () => {
  const { page: tab } = await browser.visit(page("full"), PHONE);
  await form(tab);
  await downTo(tab, ".text p:last-of-type");
  await until(() => shown(tab), "the button");
  const button = await part(tab, ".jump");
  assert.equal(await button.evaluate((it) => it.textContent), "Sign");
  await button.click();
  assert.equal((await focused(tab)).name, "given_name");
  const top = await tab.$eval(`${WIDGET} >>> .panel`, (it) => it.getBoundingClientRect().top);
  assert.ok(Math.abs(top) < 40, `the form is at ${top}`);
  await until(async () => !(await shown(tab)), "no button over the form");
});

test("it is not there where the form stands alone, nor beside it on a wide screen, nor after signing", async () => {
  const alone = await browser.visit(page("form"), PHONE);
  await form(alone.page);
  assert.equal(await alone.page.$(`${WIDGET} >>> .jump`), null);
  const wide = await browser.visit(page("full"), { width: 1280, height: 640 });
  await form(wide.page);
  await downTo(wide.page, ".text p:last-of-type");
  assert.ok(!(await shown(wide.page)));
  const { page: tab } = await browser.visit(page("full"), PHONE);
  await sign(tab);
  await downTo(tab, ".text p:last-of-type");
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.ok(!(await shown(tab)));
});
