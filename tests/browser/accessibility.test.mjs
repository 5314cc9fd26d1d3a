// What axe-core finds: nothing, in every state of the widget and on every page for supporters, in light and dark.

import { test } from "node:test";
import { isAccessible } from "./support/axe.mjs";
import { useBrowser } from "./support/browser.mjs";
import { elsewhere, fail, linkInMail, service, site } from "./support/stack.mjs";
import {
  fillIn,
  form,
  newSupporter,
  part,
  press,
  says,
  sign,
  testPage,
  thanks,
} from "./support/widget.mjs";

const browser = useBrowser();

/** Each state of the widget, and how a page gets there. */
const STATES = {
  form: async () => {
    const { page } = await browser.visit(testPage("landmarks"));
    await form(page);
    return page;
  },
  errors: async () => {
    const { page } = await browser.visit(testPage("landmarks"));
    await form(page);
    await press(page);
    await part(page, ".error-summary:not([hidden])");
    return page;
  },
  loading: async () => {
    await fail("hold", "/stop-rekognition");
    const { page } = await browser.visit(testPage("landmarks", { via: "line" }));
    await part(page, "[part=loading]");
    return page;
  },
  signing: async () => {
    const { page } = await browser.visit(testPage("landmarks", { via: "line" }));
    await fillIn(page, newSupporter());
    await fail("hold", "/signatures");
    await press(page);
    await says(page, "Signing", "form button");
    return page;
  },
  "trying again": async () => {
    const { page } = await browser.visit(testPage("landmarks", { via: "line" }));
    await fillIn(page, newSupporter());
    await fail("drop", "/signatures", { times: 100 });
    await press(page);
    await says(page, "We keep trying");
    return page;
  },
  thanks: async () => {
    const { page } = await browser.visit(testPage("landmarks"));
    await sign(page);
    await thanks(page);
    return page;
  },
  closed: async () => {
    const { page } = await browser.visit(testPage("landmarks", { petition: "closed" }));
    await part(page, ".notice");
    return page;
  },
  refused: async () => {
    const { page } = await browser.visit(testPage("landmarks", {}, elsewhere));
    await part(page, ".notice");
    return page;
  },
  "not found": async () => {
    const { page } = await browser.visit(testPage("landmarks", { petition: "no-such" }));
    await part(page, ".notice");
    return page;
  },
  "not loaded": async () => {
    await fail("drop", "/stop-rekognition", { times: 100 });
    const { page } = await browser.visit(testPage("landmarks", { via: "line" }));
    await part(page, ".notice");
    return page;
  },
};
for (const [state, reach] of Object.entries(STATES))
  test(`axe-core finds nothing wrong with the widget: ${state}`, async () => {
    await isAccessible(await reach());
  });

for (const path of ["/", "/article", "/strict-csp", "/one-tag", "/two-petitions", "/privacy"])
  test(`axe-core finds nothing wrong with the demo's ${path}`, async () => {
    const { page } = await browser.visit(site + path);
    if (await page.$("petition-form")) await form(page);
    await isAccessible(page);
  });

for (const [name, path] of Object.entries({
  "the home page": "/",
  "a petition's own page": "/p/stop-rekognition",
  "a closed petition's own page": "/p/closed",
  "a petition's figures": "/p/stop-rekognition/statistics",
  "a page that does not exist": "/p/no-such",
  "a confirmation link that is broken": "/confirm/broken",
  "a link to say 'not me' that is broken": "/not-me/broken",
}))
  test(`axe-core finds nothing wrong with ${name}`, async () => {
    const { page } = await browser.visit(service + path);
    await isAccessible(page);
  });

const follow = (page, selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);

test("axe-core finds nothing wrong on the way from the petition's own page to the confirmed signature, mistakes included", async () => {
  const { page } = await browser.visit(`${service}/p/stop-rekognition`);
  await follow(page, "form button");
  await isAccessible(page);
  const supporter = newSupporter();
  for (const [name, value] of Object.entries(supporter)) await page.type(`[name=${name}]`, value);
  await page.click("[name=consent]");
  await follow(page, "form button");
  await isAccessible(page);
  const confirm = await linkInMail(supporter.email);
  await page.goto(await linkInMail(supporter.email, "not-me"));
  await isAccessible(page);
  await page.goto(confirm);
  await isAccessible(page);
  await follow(page, "main button");
  await isAccessible(page);
  const own = await page.$eval("a[href^='/mine/']", (link) => link.href);
  await page.goto(confirm);
  await isAccessible(page);
  await page.goto(own);
  await page.click("summary");
  await isAccessible(page);
  await page.$eval("[name=given_name]", (field) => (field.value = ""));
  await follow(page, "main button");
  await isAccessible(page);
  await page.goto(await linkInMail(supporter.email, "not-me"));
  await follow(page, "main button");
  await isAccessible(page);
  await page.goto(confirm);
  await isAccessible(page);
  await page.goto(own);
  await isAccessible(page);
});
