// Whether a page keeps within its window.

import assert from "node:assert/strict";

/** Nothing makes it scroll sideways. */
export const isAsWideAsTheScreen = async (page) =>
  assert.equal(
    await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    ),
    0,
  );

/** Nothing stands out of its panel, where a page need not get wider for it, and the tab that is open can be seen. */
export const isHeldByItsPanels = async (page) =>
  assert.deepEqual(
    await page.evaluate(() => {
      const wide = (one) => one.scrollWidth > one.clientWidth && !one.closest(".scroll");
      const seen = document.querySelector(".tabs [aria-current]")?.getBoundingClientRect();
      return {
        wide: [...document.querySelectorAll("main, .panel, .tabs")]
          .filter(wide)
          .map((one) => one.className),
        isTabSeen: !seen || (seen.left >= 0 && seen.right <= innerWidth),
      };
    }),
    { wide: [], isTabSeen: true },
    page.url(),
  );
