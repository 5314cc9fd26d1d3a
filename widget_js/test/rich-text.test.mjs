import assert from "node:assert/strict";
import { test } from "node:test";
import { isSafeLink } from "../src/rich-text.ts";

test("links to pages, mail and footnotes are safe, and no others", () => {
  for (const url of ["https://a.example/", "http://a.example/", "mailto:a@b.example", "#fn1"])
    assert.ok(isSafeLink(url), url);
  for (const url of [
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    " javascript:x",
    "data:text/html,x",
    "//a.example",
    "/p/x",
    "ftp://a.example",
    "",
    undefined,
  ])
    assert.ok(!isSafeLink(url), url);
});
