// Pages in a language that no browser knows, or in none: the form shows and signs, and the total is a number.

import assert from "node:assert/strict";
import { test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import { storedFrom, until } from "./support/stack.mjs";
import { around, form, newSource, newSupporter, sign, thanks, written } from "./support/widget.mjs";

const browser = useBrowser();

/** What stands in `lang` attributes of real pages, of those whose template went wrong, too. */
const NO_LOCALES = [
  "C",
  "C.UTF-8",
  "POSIX",
  "x-klingon",
  "--",
  "en-US@posix",
  "english (UK)",
  "{{ locale }}",
  "de,en",
  "e",
];

const page = (more = "") => `<script async src="{{service}}/v1.js"></script>
  <petition-form petition="counting" mode="form" source="{{source}}"${more}></petition-form>
  <p><petition-total petition="counting"${more}>Many</petition-total></p>`;

async function showsAndSigns(html) {
  const source = newSource();
  const { page, crashes } = await browser.visit(written(html, { source }));
  await form(page);
  const shown = () => page.$eval("petition-total", (it) => it.textContent);
  await until(async () => /^\d/.test(await shown()), "a number", 4);
  const { given_name, email } = newSupporter();
  await sign(page, { given_name, email });
  assert.match(await thanks(page), /Thank you, Ada!/);
  assert.equal(await storedFrom(source), 1);
  assert.deepEqual(crashes, []);
}

for (const language of NO_LOCALES)
  test(`a page in "${language}" shows the form, signs, and shows the total`, async () => {
    await showsAndSigns(around(page(), "", language));
  });

test("tags with a locale that is none do as well", async () => {
  await showsAndSigns(around(page(' locale="x-klingon"')));
});
