import assert from "node:assert/strict";
import { test } from "node:test";
import { around, speak } from "../src/messages.ts";

test("numbers are written as the locale writes them", () => {
  const progress = { progress: { one: "{count} Person von {goal}", other: "{count} von {goal}" } };
  assert.equal(
    speak("de", progress)("progress", { count: 12345, goal: 15000 }),
    "12.345 von 15.000",
  );
  assert.equal(speak("de", progress)("progress", { count: 1, goal: 100 }), "1 Person von 100");
});

test("a language with more plural forms gets the right one, or the general one", () => {
  const messages = {
    total: { one: "{count} podpis", few: "{count} podpisy", other: "{count} podpisów" },
  };
  const words = speak("pl", messages);
  assert.equal(words("total", { count: 1 }), "1 podpis");
  assert.equal(words("total", { count: 3 }), "3 podpisy");
  assert.equal(words("total", { count: 5 }), "5 podpisów");
});

test("before the catalogue is there, English is spoken", () => {
  assert.equal(speak()("try_again"), "Try again");
  assert.equal(speak("fr", { try_again: "Réessayer" })("try_again"), "Réessayer");
});

test("a place without a value stays to be filled later", () => {
  assert.equal(speak("en", { hello: "Hello {name}" })("hello"), "Hello {name}");
});

test("what a supporter typed is never read as a place to fill", () => {
  const words = speak("en", { item: "{label}: {problem}" });
  assert.equal(words("item", { label: "{problem}", problem: "$&" }), "{problem}: $&");
});

test("a node takes its place within a sentence", () => {
  const node = { node: true };
  assert.deepEqual(around("Thank you, {name}!", "name", node), ["Thank you, ", node, "!"]);
  assert.deepEqual(around("Thank you!", "name", node), ["Thank you!"]);
});
