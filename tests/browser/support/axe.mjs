// What axe-core finds wrong with a page.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { preferScheme } from "./browser.mjs";

const AXE = await readFile(
  new URL("../../../widget_js/node_modules/axe-core/axe.min.js", import.meta.url),
  "utf8",
);

/** What axe-core finds wrong, a line each: rule, place, what it says of it. */
export async function findings(page, rules = undefined) {
  // Not as a script of the page: the service's pages allow none.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(AXE);
  return page.evaluate(async (rules) => {
    // Colours are judged as they will be, not on their way there.
    const finish = (root) => {
      for (const one of root.getAnimations({ subtree: true }))
        if (one.effect.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) one.finish();
    };
    finish(document);
    for (const widget of document.querySelectorAll("petition-form")) finish(widget.shadowRoot);
    const options = { resultTypes: ["violations"], ...(rules && { runOnly: rules }) };
    const { violations } = await globalThis.axe.run(document, options);
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.flat().join(" ")} ${node.failureSummary}`),
    );
  }, rules);
}

/** Nothing at all is wrong, by light and in the dark, where only colours change. */
export async function isAccessible(page) {
  await preferScheme(page, "light");
  assert.deepEqual(await findings(page), []);
  await preferScheme(page, "dark");
  assert.deepEqual(await findings(page, ["color-contrast"]), []);
}
