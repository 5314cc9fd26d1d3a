// Starts the browser that tests are run in, or finds the one that is kept for them.

import puppeteer from "../../../widget_js/node_modules/puppeteer-core/lib/puppeteer/puppeteer-core.js";

/** chrome or firefox, and where it is. */
export const BROWSER = process.env.PETITION_TEST_BROWSER ?? "chrome";
const PROGRAM =
  process.env.PETITION_TEST_PROGRAM ??
  { chrome: "/usr/bin/chromium", firefox: "/usr/bin/firefox-esr" }[BROWSER];
/** Where one is kept that many files share (keep.mjs). */
const KEPT = process.env.PETITION_TEST_KEPT;

/** Names of this machine that make no secure context, as 127.0.0.1 and localhost do. */
export const NEWS = "news.example";
export const PETITIONS = "petitions.example";

const CHROME = {
  args: [
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--lang=en-US",
    `--host-resolver-rules=MAP ${NEWS} 127.0.0.1, MAP ${PETITIONS} 127.0.0.1`,
    // Chromium's sandbox refuses to run as root, as tests in containers do.
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  ],
};

const FIREFOX = {
  extraPrefsFirefox: {
    "intl.accept_languages": "en-US",
    "intl.locale.requested": "en-US",
    "network.dns.localDomains": `${NEWS},${PETITIONS}`,
  },
};

const options = ({ args = [], prefs = {}, ...more }) => ({
  browser: BROWSER,
  executablePath: PROGRAM,
  headless: true,
  ...{
    chrome: { ...CHROME, args: [...CHROME.args, ...args] },
    firefox: { extraPrefsFirefox: { ...FIREFOX.extraPrefsFirefox, ...prefs } },
  }[BROWSER],
  ...more,
});

/** A browser of one's own; `wishes` as in useBrowser(). */
export const launchBrowser = (wishes = {}) => puppeteer.launch(options(wishes));

/** For those without wishes of their own. `leave()` has to be called in the end. */
export async function findBrowser(wishes) {
  if (Object.keys(wishes).length || !KEPT) {
    const browser = await launchBrowser(wishes);
    return { browser, leave: () => browser.close() };
  }
  const browser = await puppeteer.connect({
    browserWSEndpoint: KEPT,
    protocol: BROWSER === "firefox" ? "webDriverBiDi" : "cdp",
  });
  return { browser, leave: () => browser.disconnect() };
}
