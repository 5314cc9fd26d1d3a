// A petition in several languages: each page shows it in its own, and what was read is what is signed.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { useBrowser } from "./support/browser.mjs";
import {
  addPetition,
  addTranslation,
  elsewhere,
  service,
  textsSignedFrom,
} from "./support/stack.mjs";
import {
  around,
  fillIn,
  newSource,
  newSupporter,
  part,
  press,
  textOf,
  thanks,
  written,
} from "./support/widget.mjs";

const browser = useBrowser();

const SLUG = "in-languages";
const GERMAN = "Öffnen Sie die Bücherei am Sonntag, damit lesen kann, wer arbeitet.";
const ARABIC = "افتحوا المكتبة يوم الأحد.";
const ENGLISH = "Open the library on Sundays, so that people who work can read.";

before(async () => {
  await addPetition(SLUG);
  await addTranslation(SLUG, "de");
  await addTranslation(SLUG, "ar", { statement: ARABIC, title: "افتحوا المكتبة" });
});

/** A partner's page in a language, with the form. */
async function visit(language, source = newSource()) {
  const html = around(
    `<petition-form petition="${SLUG}" source="${source}"></petition-form>`,
    `<script async src="{{service}}/v1.js"></script>`,
    language,
  );
  const { page } = await browser.visit(written(html, {}, elsewhere));
  await part(page, "form");
  return page;
}

for (const [language, spoken, dir, statement] of [
  ["de", "de", "ltr", GERMAN],
  ["de-AT", "de", "ltr", GERMAN],
  ["ar", "ar", "rtl", ARABIC],
  ["fr", "en", "ltr", ENGLISH],
])
  test(`a page in ${language} shows the petition in ${spoken}, and that is signed`, async () => {
    const source = newSource();
    const page = await visit(language, source);
    assert.equal((await textOf(page, ".statement p:last-child")).trim(), statement);
    const own = await (await part(page, ".statement p:last-child")).evaluate((element) => {
      const said = element.closest("[lang]");
      return [said.lang, said.dir];
    });
    assert.deepEqual(own, [spoken, dir]);
    const { given_name, email } = newSupporter();
    await fillIn(page, { given_name, email });
    await press(page);
    await thanks(page);
    assert.deepEqual(await textsSignedFrom(source), [{ locale: spoken, statement }]);
  });

test("the petition's own page leads to its other languages", async () => {
  const { page } = await browser.visit(`${service}/p/${SLUG}`);
  const shown = () => page.$eval("h1", (element) => element.textContent);
  assert.equal(await shown(), "Open the library on Sundays");
  await Promise.all([page.waitForNavigation(), page.click(".languages [hreflang=de]")]);
  assert.equal(await shown(), "Öffnet die Bücherei am Sonntag");
  assert.equal(await page.$eval("html", (element) => element.lang), "de");
  await Promise.all([page.waitForNavigation(), page.click(".languages [hreflang=ar]")]);
  assert.equal(await page.$eval("html", (element) => element.dir), "rtl");
});
