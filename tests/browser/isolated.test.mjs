// Pages that isolate themselves for SharedArrayBuffer: they load nothing from other sites that does not say it may.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PICTURE, servePicture, useBrowser } from "./support/browser.mjs";
import { addPetition, service, storedFrom, until } from "./support/stack.mjs";
import { around, newSource, part, sign, written } from "./support/widget.mjs";

const browser = useBrowser();

const HEADERS = `<!--
Cross-Origin-Embedder-Policy: require-corp
Cross-Origin-Opener-Policy: same-origin
-->
`;
const SANDBOX = "allow-scripts allow-forms allow-same-origin allow-popups";
const PARTNERS = { partner: "civic-news" };

/** A page that notes what it is told: `heard`. */
const LISTENING =
  "<script>heard = []; addEventListener('message', ({ data }) => heard.push(data));</script>";

async function visit(body, head = "") {
  const opened = await browser.visit(written(HEADERS + around(body, head)));
  assert.ok(await opened.page.evaluate(() => globalThis.crossOriginIsolated));
  return opened;
}

const iframe = (petition, query, sandbox = SANDBOX) =>
  `<iframe src="${service}/embed/${petition}?${new URLSearchParams(query).toString().replaceAll("&", "&amp;")}" width="600" height="700" title="Sign" sandbox="${sandbox}"></iframe>`;

const frameIn = (page) =>
  until(() => page.frames().find((one) => one.url().startsWith(`${service}/embed/`)), "the frame");

for (const mode of ["full", "form"])
  test(`in a frame on an isolated page people sign (${mode})`, async () => {
    const source = newSource();
    const { page } = await visit(iframe("stop-rekognition", { ...PARTNERS, mode, source }));
    await sign(await frameIn(page));
    assert.equal(await storedFrom(source), 1);
  });

test("shut off from an origin of its own, the frame is in order on an isolated page, too", async () => {
  const { page } = await visit(iframe("stop-rekognition", PARTNERS, "allow-scripts"), LISTENING);
  const inside = await frameIn(page);
  const link = await inside.waitForSelector("a.button", { visible: true });
  // Its style sheet and its script have come.
  assert.equal(await link.evaluate((it) => getComputedStyle(it).textDecorationLine), "none");
  assert.equal(await inside.$("petition-form"), null);
  await until(() => page.evaluate(() => globalThis.heard.length), "its height");
});

test("on an isolated page, too, a frame says what is wrong with its address", async () => {
  const { page } = await visit(iframe("stop-rekognition", { partner: "unknown" }));
  await (await frameIn(page)).waitForSelector("h1", { visible: true });
});

test("a petition's picture from elsewhere shows in its frame, isolated or not", async () => {
  const petition = `pictured-${Date.now()}`;
  await addPetition(petition, { image: PICTURE });
  const frame = iframe(petition, { mode: "full" });
  for (const html of [HEADERS + around(frame), around(frame)]) {
    const { page } = await browser.visit(written(html), { prepare: servePicture });
    const picture = await part(await frameIn(page), "img");
    await until(() => picture.evaluate((it) => it.naturalWidth), "the picture");
  }
});

test("script and total need no crossorigin attribute on an isolated page", async () => {
  const source = newSource();
  const { page } = await visit(
    `<petition-form petition="stop-rekognition" partner="civic-news" source="${source}"></petition-form>
    <img src="{{service}}/p/stop-rekognition/badge.svg" alt="">
    <img src="{{service}}/p/stop-rekognition/image.png" alt="">`,
    '<script async src="{{service}}/v1.js"></script>',
  );
  await sign(page);
  assert.equal(await storedFrom(source), 1);
  for (const image of await page.$$("body > img"))
    await until(() => image.evaluate((it) => it.naturalWidth), "the image");
});
