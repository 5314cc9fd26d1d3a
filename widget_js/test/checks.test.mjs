import assert from "node:assert/strict";
import { test } from "node:test";
import { check } from "../src/checks.ts";

const fields = [
  { name: "given_name", type: "text", label: "First name", required: true, max_length: 5 },
  { name: "email", type: "email", label: "E-mail", required: true },
  { name: "comment", type: "textarea", label: "Why?", required: false },
];
const answers = { given_name: "Ada", email: "ada@example.org", comment: "", consent: "yes" };
const errors = (changed) => [...check(fields, new URLSearchParams({ ...answers, ...changed }))];

test("a form filled in well has no errors", () => {
  assert.deepEqual(errors({}), []);
});

test("an empty form names every required field in the order of the form, consent last", () => {
  assert.deepEqual(
    [...check(fields, new URLSearchParams())],
    [
      ["given_name", "required"],
      ["email", "required"],
      ["consent", "required"],
    ],
  );
});

test("length is counted in characters, so an emoji is one", () => {
  assert.deepEqual(errors({ given_name: "😀😀😀😀😀" }), []);
  assert.deepEqual(errors({ given_name: "Adaada" }), [["given_name", "too_long"]]);
});

test("an address is checked loosely: any script, but one @ and a dot after it", () => {
  for (const email of ["ada@bücher.example", "ada+x@a.b.example", "用户@例子.广告"])
    assert.deepEqual(errors({ email }), [], email);
  for (const email of ["ada", "ada@", "@example.org", "ada@example", "a da@example.org"])
    assert.deepEqual(errors({ email }), [["email", "invalid"]], email);
});
