import type { Config } from "./config.ts";

export type ShareLink = { name: string; href: string };

/** Plain links: nothing of these services is loaded, and none of them hears of anybody who does not click. */
export const shareLinks = ({ text, links }: Config["share"], url: string): ShareLink[] =>
  links.map(([name, link]) => ({
    name,
    href: link.replace(/\{(\w+)\}/g, (_, place) =>
      encodeURIComponent(place === "url" ? url : text),
    ),
  }));

/**
 * The page that somebody signed on, as it wants to be called, without what only this visit is about;
 * `ref` lets it count who comes through this supporter.
 */
export function pageAddress(ref: string): string {
  const canonical = document.querySelector<HTMLLinkElement>("link[rel=canonical]");
  const { origin, pathname } = location;
  const url = new URL(
    canonical?.href.startsWith(`${origin}/`) ? canonical.href : origin + pathname,
  );
  url.searchParams.set("petition_ref", ref);
  return url.href;
}
