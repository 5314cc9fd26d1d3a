import assert from "node:assert/strict";
import { test } from "node:test";
import { shareLinks } from "../src/share.ts";

const TEXT = "Stop it & don’t wait: 100 %?";
const URL_ = "https://news.example.org/a?b=1&c=ü";

const share = {
  text: TEXT,
  links: [
    ["Telegram", "https://t.me/share/url?text={text}&url={url}"],
    ["E-mail", "mailto:?subject={text}&body={text}%0A%0A{url}"],
  ],
};

test("text and address arrive as they are", () => {
  const [telegram, email] = shareLinks(share, URL_).map(({ href }) => new URL(href));
  assert.equal(telegram.searchParams.get("text"), TEXT);
  assert.equal(telegram.searchParams.get("url"), URL_);
  assert.equal(email.searchParams.get("subject"), TEXT);
  assert.equal(email.searchParams.get("body"), `${TEXT}\n\n${URL_}`);
});

test("links keep the names and the order of the service", () => {
  assert.deepEqual(
    shareLinks(share, URL_).map(({ name }) => name),
    ["Telegram", "E-mail"],
  );
});
