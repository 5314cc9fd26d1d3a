import type { Config } from "../config.ts";
import { el, plainButton } from "../dom.ts";
import type { Words } from "../messages.ts";
import { pageAddress, shareLinks } from "../share.ts";

/** Passing the petition on: the device's own sheet where there is one, links, and the address to copy. */
export function shareView({ share }: Config, words: Words, ref: string): HTMLElement {
  const url = pageAddress(ref);
  const native = () => navigator.share({ text: share.text, url }).catch(() => {});
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
  const links = shareLinks(share, url).map(({ name, href }) =>
    el("li", {}, el("a", { href, part: "link", target: "_blank", rel: "noopener" }, name)),
  );
  return el(
    "div",
    "share",
    el("h3", {}, words("share_title")),
    el("p", {}, words("share_intro")),
    "share" in navigator && plainButton(native, words("share")),
    el("ul", "share-links", ...links),
    // Missing on pages without https.
    navigator.clipboard && plainButton(copy, words("share_copy")),
  );
}
