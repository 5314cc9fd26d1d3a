import assert from "node:assert/strict";
import { test } from "node:test";
import { COUNTRIES } from "../src/countries.ts";
import { countryOptions, orderCountries, regionOf } from "../src/country-options.ts";

const codes = (countries) => countries.map(({ code }) => code).join(" ");

test("the folded list unfolds to 249 codes of ISO 3166 and Kosovo, each once", () => {
  const list = COUNTRIES.split(" ");
  assert.equal(list.length, 250);
  assert.equal(new Set(list).size, 250);
  assert.ok(list.every((code) => /^[A-Z]{2}$/.test(code)));
  assert.ok(list.includes("XK"));
});

test("names sort as the reader's language sorts them", () => {
  const names = [
    { code: "ZA", name: "Südafrika" },
    { code: "AT", name: "Österreich" },
    { code: "OM", name: "Oman" },
    { code: "AX", name: "Åland" },
  ];
  assert.equal(codes(orderCountries([...names], "de")), "AX OM AT ZA");
  assert.equal(codes(orderCountries([...names], "sv")), "OM ZA AX AT");
});

test("the reader's own region comes first, the rest in order", () => {
  const [first, second] = countryOptions("en", "de-AT");
  assert.equal(first.name, "Austria");
  assert.equal(second.name, "Afghanistan");
});

test("a language without a region puts nobody first", () => {
  assert.equal(regionOf("de"), undefined);
  assert.equal(regionOf("zh-Hant-TW"), "TW");
  assert.equal(regionOf("not a language"), undefined);
  assert.equal(countryOptions("en", "de")[0].name, "Afghanistan");
});
