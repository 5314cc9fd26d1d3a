import assert from "node:assert/strict";
import { test } from "node:test";
import messages from "../../tests/vectors/messages.json";
import scripts from "../../tests/vectors/scripts.json";
import { tokenize } from "../src/markup.ts";
import { speak } from "../src/messages.ts";

for (const { says, locale, message, values, text } of messages.filled)
  test(`a message is filled as the service fills it: ${says}`, () => {
    assert.equal(speak(locale, { key: message })("key", values), text);
  });

test("a script that came through the service would still be none here", () => {
  for (const html of [...scripts.text, ...scripts.markdown])
    for (const { open, attributes = {} } of tokenize(html)) {
      assert.ok(!/^(script|style|img|svg|iframe|form|base|meta)$/.test(open ?? ""), html);
      assert.ok(!Object.keys(attributes).some((name) => name.startsWith("on")), html);
      assert.ok(!/^\s*(java|vb)script:|^data:/i.test(attributes.href ?? ""), html);
    }
});
