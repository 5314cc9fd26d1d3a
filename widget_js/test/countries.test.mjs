import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { countries } from "../src/countries.ts";
import { countryOptions, orderCountries, regionOf } from "../src/country-options.ts";

const codes = (countries) => countries.map(([code]) => code).join(" ");

test("the list is the service's: 249 codes of ISO 3166 and Kosovo", () => {
  const file = path.join(process.cwd(), "../widget_server/core/countries.py");
  const served = readFileSync(file, "utf8").match(/\b[A-Z]{2}\b/g);
  const list = codes(countries("en")).split(" ");
  assert.equal(list.length, 250);
  assert.deepEqual(list, [...new Set(served)].filter((code) => code !== "ISO").sort());
});

test("names sort as the reader's language sorts them", () => {
  const names = [
    ["ZA", "Südafrika"],
    ["AT", "Österreich"],
    ["OM", "Oman"],
    ["AX", "Åland"],
  ];
  assert.equal(codes(orderCountries([...names], "de")), "AX OM AT ZA");
  assert.equal(codes(orderCountries([...names], "sv")), "OM ZA AX AT");
});

test("the reader's own region comes first, the rest in order", () => {
  const [[, first], [, second]] = countryOptions("en", "de-AT");
  assert.equal(first, "Austria");
  assert.equal(second, "Afghanistan");
});

test("a language without a region puts nobody first", () => {
  assert.equal(regionOf("de"), undefined);
  assert.equal(regionOf("zh-Hant-TW"), "TW");
  assert.equal(regionOf("en-US@posix"), undefined);
  assert.equal(countryOptions("en", "de")[0][1], "Afghanistan");
});
