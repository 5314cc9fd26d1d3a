import assert from "node:assert/strict";
import { test } from "node:test";
import messages from "../../tests/vectors/messages.json";
import { speak } from "../src/messages.ts";

for (const { says, locale, message, values, text } of messages.filled)
  test(`a message is filled as the service fills it: ${says}`, () => {
    assert.equal(speak(locale, { key: message })("key", values), text);
  });
