// What an app does to the element while something is under way: moves it, takes it out, puts it back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { carried, fail, mend, storedFrom, until } from "./support/stack.mjs";
import {
  fillIn,
  focused,
  form,
  newSource,
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

const CONFIG = "/api/v1/petitions/stop-rekognition";
const TOTALS = `${CONFIG}/totals`;

const asked = (requests, path) =>
  requests.filter((one) => new URL(one.url()).pathname.endsWith(path));

const takeOut = (page) =>
  page.$eval(WIDGET, (widget) => {
    globalThis.kept = widget;
    widget.remove();
  });
const putBack = (page) => page.evaluate(() => document.body.append(globalThis.kept));

test("an element that leaves while its petition loads breaks off, and loads once when it is back", async () => {
  await fail("hold", CONFIG);
  const { page, requests, crashes } = await browser.visit(testPage("plain", { via: "line" }));
  await until(() => asked(requests, CONFIG).length === 1, "the petition is asked for");
  await takeOut(page);
  await until(() => asked(requests, CONFIG)[0].failure(), "the request is broken off");
  await mend();
  await putBack(page);
  await form(page);
  assert.equal(asked(requests, CONFIG).length, 2);
  assert.deepEqual(crashes, []);
});

test("an element that is put back asks for the total alone; taken out again, it breaks even that off", async () => {
  const { page, requests, crashes } = await browser.visit(testPage("plain", { via: "line" }));
  await fillIn(page, { given_name: "Ada" });
  await takeOut(page);
  await fail("hold", "/totals");
  // Whoever types slowly has had the total asked for before.
  const before = asked(requests, TOTALS).length;
  await carried();
  await putBack(page);
  await until(() => asked(requests, TOTALS).length > before, "the total is asked for");
  await takeOut(page);
  await until(() => asked(requests, TOTALS).at(-1).failure(), "the request is broken off");
  assert.deepEqual(await carried(), [`GET ${TOTALS}`]);
  await mend();
  await putBack(page);
  assert.equal(await valueIn(page, "given_name"), "Ada");
  assert.deepEqual(crashes, []);
});

test("moveBefore breaks nothing off and takes the focus from nobody: what is under way goes on and signs once", async (t) => {
  const source = newSource();
  const { page, requests } = await browser.visit(testPage("plain", { via: "line", source }));
  if (!(await page.evaluate(() => "moveBefore" in document.body)))
    return t.skip("this browser has no moveBefore");
  await fillIn(page, newSupporter());
  await (await part(page, "[name=email]")).focus();
  await fail("hold", "/signatures");
  await (await part(page, "[name=email]")).press("Enter");
  await until(() => posts(requests).length === 1, "the form is sent");
  await page.$eval(WIDGET, (widget) => {
    const section = document.createElement("section");
    document.body.append(section);
    section.moveBefore(widget, null);
  });
  assert.equal((await focused(page)).name, "email");
  assert.equal(await textOf(page, "form button"), "Signing…");
  await mend();
  assert.match(await thanks(page), /Ada/);
  assert.equal(posts(requests).length, 1);
  assert.equal(await storedFrom(source), 1);
});

test("an element that leaves after the service got the signature signs once for all that, with the same token", async () => {
  const source = newSource();
  const { page, requests } = await browser.visit(testPage("plain", { via: "line", source }));
  await fillIn(page, newSupporter());
  await fail("lose_answer", "/signatures");
  await press(page);
  await until(async () => (await storedFrom(source)) === 1, "it is stored");
  await takeOut(page);
  await putBack(page);
  await press(page);
  assert.match(await thanks(page), /Ada/);
  assert.equal(posts(requests).length, 2);
  assert.equal(await storedFrom(source), 1);
});

test("thanks stay where the element is moved, taken out and put back", async () => {
  const { page } = await browser.visit(testPage("plain"));
  await fillIn(page, newSupporter());
  await press(page);
  await thanks(page);
  await takeOut(page);
  await putBack(page);
  assert.match(await thanks(page), /Ada/);
});
