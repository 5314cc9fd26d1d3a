// Browsers and password managers that fill the form in: what they look for, and that it is read whichever way they write.

import assert from "node:assert/strict";
import { test } from "node:test";
import { BROWSER, bodyOf, useBrowser } from "./support/browser.mjs";
import { until } from "./support/stack.mjs";
import {
  form,
  has,
  newSupporter,
  part,
  posts,
  press,
  testPage,
  thanks,
  WIDGET,
} from "./support/widget.mjs";

const browser = useBrowser();

/** The whole form's answers in the post of a signature. */
const sent = async (requests) => {
  const { given_name, family_name, email, country, postcode, comment } = Object.fromEntries(
    new URLSearchParams(await bodyOf(posts(requests)[0])),
  );
  return { given_name, family_name, email, country, postcode, comment };
};

test("a filler finds one form in one open root, and in it one labelled field for each thing it knows", async () => {
  const { page } = await browser.visit(testPage("plain"));
  await form(page);
  const found = await page.$eval(WIDGET, ({ shadowRoot }) => ({
    forms: shadowRoot.querySelectorAll("form").length,
    frames: shadowRoot.querySelectorAll("iframe").length,
    roots: [...shadowRoot.querySelectorAll("*")].filter((it) => it.shadowRoot).length,
    fields: Object.fromEntries(
      [...shadowRoot.querySelector("form").elements]
        .filter((it) => /text|email|select/.test(it.type))
        .map(({ name, type, autocomplete, labels }) => [
          name,
          [type, autocomplete, labels.length].join(" "),
        ]),
    ),
  }));
  assert.deepEqual(found, {
    forms: 1,
    frames: 0,
    roots: 0,
    fields: {
      given_name: "text given-name 1",
      family_name: "text family-name 1",
      email: "email email 1",
      country: "select-one country 1",
      postcode: "text postal-code 1",
      comment: "textarea off 1",
      // For bots; it has no label, and fillers are asked to leave it alone.
      website: "text off 0",
    },
  });
});

test("values that a filler sets without an event, before anybody has touched the form, are read at the press", async () => {
  const { page, requests } = await browser.visit(testPage("plain"));
  await form(page);
  const person = { ...newSupporter(), country: "AT", postcode: "1010", comment: "" };
  await page.$eval(
    WIDGET,
    ({ shadowRoot }, person) => {
      for (const [name, value] of Object.entries(person))
        shadowRoot.querySelector(`[name=${name}]`).value = value;
      shadowRoot.querySelector("[name=consent]").checked = true;
    },
    person,
  );
  await press(page);
  assert.match(await thanks(page), /Ada/);
  assert.deepEqual(await sent(requests), person);
});

test("a filler that sends its events wakes the form up, and mistakes it mends vanish", async () => {
  const { page } = await browser.visit(testPage("plain"));
  await form(page);
  await press(page);
  await part(page, ".error-summary:not([hidden])");
  await page.$eval(
    WIDGET,
    ({ shadowRoot }, person) => {
      for (const [name, value] of Object.entries(person)) {
        const field = shadowRoot.querySelector(`[name=${name}]`);
        field.value = value;
        for (const type of ["input", "change"])
          field.dispatchEvent(new Event(type, { bubbles: true, composed: true }));
      }
    },
    newSupporter(),
  );
  assert.ok(await has(page, ".error-summary li"), "the consent is still missing");
  assert.ok(!(await has(page, "[name=email][aria-invalid]")));
  await (await part(page, "[name=consent]")).click();
  await press(page);
  assert.match(await thanks(page), /Ada/);
});

/** Somebody as Chromium keeps them, and what of that the form asks for. */
const KEPT = {
  NAME_FULL: "Ada Lovelace",
  NAME_FIRST: "Ada",
  NAME_LAST: "Lovelace",
  COMPANY_NAME: "Analytical Engines",
  ADDRESS_HOME_LINE1: "12 St James’s Square",
  ADDRESS_HOME_CITY: "London",
  ADDRESS_HOME_ZIP: "SW1Y 4JH",
  ADDRESS_HOME_COUNTRY: "GB",
  PHONE_HOME_WHOLE_NUMBER: "+44 20 7946 0000",
};
const WANTED = {
  given_name: "Ada",
  family_name: "Lovelace",
  country: "GB",
  postcode: "SW1Y 4JH",
};

const onlyChromium = { skip: BROWSER !== "chrome" && "no other browser's filler can be driven" };
test(
  "Chromium's own filler fills in name, e-mail, country and postcode, and that is what is sent",
  onlyChromium,
  async () => {
    const { page, requests } = await browser.visit(testPage("plain"));
    await form(page);
    const { email } = newSupporter();
    const fields = Object.entries({ ...KEPT, EMAIL_ADDRESS: email });
    const given = await part(page, "[name=given_name]");
    await given.autofill({ address: { fields: fields.map(([name, value]) => ({ name, value })) } });
    await until(() => has(page, "[name=postcode]:autofill"), "it is filled in");
    const filled = await page.$$eval(`${WIDGET} >>> :autofill`, (all) =>
      Object.fromEntries(all.map(({ name, value }) => [name, value])),
    );
    assert.deepEqual(filled, { ...WANTED, email });
    await (await part(page, "[name=consent]")).click();
    await press(page);
    assert.match(await thanks(page), /Ada/);
    assert.deepEqual(await sent(requests), { ...WANTED, email, comment: "" });
  },
);
