// What a supporter meets between the first field and the thanks.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { fail, linkInMail, mailsTo, storedFrom } from "./support/stack.mjs";
import {
  fillIn,
  focused,
  form,
  has,
  newSource,
  newSupporter,
  part,
  posts,
  press,
  sign,
  testPage,
  textOf,
  thanks,
  tokensIn,
  WIDGET,
} from "./support/widget.mjs";

const browser = useBrowser();

const errors = (page) =>
  page.$$eval(`${WIDGET} >>> .error:not([hidden])`, (places) => places.map((it) => it.textContent));

/** A field's error as assistive technology finds it. */
const describedError = (page, name) =>
  page.$eval(`${WIDGET} >>> [name=${name}]`, (field) => {
    const place = field.getRootNode().getElementById(field.getAttribute("aria-describedby") ?? "");
    return field.ariaInvalid === "true" ? place?.textContent : null;
  });

test("nothing is ticked, filled in or focused before the supporter comes", async () => {
  const { page } = await browser.visit(testPage("plain"));
  await form(page);
  const ticked = await page.$$eval(`${WIDGET} >>> :checked:not(option)`, (boxes) => boxes.length);
  assert.equal(ticked, 0);
  assert.equal((await focused(page)).tag, "body");
});

test("an empty form names each mistake by its field, and its summary takes the focus and links to the fields", async () => {
  const { page, requests } = await browser.visit(testPage("plain"));
  await form(page);
  await press(page);
  assert.equal((await focused(page)).text, "Please check this before you sign");
  const items = await page.$$eval(`${WIDGET} >>> .error-summary li`, (all) =>
    all.map((it) => it.textContent),
  );
  assert.deepEqual(items, [
    "First name: Please fill this in.",
    "Last name: Please fill this in.",
    "E-mail: Please fill this in.",
    "Please tick the box to give your consent.",
  ]);
  assert.equal(await describedError(page, "email"), "Please fill this in.");
  assert.equal(await describedError(page, "postcode"), null);
  assert.deepEqual(posts(requests), [], "nothing was sent");

  await (await part(page, ".error-summary li:nth-child(3) a")).click();
  assert.equal((await focused(page)).name, "email");
});

test("a mistake that is mended vanishes as it is mended, and the form can be sent", async () => {
  const { page } = await browser.visit(testPage("plain"));
  const supporter = newSupporter();
  await fillIn(page, { ...supporter, email: "ada" });
  await press(page);
  assert.match(await describedError(page, "email"), /like name@example\.org/);
  await (await part(page, "[name=email]")).type(supporter.email.replace("ada", ""));
  assert.deepEqual(await errors(page), []);
  assert.ok(await has(page, ".error-summary[hidden]"));
  await press(page);
  assert.match(await thanks(page), /Ada/);
});

test("a mistake that only the service finds is shown by its field like the others", async () => {
  const { page } = await browser.visit(testPage("plain", { via: "line" }));
  await fillIn(page, newSupporter({ postcode: "12345" }));
  await fail("answer", "/signatures", {
    status: 422,
    body: JSON.stringify({ code: "invalid_fields", errors: { postcode: "invalid_characters" } }),
  });
  await press(page);
  await part(page, ".error-summary:not([hidden])");
  assert.equal((await focused(page)).text, "Please check this before you sign");
  assert.match(await describedError(page, "postcode"), /only letters, numbers and punctuation/);
  assert.equal(await textOf(page, "form button"), "Sign the petition");
});

test("the thanks carry the signer's own name and address, take the focus, and say what is left to do", async () => {
  const { page } = await browser.visit(testPage("plain"));
  const { email } = await sign(page, newSupporter({ given_name: "Zoë" }));
  assert.deepEqual(await focused(page), { tag: "h2", name: null, text: "Thank you, Zoë!" });
  const words = await thanks(page);
  assert.match(words, /One more step: check your e-mail/);
  assert.ok(words.includes(email));
  assert.ok(!(await has(page, "form")));
});

test("a name is shown as it was typed, whatever it looks like", async () => {
  const { page } = await browser.visit(testPage("plain"));
  await sign(page, newSupporter({ given_name: "<b>{email}" }));
  assert.equal(await textOf(page, ".thanks h2"), "Thank you, <b>{email}!");
  assert.ok(!(await has(page, ".thanks h2 b")));
});

test("a wrong address can be mended: the form comes back as it was typed, and signs with a fresh token", async () => {
  const source = newSource();
  const { page, requests } = await browser.visit(testPage("plain", { source }));
  const wrong = await sign(page);
  const right = newSupporter();
  await (await part(page, ".thanks button")).click();
  const email = await part(page, "[name=email]");
  assert.equal((await focused(page)).name, "email");
  assert.equal(await email.evaluate((it) => it.value), wrong.email);
  await email.click({ count: 3 });
  await email.type(right.email);
  await press(page);
  assert.ok((await thanks(page)).includes(right.email));

  const [first, second] = await tokensIn(requests);
  assert.notEqual(first, second);
  assert.equal(await storedFrom(source), 2);
  await linkInMail(right.email);
  assert.equal((await mailsTo(wrong.email)).length, 1);
});

test("a petition that asks for no confirmation says that the signature is in", async () => {
  const { page } = await browser.visit(testPage("plain", { petition: "counting" }));
  const { given_name, email } = newSupporter();
  await sign(page, { given_name, email });
  assert.match(await thanks(page), /Your signature has been added/);
});
