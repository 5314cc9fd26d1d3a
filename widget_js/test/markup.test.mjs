import assert from "node:assert/strict";
import { test } from "node:test";
import { isSafeLink, tokenize } from "../src/markup.ts";

const text = (html) =>
  tokenize(html)
    .map((token) => token.text ?? "")
    .join("");
const tags = (html) => tokenize(html).flatMap((token) => token.open ?? []);

test("a paragraph with a link keeps its tags, its address and its text", () => {
  assert.deepEqual(tokenize('<p>See <a href="https://example.org/?a=1&amp;b=2">this</a></p>'), [
    { open: "p", attributes: {} },
    { text: "See " },
    { open: "a", attributes: { href: "https://example.org/?a=1&b=2" } },
    { text: "this" },
    { close: "a" },
    { close: "p" },
  ]);
});

test("tags that are not on the list vanish, in whatever case they are written", () => {
  const html =
    "<SCRIPT>x</SCRIPT><iframe src='//a'></iframe><img src=x onerror=y><svg><style>z</style>";
  assert.deepEqual(tags(html), []);
});

test("attributes that are not on the list vanish", () => {
  const [token] = tokenize('<p onclick="x()" style="color:red" class="y" id="note" dir="rtl">');
  assert.deepEqual(token.attributes, { id: "note", dir: "rtl" });
});

for (const url of [
  "javascript:alert(1)",
  "JAVASCRIPT:alert(1)",
  " javascript:x",
  "data:text/html,x",
])
  test(`a link to ${url} loses its address`, () => {
    assert.deepEqual(tokenize(`<a href="${url}">x</a>`)[0], { open: "a", attributes: {} });
  });

test("an address hidden in entities is judged by what it says", () => {
  const [token] = tokenize('<a href="&#106;avascript&#58;alert(1)">x</a>');
  assert.deepEqual(token.attributes, {});
});

test("links to pages, mail and footnotes are safe", () => {
  for (const url of ["https://a.example/", "http://a.example/", "mailto:a@b.example", "#fn1"])
    assert.ok(isSafeLink(url), url);
  for (const url of ["//a.example", "/p/x", "ftp://a.example", ""])
    assert.ok(!isSafeLink(url), url);
});

test("entities become their signs once, never twice", () => {
  assert.equal(
    text("a &amp; b &lt;c&gt; &quot;d&quot; &#39;e&#x27; &nbsp;f"),
    "a & b <c> \"d\" 'e' \u00a0f",
  );
  assert.equal(text("&amp;lt;p&amp;gt;"), "&lt;p&gt;");
  assert.equal(text("&bogus; &#99999999;"), "&bogus; ");
});

test("a > within quotes does not end a tag; a lone < is text", () => {
  assert.deepEqual(tags('<p id="a>b">x</p>'), ["p"]);
  assert.equal(text("1 < 2"), "1 < 2");
});

test("comments vanish", () => {
  assert.equal(text("a<!-- <p>no</p> -->b"), "ab");
});

test("a long text without an end of tag is read quickly", () => {
  const started = Date.now();
  tokenize(`<p ${'a="b" '.repeat(20_000)}`);
  tokenize("<".repeat(50_000));
  assert.ok(Date.now() - started < 2000);
});
