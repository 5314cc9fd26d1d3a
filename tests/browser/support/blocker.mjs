// uBlock Origin as Debian ships it, with the lists that it comes with.

import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

const FIREFOX = "{ec8030f7-c20a-464f-9b0e-13a3a9e97384}";

/** The extension's folder. */
export const EXTENSION = `/usr/share/mozilla/extensions/${FIREFOX}/uBlock0@raymondhill.net`;

/** For test(): these tests need the package; where everything must be there, they fail without it. */
export const needsBlocker = {
  skip:
    !existsSync(EXTENSION) && !process.env.CI && "webext-ublock-origin-firefox is not installed",
};

/** The text of every filter list in the extension: EasyList, EasyPrivacy, uBlock Origin's own, URLhaus. */
export async function filterLists() {
  const assets = path.join(EXTENSION, "assets");
  const names = (await readdir(assets, { recursive: true })).filter((name) =>
    /(easylist|easyprivacy|urlhaus-filter-online|\.min)\.txt$/.test(name),
  );
  return Promise.all(names.map((name) => readFile(path.join(assets, name), "utf8")));
}
