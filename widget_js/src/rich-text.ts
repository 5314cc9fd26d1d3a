import { focusOn, set } from "./dom.ts";

/** Text, or an element as the service sends it; see widget_server/core/html_tree.py. */
export type Tree = string | [tag: string, attributes: Attributes | null, ...children: Tree[]];
type Attributes = { id?: string; href?: string; start?: string; "aria-label"?: string };

/** Those of core/markdown.py, and whatever else has two letters, none of which does anything. */
const TAGS = /^(..?|sup|pre|code|strong|section|blockquote)$/;
const LINK = /^(https?:\/\/|mailto:|#)/i;

/** http, https, mailto, or a place in the same text. */
export const isSafeLink = (url?: string): boolean => LINK.test(`${url}`);

/**
 * Builds what the service has cut into a tree: a page's Trusted Types policy may forbid all of the
 * browser's HTML sinks. The service has sanitised it; what is not on the lists here is left out all
 * the same, so that a mistake there does not become a hole here.
 */
export const richText = (trees: Tree[]): (Node | string)[] =>
  trees.map((tree) => (typeof tree === "string" ? tree : branch(...tree)));

// Marks ids from the text, so that a footnote can never take the name of a form field.
const ID = "text-";

function branch(tag: string, attributes: Attributes | null, ...children: Tree[]): Element {
  const { id, href, start, "aria-label": label } = attributes ?? {};
  const element = document.createElement(TAGS.test(tag) ? tag : "span");
  set(element, { id: id && ID + id, start, "aria-label": label });
  if (href && isSafeLink(href)) {
    // A new tab: whoever reads the privacy notice half-way keeps the half-filled form.
    const away = { target: "_blank", rel: "noopener" };
    set(element, { href, ...(href.startsWith("#") ? { click: jump } : away) });
  }
  element.append(...richText(children));
  return element;
}

/** The page's own `#fragment` does not reach into a shadow root: go there ourselves. */
function jump(event: Event): void {
  const link = event.currentTarget as HTMLAnchorElement;
  const place = (link.getRootNode() as ShadowRoot).getElementById(ID + link.hash.slice(1));
  event.preventDefault();
  focusOn(place);
  place?.scrollIntoView({ block: "center" });
}
