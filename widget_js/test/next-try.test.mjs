import assert from "node:assert/strict";
import { test } from "node:test";
import { nextTry } from "../src/next-try.ts";

const lost = { code: "network" };
const after = (problem, tries = 0, offline = false) => nextTry(problem, tries, offline, 0);

test("a lost connection is tried again three times, then left to the supporter", () => {
  const waits = [0, 1, 2].map((tries) => after(lost, tries));
  assert.deepEqual(waits, [
    { say: "retrying", seconds: 2, tries: 1 },
    { say: "retrying", seconds: 6, tries: 2 },
    { say: "retrying", seconds: 18, tries: 3 },
  ]);
  assert.deepEqual(after(lost, 3), { say: "stalled" });
});

test("whoever is offline is told so, and no try is lost while that lasts", () => {
  for (const tries of [0, 3]) {
    const next = after(lost, tries, true);
    assert.equal(next.say, "offline");
    assert.equal(next.tries, tries);
    assert.ok(next.seconds > 0);
  }
});

test("a busy service is waited for as long as it asks, but not for minutes", () => {
  const busy = (retryAfter) => after({ code: "overloaded", status: 503, retryAfter });
  assert.deepEqual(busy(20), { say: "retrying_busy", seconds: 20, tries: 1 });
  assert.deepEqual(busy(600), { say: "stalled_busy" });
  const limited = { code: "too_many_requests", status: 429, retryAfter: 5 };
  assert.equal(after(limited).seconds, 5);
});

test("an error of the server without a code is tried again", () => {
  assert.equal(after({ code: "unexpected", status: 502 }).tries, 1);
});

test("what cannot be mended by trying again is said at once, in words of its own where there are any", () => {
  const said = (code, status) => after({ code, status });
  assert.deepEqual(said("too_large", 413), { say: "too_large" });
  assert.deepEqual(said("link_expired", 403), { say: "link_expired" });
  assert.deepEqual(said("token_expired", 403), { say: "unexpected" });
  assert.deepEqual(said("unexpected", 400), { say: "unexpected" });
});
