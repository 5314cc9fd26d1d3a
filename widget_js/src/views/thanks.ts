import type { Receipt } from "../config.ts";
import { el } from "../dom.ts";
import { around, type Words } from "../messages.ts";
import { shareView } from "./share.ts";

/**
 * Thanks by name, what is left to do, and ways to pass the petition on. The address is shown so that
 * a typing mistake is seen now and not in a week; it stays within the shadow root and in no event.
 */
export function thanksView(
  receipt: Receipt,
  answers: URLSearchParams,
  words: Words,
  again: () => void,
  shareText: string,
): HTMLElement {
  const name = answers.get("given_name");
  const title = name
    ? around(words("thanks_name"), "name", el("bdi", {}, name))
    : [words("thanks")];
  const email = el("bdi", "address", answers.get("email"));
  const next = [
    el("h3", {}, words("check_email_title")),
    el("p", {}, ...around(words("check_email"), "email", email)),
    el("p", "muted", words("check_spam")),
    el("button", { type: "button", part: "button-plain", click: again }, words("sign_again")),
  ];
  return el(
    "section",
    "thanks notice",
    el("h2", "title", ...title),
    ...(receipt.status === "signed" ? [el("p", {}, words("signed"))] : next),
    shareView(shareText, words),
  );
}
