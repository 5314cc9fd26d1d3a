import type { Config, Receipt } from "../config.ts";
import { el, plainButton } from "../dom.ts";
import { around, type Words } from "../messages.ts";
import { noticeView } from "./notice.ts";
import { shareView } from "./share.ts";

/**
 * Thanks by name, what is left to do, and ways to pass the petition on. The address is shown so that
 * a typing mistake is seen now and not in a week; it stays within the shadow root and in no event.
 */
export function thanksView(
  { status, ref }: Receipt,
  { name, email }: { name: string | null | undefined; email: string | null },
  config: Config,
  words: Words,
  again: () => void,
): HTMLElement {
  const title = name
    ? around(words("thanks_name"), "name", el("bdi", {}, name))
    : [words("thanks")];
  const next = () => [
    el("h3", {}, words("check_email_title")),
    el("p", {}, ...around(words("check_email"), "email", el("bdi", "address", email))),
    el("p", "muted", words("check_spam")),
    plainButton(again, words("sign_again")),
  ];
  return el(
    "section",
    "thanks notice",
    el("h2", "title", ...title),
    ...(status === "signed" ? [el("p", {}, words("signed"))] : next()),
    shareView(config, words, ref),
  );
}

/** For whoever has signed in this browser before; `signedThrough` tells how many followed. */
export function signedBeforeView(
  config: Config,
  words: Words,
  ref: string,
  signedThrough: Promise<{ confirmed: number }>,
  other: () => void,
): HTMLElement {
  const followed = el("p", { class: "total", hidden: true });
  signedThrough.then(
    ({ confirmed: count }) => {
      followed.textContent = words("shared", { count });
      followed.hidden = !count;
    },
    () => {},
  );
  const view = noticeView("signed_before", words);
  view.classList.add("thanks");
  view.append(followed, plainButton(other, words("sign_other")), shareView(config, words, ref));
  return view;
}
