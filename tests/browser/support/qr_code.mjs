// Reads a QR code off a picture of the screen, as a phone's camera does.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import {
  prepareZXingModule,
  readBarcodes,
} from "../../../widget_js/node_modules/zxing-wasm/dist/es/reader/index.js";

const DECODER = "../../../widget_js/node_modules/zxing-wasm/dist/reader/zxing_reader.wasm";

// By default it would be fetched from a public host.
prepareZXingModule({
  overrides: { wasmBinary: await readFile(new URL(DECODER, import.meta.url)) },
});

/** What the only QR code in a PNG says. */
export async function readQrCode(png) {
  const found = await readBarcodes(png, { formats: ["QRCode"] });
  assert.equal(found.length, 1);
  return found[0].text;
}
