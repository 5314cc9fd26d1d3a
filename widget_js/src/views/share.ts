import { el } from "../dom.ts";
import type { Words } from "../messages.ts";
import { pageAddress, shareLinks } from "../share.ts";

/** Passing the petition on: the device's own sheet where there is one, links, and the address to copy. */
export function shareView(text: string, words: Words): HTMLElement {
  const url = pageAddress();
  const native = () => navigator.share({ text, url }).catch(() => {});
  const copy = async ({ currentTarget }: Event) => {
    const say = (text: string) => {
      (currentTarget as Element).textContent = text;
    };
    // Where the page's policy forbids it, people can still mark the address.
    await navigator.clipboard.writeText(url).then(
      () => say(words("share_copied")),
      () => say(url),
    );
  };
  const button = (key: string, click: (event: Event) => void) =>
    el("button", { type: "button", part: "button-plain", click }, words(key));
  const links = shareLinks(text, url, words("share_email")).map(({ name, href }) =>
    el("li", {}, el("a", { href, part: "link", target: "_blank", rel: "noopener" }, name)),
  );
  return el(
    "div",
    "share",
    el("h3", {}, words("share_title")),
    el("p", {}, words("share_intro")),
    "share" in navigator && button("share", native),
    el("ul", "share-links", ...links),
    // Missing on pages without https.
    navigator.clipboard && button("share_copy", copy),
  );
}
