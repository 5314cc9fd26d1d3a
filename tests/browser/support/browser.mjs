// The browser that the tests drive. With launch.mjs the only file that knows which one it is.

import { after, afterEach, before } from "node:test";
import { BROWSER, findBrowser, NEWS, PETITIONS } from "./launch.mjs";
import { mend } from "./stack.mjs";

export { BROWSER, NEWS, PETITIONS };

const PATIENCE = 20_000;

/**
 * A browser for all tests of a file, with an empty profile for each test. It may be one that others have had before, but
 * for those with wishes of their own:
 *
 *   const browser = useBrowser();
 *   test("…", async () => {
 *     const { page, requests } = await browser.visit(url);
 *   });
 *
 * `args` are Chromium's switches, `prefs` Firefox's preferences, `prepare(browser)` runs before the
 * first test; all else goes to puppeteer's launch().
 */
export function useBrowser({ prepare: prepareBrowser, ...wishes } = {}) {
  let browser;
  let leave;
  let profile;
  before(async () => {
    const own = prepareBrowser ? { ...wishes, headless: true } : wishes;
    ({ browser, leave } = await findBrowser(own));
    await prepareBrowser?.(browser);
  });
  after(() => leave?.());
  afterEach(async () => {
    await profile?.close();
    profile = undefined;
    await mend();
  });

  /** A tab of the test's profile: `page`, and what happens in it. */
  async function tab({ javascript = true, prepare, ...size } = {}) {
    profile ??= await browser.createBrowserContext();
    const page = await profile.newPage();
    page.setDefaultTimeout(PATIENCE);
    const { width = 1000, height = 900, scale = 1, hasTouch = false } = size;
    await page.setViewport({ width, height, deviceScaleFactor: scale, hasTouch });
    if (!javascript) await page.setJavaScriptEnabled(false);
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

/** The same address under another name of this machine. */
export const under = (name, url) => {
  const named = new URL(url);
  named.hostname = name;
  return named.href.replace(/\/$/, "");
};

/** Whom a page has asked, by origin. A data: address asks nobody. */
export const originsAsked = (requests) => {
  const addresses = requests.map((one) => one.url()).filter((url) => !url.startsWith("data:"));
  return [...new Set(addresses.map((url) => new URL(url).origin))].sort();
};

/** What a request has sent. Firefox tells only later. */
export const bodyOf = async (request) =>
  BROWSER === "firefox" ? request.fetchPostData() : request.postData();

/**
 * Light or dark, as the reader's system asks for. Firefox takes no such wish from outside: there the
 * page itself is told, which turns every light-dark() as well, and shows what it lies on.
 */
export const preferScheme = (page, value) =>
  BROWSER === "firefox"
    ? page.evaluate((value) => {
        const { style } = document.documentElement;
        style.colorScheme = value;
        style.background ||= "Canvas";
      }, value)
    : page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);

/** A picture of a petition, on a host that is not there. */
export const PICTURE = "https://pictures.example/river.png";
const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** For `prepare`: answers for its host, which does not say whose its pictures may be. Chromium takes such an answer as it is; Firefox judges. */
export async function servePicture(page) {
  await page.setRequestInterception(true);
  page.on("request", (request) =>
    request.url() === PICTURE
      ? request.respond({ contentType: "image/png", body: Buffer.from(PIXEL, "base64") })
      : request.continue(),
  );
}

function recordViolations() {
  document.addEventListener("securitypolicyviolation", (event) => {
    globalThis.violationsSeen ??= [];
    globalThis.violationsSeen.push(
      `${event.violatedDirective} ${event.blockedURI} ${event.sample}`,
    );
  });
}
