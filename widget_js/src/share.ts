/** Where people pass things on. `{t}` and `{u}` are places for text and address; all take them encoded. */
const SERVICES: Record<string, string> = {
  WhatsApp: "wa.me/?text={t}%20{u}",
  Telegram: "t.me/share/url?text={t}&url={u}",
  Facebook: "www.facebook.com/sharer/sharer.php?u={u}",
  Bluesky: "bsky.app/intent/compose?text={t}%20{u}",
  Mastodon: "share.joinmastodon.org/#text={t}%20{u}",
  X: "x.com/intent/post?text={t}&url={u}",
  Reddit: "www.reddit.com/submit?title={t}&url={u}",
  LinkedIn: "www.linkedin.com/sharing/share-offsite/?url={u}",
};

export type ShareLink = { name: string; href: string };

/** Plain links: nothing of these services is loaded, and none of them hears of anybody who does not click. */
export function shareLinks(text: string, url: string, email: string): ShareLink[] {
  const fill = (link: string) =>
    link.replace(/\{(.)\}/g, (_, place) => encodeURIComponent(place === "t" ? text : url));
  const links = Object.entries(SERVICES).map(([name, link]) => ({
    name,
    href: `https://${fill(link)}`,
  }));
  return [...links, { name: email, href: fill("mailto:?subject={t}&body={t}%0A%0A{u}") }];
}

/** The page that somebody signed on, as it wants to be called; without what only this visit is about. */
export function pageAddress(): string {
  const canonical = document.querySelector<HTMLLinkElement>("link[rel=canonical]");
  const { origin, pathname } = location;
  return canonical?.href.startsWith(`${origin}/`) ? canonical.href : origin + pathname;
}
