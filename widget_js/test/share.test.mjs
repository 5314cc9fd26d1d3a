import assert from "node:assert/strict";
import { test } from "node:test";
import { shareLinks } from "../src/share.ts";

const TEXT = "Stop it & don’t wait: 100 %?";
const URL_ = "https://news.example.org/a?b=1&c=ü";

test("every link carries the address, whole, and nothing else of ours", () => {
  for (const { name, href } of shareLinks(TEXT, URL_, "E-mail")) {
    const link = new URL(href);
    assert.ok(["https:", "mailto:"].includes(link.protocol), name);
    assert.ok(decodeURIComponent(href).includes(URL_), name);
    assert.doesNotMatch(href, /[{} ]/, name);
  }
});

test("texts arrive as they are", () => {
  const links = Object.fromEntries(
    shareLinks(TEXT, URL_, "E-mail").map(({ name, href }) => [name, new URL(href)]),
  );
  assert.equal(links.Telegram.searchParams.get("text"), TEXT);
  assert.equal(links.Telegram.searchParams.get("url"), URL_);
  assert.equal(links.WhatsApp.searchParams.get("text"), `${TEXT} ${URL_}`);
  assert.equal(links.X.searchParams.get("text"), TEXT);
  assert.equal(links["E-mail"].searchParams.get("subject"), TEXT);
  assert.equal(links["E-mail"].searchParams.get("body"), `${TEXT}\n\n${URL_}`);
});

test("the services that people ask for are there", () => {
  const names = shareLinks(TEXT, URL_, "E-mail").map(({ name }) => name);
  assert.deepEqual(
    names,
    "WhatsApp Telegram Facebook Bluesky Mastodon X Reddit LinkedIn E-mail".split(" "),
  );
});
