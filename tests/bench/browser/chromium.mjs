// Chromium as a phone: on Slow 4G, four times slower than this machine, with nothing cached.

import puppeteer, {
  PredefinedNetworkConditions,
} from "../../../widget_js/node_modules/puppeteer-core/lib/puppeteer/puppeteer-core.js";

/** As the developer tools have it: 562.5 ms for each request (150 ms x 3.75), 1.44 Mbit/s down, 0.675 up. */
const SLOW_4G = PredefinedNetworkConditions["Slow 4G"];
const SLOWDOWN = 4;
const PHONE = { width: 412, height: 823, isMobile: true, hasTouch: true };
const PATIENCE = 60_000;

export const launch = () =>
  puppeteer.launch({
    executablePath: process.env.PETITION_TEST_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--lang=en-US",
      // Chromium's sandbox refuses to run as root, as benches in containers do.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
  });

/** Does something with a tab that has seen nothing yet, and resolves to what that resolves to. */
export async function inNewTab(browser, work, viewport = PHONE) {
  const profile = await browser.createBrowserContext();
  try {
    const page = await profile.newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.setViewport(viewport);
    return await work(page);
  } finally {
    await profile.close();
  }
}

export const slowDown = (page) => page.emulateCPUThrottling(SLOWDOWN);
export const slowNetwork = (page) => page.emulateNetworkConditions(SLOW_4G);

/** When the page's form could be typed into, in ms since the navigation began. */
export async function readyAt(page, url) {
  await page.evaluateOnNewDocument(watchFirstField);
  await page.goto(url);
  await page.waitForFunction(() => globalThis.readyAt, { polling: 200 });
  return page.evaluate(() => globalThis.readyAt);
}

/** Sets `readyAt` once the frame that shows the form's first field is out and the page can take a key. */
function watchFirstField() {
  const shown = () => {
    const host = document.querySelector("petition-form, #petition");
    const field = (host?.shadowRoot ?? document).querySelector("form [name=given_name]");
    return field?.checkVisibility();
  };
  const look = () => {
    if (!shown()) return requestAnimationFrame(look);
    setTimeout(() => {
      globalThis.readyAt = performance.now();
    });
  };
  requestAnimationFrame(look);
}
