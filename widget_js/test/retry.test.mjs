import assert from "node:assert/strict";
import { test } from "node:test";
import { retryDelay, totalsDelay } from "../src/retry.ts";

test("a signature is tried again after 2, 6 and 18 seconds", () => {
  assert.deepEqual(
    [1, 2, 3].map((tries) => retryDelay(tries, 0, 0)),
    [2, 6, 18],
  );
});

test("Retry-After is kept, and never shortened by chance", () => {
  assert.equal(retryDelay(1, 20, 0), 20);
  for (const random of [0, 0.3, 0.99]) assert.ok(retryDelay(1, 20, random) >= 20);
});

test("chance spreads a crowd by at most a quarter", () => {
  assert.ok(retryDelay(3, 0, 0.999) <= 23);
});

test("the total is asked for about every ten seconds", () => {
  assert.equal(totalsDelay(0, 0), 8);
  assert.equal(Math.round(totalsDelay(0, 1)), 12);
});

test("failures double the pause, up to minutes and no further", () => {
  assert.deepEqual(
    [1, 2, 3].map((failures) => totalsDelay(failures, 0.5)),
    [20, 40, 80],
  );
  assert.equal(totalsDelay(50, 0.5), 300);
});
