// What axe-core finds where a supporter is known, where more is asked, and where signing has to wait: nothing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isAccessible } from "./support/axe.mjs";
import { useBrowser } from "./support/browser.mjs";
import {
  addPetition,
  fail,
  personalLink,
  service,
  setSuspended,
  signByScript,
  until,
} from "./support/stack.mjs";
import {
  around,
  fillIn,
  form,
  newSupporter,
  part,
  press,
  says,
  sign,
  testPage,
  textOf,
  thanks,
  WIDGET,
  written,
} from "./support/widget.mjs";

const browser = useBrowser();

let count = 0;

/** A petition of the test's own, and a page that shows it. */
async function own(frontMatter = {}) {
  const petition = `states-${process.pid}-${Date.now()}-${count++}`;
  await addPetition(petition, frontMatter);
  return { petition, url: testPage("landmarks", { petition }) };
}

/** Questions of each kind, and consent to be answered with yes or no. */
const QUESTIONS = {
  fields: [
    "given_name",
    "email",
    "country",
    "postcode",
    {
      name: "heard",
      label: "How did you hear of us?",
      type: "select",
      options: { friend: "From a friend", web: "On the web" },
      required: true,
    },
    { name: "member", label: "I am a member", type: "checkbox", required: true },
    { name: "job", label: "Your job", type: "text", max_length: 5 },
    "comment",
    "show_name",
  ],
  consent: { text: "May we use your data for this?", style: "choice" },
};

/** A form with all of these questions. */
async function asked() {
  const { url } = await own(QUESTIONS);
  const { page } = await browser.visit(url);
  await form(page);
  return page;
}

/** A page that a link of the organizer's mailing has led to. */
async function led(known = {}, url = testPage("landmarks"), slug = undefined) {
  const { page } = await browser.visit(await personalLink(url, newSupporter(known), slug));
  await part(page, "form .notice");
  return page;
}

/** A form that somebody has filled in, on a line to the service that can be made bad. */
async function filledIn() {
  const { page } = await browser.visit(testPage("landmarks", { via: "line" }));
  await fillIn(page, newSupporter());
  return page;
}

/** What a supporter sees who has signed where nothing has to be confirmed. */
async function signed() {
  const { petition, url } = await own();
  const { page } = await browser.visit(url);
  const { given_name, email } = newSupporter();
  await sign(page, { given_name, email });
  return { page, petition };
}

const errors = (page) => part(page, ".error-summary:not([hidden])");
const answer = async (page, value) => (await part(page, `[name=consent][value=${value}]`)).click();

/** Each state, and how a page gets there. */
const STATES = {
  "greeted by name": () => led(),
  "greeted without a name": () => led({ given_name: "" }),
  "greeted, and mistaken": async () => {
    const page = await led({ family_name: "" });
    await press(page);
    await errors(page);
    return page;
  },
  "greeted, and asked more questions": async () => {
    const { petition, url } = await own(QUESTIONS);
    const page = await led({}, url, petition);
    await press(page);
    await errors(page);
    return page;
  },
  "thanks to somebody without a name": async () => {
    const { petition, url } = await own({ fields: ["email"] });
    const page = await led({ given_name: "" }, url, petition);
    await (await part(page, "[name=consent]")).click();
    await press(page);
    await thanks(page);
    return page;
  },
  "thanks with nothing left to confirm": async () => (await signed()).page,
  "signed before": async () => {
    const { page } = await signed();
    await page.reload();
    await says(page, "You have already signed", ".thanks");
    return page;
  },
  "signed before, and followed by others": async () => {
    const { page, petition } = await signed();
    const [href] = await page.$$eval(`${WIDGET} >>> .share a`, (all) => all.map((it) => it.href));
    const ref = decodeURIComponent(href).match(/petition_ref=([\w-]+)/)[1];
    for (let more = 0; more < 2; more++)
      await signByScript(petition, newSupporter().email, { ref });
    await page.reload();
    await says(page, "2 people signed through you", ".thanks");
    return page;
  },
  "signed, and the address copied": async () => {
    const { page } = await signed();
    const copy = await part(page, ".share button:last-child");
    const before = await copy.evaluate((it) => it.textContent);
    await copy.click();
    await until(async () => (await copy.evaluate((it) => it.textContent)) !== before, "copied");
    return page;
  },
  "all kinds of questions": asked,
  "all kinds of questions, unanswered": async () => {
    const page = await asked();
    await (await part(page, "[name=extra_job]")).type("Librarian");
    await press(page);
    await errors(page);
    return page;
  },
  "consent refused": async () => {
    const page = await asked();
    await answer(page, "no");
    await press(page);
    await says(page, "Without your consent", "#error-consent");
    return page;
  },
  "a postcode that the country cannot have": async () => {
    const page = await asked();
    const { given_name, email } = newSupporter();
    for (const [name, value] of Object.entries({ given_name, email, postcode: "1234" }))
      await (await part(page, `[name=${name}]`)).type(value);
    await (await part(page, "[name=country]")).select("DE");
    await (await part(page, "[name=extra_heard]")).select("web");
    await (await part(page, "[name=extra_member]")).click();
    await answer(page, "yes");
    await press(page);
    await part(page, "#error-postcode:not([hidden])");
    return page;
  },
  "the form alone": async () => {
    const html = around(
      '<main><h1>A page</h1><petition-form petition="stop-rekognition" partner="civic-news" mode="form"></petition-form></main>',
      '<script async src="{{service}}/v1.js"></script><meta name="color-scheme" content="light dark">',
    );
    const { page } = await browser.visit(written(html));
    await form(page);
    return page;
  },
  "on a phone, with the button that stays in reach": async () => {
    const { page } = await browser.visit(testPage("landmarks"), { width: 320, height: 640 });
    await form(page);
    await page.$eval(`${WIDGET} >>> .text p:last-of-type`, (it) =>
      it.scrollIntoView({ block: "end" }),
    );
    await part(page, ".jump:not([hidden])");
    return page;
  },
  "a suspended partner": async () => {
    const { page } = await browser.visit(testPage("landmarks", { partner: "suspended" }));
    await says(page, "switched off", ".notice h2");
    return page;
  },
  "a partner suspended meanwhile": async () => {
    const partner = "about-to-be-suspended";
    const { page } = await browser.visit(testPage("landmarks", { partner }));
    await fillIn(page, newSupporter());
    await setSuspended(partner, true);
    try {
      await press(page);
      await says(page, "switched off", ".notice h2");
    } finally {
      await setSuspended(partner, false);
    }
    return page;
  },
  "offline, and waiting": async () => {
    const page = await filledIn();
    await page.setOfflineMode(true);
    await press(page);
    await says(page, "You are offline");
    return page;
  },
  "a busy service that is waited for": async () => {
    const page = await filledIn();
    await fail("answer", "/signatures", { status: 503, headers: { "Retry-After": "50" } });
    await press(page);
    await says(page, "Many people are signing right now");
    return page;
  },
  "a service that stays away": async () => {
    const page = await filledIn();
    await fail("answer", "/signatures", { status: 503, headers: { "Retry-After": "600" } });
    await press(page);
    await says(page, "Please wait a few minutes");
    return page;
  },
  "a second try at loading that fails, too": async () => {
    await fail("drop", "/stop-rekognition", { times: 100 });
    const { page, requests } = await browser.visit(testPage("landmarks", { via: "line" }));
    await (await part(page, ".notice button")).click();
    await until(
      () => requests.filter((one) => one.url().includes("/stop-rekognition?")).length > 1,
      "it is tried again",
    );
    await part(page, ".notice button");
    return page;
  },
};
for (const [state, reach] of Object.entries(STATES))
  test(`axe-core finds nothing wrong with the widget: ${state}`, async () => {
    await isAccessible(await reach());
  });

test("axe-core finds nothing wrong with a petition's own page that asks all kinds of questions, before and after they go unanswered", async () => {
  const { petition } = await own(QUESTIONS);
  const { page } = await browser.visit(`${service}/p/${petition}`);
  await isAccessible(page);
  await Promise.all([page.waitForNavigation(), page.click("form button")]);
  await isAccessible(page);
});

test("axe-core finds nothing wrong with the form in a language that is written from the right, mistakes included", async () => {
  const html = around(
    '<main><h1>صفحة</h1><petition-form petition="stop-rekognition" partner="civic-news"></petition-form></main>',
    '<script async src="{{service}}/v1.js"></script><meta name="color-scheme" content="light dark">',
    "ar",
  );
  const { page } = await browser.visit(written(html));
  await part(page, ".root[dir=rtl] form");
  await press(page);
  await errors(page);
  await isAccessible(page);
  assert.match(await textOf(page, ".error-summary li"), /\p{Script=Arabic}/u);
});
