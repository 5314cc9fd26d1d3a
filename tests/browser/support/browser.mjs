// The browser that the tests drive. The only file that knows which one it is.

import { after, afterEach, before } from "node:test";
import puppeteer from "../../../widget_js/node_modules/puppeteer-core/lib/puppeteer/puppeteer-core.js";
import { mend } from "./stack.mjs";

const CHROMIUM = process.env.PETITION_TEST_CHROMIUM ?? "/usr/bin/chromium";
const PATIENCE = 20_000;

const options = () => ({
  browser: "chrome",
  executablePath: CHROMIUM,
  headless: true,
  args: [
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--lang=en-US",
    // Chromium's sandbox refuses to run as root, as tests in containers do.
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  ],
});

/**
 * A browser for all tests of a file, with an empty profile for each test:
 *
 *   const browser = useBrowser();
 *   test("…", async () => {
 *     const { page, requests } = await browser.visit(url);
 *   });
 */
export function useBrowser() {
  let browser;
  let profile;
  before(async () => {
    browser = await puppeteer.launch(options());
  });
  after(() => browser?.close());
  afterEach(async () => {
    await profile?.close();
    profile = undefined;
    await mend();
  });

  /** A tab of the test's profile: `page`, and what happens in it. */
  async function tab({ javascript = true, prepare, width = 1000, height = 900 } = {}) {
    profile ??= await browser.createBrowserContext();
    const page = await profile.newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.setViewport({ width, height });
    await page.setJavaScriptEnabled(javascript);
    if (javascript) await page.evaluateOnNewDocument(recordViolations);
    const seen = record(page);
    await prepare?.(page);
    return { page, ...seen };
  }

  /** A tab that has loaded `url`. `prepare(page)` runs before anything is loaded. */
  async function visit(url, wishes) {
    const opened = await tab(wishes);
    await opened.page.goto(url);
    return opened;
  }

  return { tab, visit, profile: () => profile };
}

/**
 * requests    what the page has asked for, as it was sent: method, url, headers(), postData()
 * words       what the console says, by kind: [{type, text}]
 * crashes     exceptions nobody caught
 * violations  the policy violations that the page has reported
 */
function record(page) {
  const requests = [];
  const words = [];
  const crashes = [];
  page.on("request", (request) => requests.push(request));
  page.on("console", (message) => words.push({ type: message.type(), text: message.text() }));
  page.on("pageerror", (error) => crashes.push(error.message));
  const violations = () => page.evaluate(() => globalThis.violationsSeen ?? []);
  return { requests, words, crashes, violations };
}

function recordViolations() {
  document.addEventListener("securitypolicyviolation", (event) => {
    globalThis.violationsSeen ??= [];
    globalThis.violationsSeen.push(
      `${event.violatedDirective} ${event.blockedURI} ${event.sample}`,
    );
  });
}
