import assert from "node:assert/strict";
import { test } from "node:test";
import { advance, START } from "../src/form-state.ts";

const failed = (code, more = {}) => ({ type: "failed", trouble: { code, ...more }, chance: 0 });
const lost = failed("network");
const press = { type: "press" };
const due = { type: "due" };
const after = (...events) => events.reduce(advance, START);
const filling = (more) => ({ ...START, ...more });

test("pressing sends, and pressing again while it is under way does nothing", () => {
  const sending = after(press);
  assert.equal(sending.phase, "sending");
  assert.equal(advance(sending, press), sending);
  const waiting = after(press, lost);
  assert.equal(advance(waiting, press), waiting);
});

test("an answer brings the thanks, and the thanks let nothing be sent", () => {
  const thanked = after(press, { type: "signed" });
  assert.equal(thanked.phase, "thanked");
  for (const event of [press, due, lost, { type: "removed" }])
    assert.equal(advance(thanked, event), thanked);
  assert.deepEqual(advance(thanked, { type: "again" }), START);
});

test("a lost connection is tried again three times, then left to the supporter", () => {
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
  assert.deepEqual(
    after(press, lost, due, lost, due, lost, due, lost),
    filling({ say: "stalled" }),
  );
});

test("whoever is offline is told so, and no try is lost while that lasts", () => {
  const offline = { ...lost, offline: true };
  const waiting = after(press, offline, due, offline, due, offline, due, offline, due, offline);
  assert.equal(waiting.phase, "waiting");
  assert.equal(waiting.say, "offline");
  assert.equal(waiting.tries, 0);
  assert.equal(after(press, offline, due).phase, "sending");
});

test("a busy service is waited for as long as it asks, but not for minutes", () => {
  const busy = (retryAfter) => after(press, failed("overloaded", { status: 503, retryAfter }));
  assert.equal(busy(20).seconds, 20);
  assert.equal(busy(20).say, "retrying_busy");
  assert.deepEqual(busy(600), filling({ say: "stalled_busy" }));
  const limited = failed("too_many_requests", { status: 429, retryAfter: 5 });
  assert.equal(after(press, limited).seconds, 5);
});

test("an error of the server without a code is tried again", () => {
  assert.equal(after(press, failed("unexpected", { status: 502 })).phase, "waiting");
});

test("a stale token is renewed once in silence; the second time the supporter is told", () => {
  const stale = failed("token_expired", { status: 403 });
  assert.deepEqual(after(press, stale), { phase: "sending", tries: 0, renewed: true });
  assert.deepEqual(after(press, stale, stale), filling({ say: "unexpected" }));
  assert.equal(after(press, stale, stale, press, stale).phase, "sending");
});

test("a token renewed before a wait is not renewed again after it", () => {
  const events = [press, failed("token_invalid", { status: 403 }), lost, due];
  assert.deepEqual(after(...events), { phase: "sending", tries: 1, renewed: true });
});

test("mistakes go back to the form with their fields", () => {
  const errors = { email: "invalid" };
  assert.deepEqual(
    after(press, failed("invalid_fields", { status: 422, errors })),
    filling({ errors }),
  );
});

test("what cannot be tried again is said at once", () => {
  const tooLarge = failed("too_large", { status: 413 });
  assert.deepEqual(after(press, tooLarge), filling({ say: "too_large" }));
  const strange = failed("unexpected", { status: 400 });
  assert.deepEqual(after(press, strange), filling({ say: "unexpected" }));
});

test("a closed petition and a refused site end the form, even before it is sent", () => {
  for (const code of ["petition_closed", "origin_not_allowed", "partner_suspended"])
    for (const events of [[], [press]]) {
      const state = after(...events, failed(code, { status: 403 }));
      assert.equal(state.phase, "over");
      assert.equal(state.trouble.code, code);
    }
});

test("other trouble while the form is filled in disturbs nobody", () => {
  assert.equal(after(lost), START);
});

test("an element taken from the page can be signed again when it is back", () => {
  assert.deepEqual(after(press, { type: "removed" }), START);
  assert.deepEqual(after(press, lost, { type: "removed" }), START);
});
