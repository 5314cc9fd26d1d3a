// What organizers ask besides the usual: questions of their own, and consent as yes or no.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyOf, useBrowser } from "./support/browser.mjs";
import { addPetition } from "./support/stack.mjs";
import {
  focused,
  form,
  newSupporter,
  part,
  posts,
  press,
  testPage,
  textOf,
  thanks,
  WIDGET,
} from "./support/widget.mjs";

const browser = useBrowser();

const PETITION = {
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
    { name: "member", label: "I am a member", type: "checkbox" },
    { name: "job", label: "Your job", type: "text", max_length: 5 },
    "show_name",
  ],
  consent: { text: "May we use your data for this?", style: "choice" },
};

let count = 0;
async function opened() {
  const petition = `own-fields-${process.pid}-${Date.now()}-${count++}`;
  await addPetition(petition, PETITION);
  const visit = await browser.visit(testPage("plain", { petition }));
  await form(visit.page);
  return visit;
}

async function answer(page, answers) {
  const { given_name, email } = newSupporter();
  for (const [name, value] of Object.entries({ given_name, email, ...answers })) {
    const control = await part(page, `[name=${name}]`);
    const tag = await control.evaluate((it) => it.localName);
    if (tag === "select") await control.select(value);
    else await control.type(value);
  }
}
const choose = async (page, value) => (await part(page, `[name=consent][value=${value}]`)).click();

test("own questions are asked in the organizer's order and words, and sent under their names", async () => {
  const { page, requests } = await opened();
  const labels = await page.$$eval(`${WIDGET} >>> form [part=label]`, (all) =>
    all.map((it) => it.textContent),
  );
  assert.deepEqual(labels.slice(4, 8), [
    "How did you hear of us? (required)",
    "I am a member",
    "Your job",
    "Show my name and comment with the petition",
  ]);
  await answer(page, { extra_heard: "web", extra_job: "Poet" });
  await (await part(page, "[name=extra_member]")).click();
  await choose(page, "yes");
  await press(page);
  await thanks(page);
  const body = new URLSearchParams(await bodyOf(posts(requests)[0]));
  assert.equal(body.get("extra_heard"), "web");
  assert.equal(body.get("extra_job"), "Poet");
  assert.equal(body.get("extra_member"), "yes");
  assert.equal(body.get("show_name"), null);
  assert.equal(body.get("consent"), "yes");
});

test("a question that wants an answer says so, by its own name, and takes the focus", async () => {
  const { page } = await opened();
  await answer(page, { extra_job: "Librarian" });
  await choose(page, "yes");
  await press(page);
  const summary = await textOf(page, ".error-summary");
  assert.match(summary, /How did you hear of us\?: Please fill this in/);
  assert.match(summary, /Your job: Please use at most 5 characters/);
  await (await part(page, ".error-summary a")).click();
  assert.equal((await focused(page)).name, "extra_heard");
});

test("neither yes nor no is ticked beforehand; without an answer, and with a no, the form says what that means", async () => {
  const { page } = await opened();
  const ticked = await page.$$(`${WIDGET} >>> input:checked`);
  assert.equal(ticked.length, 0);
  await answer(page, { extra_heard: "web" });
  await press(page);
  assert.match(await textOf(page, "#error-consent"), /Please choose yes or no/);
  const group = await part(page, "fieldset");
  assert.deepEqual(
    await group.evaluate((it) => [it.ariaInvalid, it.getAttribute("aria-describedby")]),
    ["true", "error-consent"],
  );
  await (await part(page, ".error-summary a")).click();
  assert.equal((await focused(page)).name, "consent");
  await choose(page, "no");
  await press(page);
  assert.match(await textOf(page, "#error-consent"), /Without your consent/);
  await choose(page, "yes");
  assert.ok(await (await part(page, "#error-consent")).evaluate((it) => it.hidden));
  await press(page);
  await thanks(page);
});

test("a postcode that its country cannot have is told with the country's name", async () => {
  const { page } = await opened();
  await answer(page, { extra_heard: "web", country: "DE", postcode: "1234" });
  await choose(page, "yes");
  await press(page);
  const error = await part(page, "#error-postcode:not([hidden])");
  assert.match(await error.evaluate((it) => it.textContent), /a postcode in Germany/);
  const postcode = await part(page, "[name=postcode]");
  await postcode.type("5");
  await press(page);
  await thanks(page);
});

test("the browser's countries are those that the service takes", async () => {
  const { page } = await opened();
  const codes = await page.$$eval(`${WIDGET} >>> [name=country] option`, (all) =>
    all.map(({ value }) => value).filter(Boolean),
  );
  assert.equal(codes.length, 250);
  assert.ok(codes.includes("XK") && !codes.includes("EU") && !codes.includes("UK"));
});
