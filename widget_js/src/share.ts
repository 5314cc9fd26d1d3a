import type { Config } from "./config.ts";
import { PERSONAL } from "./recognition.ts";

export type ShareLink = { name: string; href: string };

/** Plain links: nothing of these services is loaded, and none of them hears of anybody who does not click. */
export const shareLinks = ({ text, links }: Config["share"], url: string): ShareLink[] =>
  links.map(([name, link]) => ({
    name,
    href: link.replace(/\{(\w+)\}/g, (_, place) =>
      encodeURIComponent(place === "url" ? url : text),
    ),
  }));

/** What mailings and networks put behind an address, about one visit or one reader alone. */
const VISIT = /^(utm|mc|mkt)?_|clk?id=|braid=|igsh|mail|token|@/i;

/**
 * The page that somebody signed on, as it wants to be called, or else by its own address: on many
 * sites the query says which page it is. `ref` lets it count who comes through this supporter.
 */
export function pageAddress(ref: string): string {
  const canonical = document.querySelector<HTMLLinkElement>("link[rel=canonical]");
  const { origin, href } = location;
  const own = canonical?.href.startsWith(`${origin}/`) ? canonical.href : href;
  // A personal link's token, of one that was opened where the petition stood already.
  const url = new URL(own.replace(PERSONAL, "$1"));
  for (const [name, value] of [...url.searchParams])
    if (VISIT.test(`${name}=${value}`)) url.searchParams.delete(name);
  url.searchParams.set("petition_ref", ref);
  return url.href;
}
