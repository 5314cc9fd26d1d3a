import assert from "node:assert/strict";
import { test } from "node:test";
import { advance, START } from "../src/form-state.ts";
import { Problem } from "../src/problem.ts";

const failed = (...problem) => ({ type: "failed", problem: new Problem(...problem), random: 0 });
const press = { type: "press" };
const due = { type: "due" };
const after = (...events) => events.reduce(advance, START);

test("pressing sends, and pressing again while it is under way does nothing", () => {
  const sending = after(press);
  assert.equal(sending.phase, "sending");
  assert.equal(advance(sending, press), sending);
  const waiting = after(press, failed("network"));
  assert.equal(advance(waiting, press), waiting);
});

test("an answer brings the thanks, and the thanks let nothing be sent", () => {
  const thanked = after(press, { type: "signed" });
  assert.deepEqual(thanked, { phase: "thanked" });
  for (const event of [press, due, failed("network"), { type: "removed" }])
    assert.equal(advance(thanked, event), thanked);
  assert.equal(advance(thanked, { type: "again" }), START);
});

test("a lost connection is tried again three times, then left to the supporter", () => {
  const lost = failed("network");
  const first = after(press, lost);
  assert.deepEqual(first, {
    phase: "waiting",
    tries: 1,
    renewed: false,
    seconds: 2,
    say: "retrying",
  });
  const last = after(press, lost, due, lost, due, lost);
  assert.equal(last.tries, 3);
  assert.equal(last.seconds, 18);
  assert.deepEqual(after(press, lost, due, lost, due, lost, due, lost), {
    phase: "filling",
    say: "stalled",
  });
});

test("a busy service is waited for as long as it asks, but not for minutes", () => {
  const busy = (seconds) => after(press, failed("overloaded", 503, seconds));
  assert.equal(busy(20).seconds, 20);
  assert.equal(busy(20).say, "retrying_busy");
  assert.deepEqual(busy(600), { phase: "filling", say: "stalled_busy" });
  assert.equal(after(press, failed("too_many_requests", 429, 5)).seconds, 5);
});

test("an error of the server without a code is tried again", () => {
  assert.equal(after(press, failed("unexpected", 502)).phase, "waiting");
});

test("a stale token is renewed once in silence; the second time the supporter is told", () => {
  const stale = failed("token_expired", 403);
  assert.deepEqual(after(press, stale), { phase: "sending", tries: 0, renewed: true });
  assert.deepEqual(after(press, stale, stale), { phase: "filling", say: "unexpected" });
  assert.equal(after(press, stale, stale, press, stale).phase, "sending");
});

test("a token renewed before a wait is not renewed again after it", () => {
  const events = [press, failed("token_invalid", 403), failed("network"), due];
  assert.deepEqual(after(...events), { phase: "sending", tries: 1, renewed: true });
});

test("mistakes go back to the form with their fields", () => {
  assert.deepEqual(after(press, failed("invalid_fields", 422, 0, { email: "invalid" })), {
    phase: "filling",
    errors: { email: "invalid" },
  });
});

test("what cannot be tried again is said at once", () => {
  assert.deepEqual(after(press, failed("too_large", 413)), { phase: "filling", say: "too_large" });
  assert.deepEqual(after(press, failed("unexpected", 400)), {
    phase: "filling",
    say: "unexpected",
  });
});

test("a closed petition and a refused site end the form, even before it is sent", () => {
  for (const events of [[], [press]]) {
    assert.deepEqual(after(...events, failed("petition_closed", 410)), { phase: "closed" });
    assert.deepEqual(after(...events, failed("origin_not_allowed", 403)), {
      phase: "refused",
      code: "origin_not_allowed",
    });
  }
});

test("other trouble while the form is filled in disturbs nobody", () => {
  assert.equal(after(failed("network")), START);
});

test("an element taken from the page can be signed again when it is back", () => {
  assert.equal(after(press, { type: "removed" }), START);
  assert.equal(after(press, failed("network"), { type: "removed" }), START);
});
