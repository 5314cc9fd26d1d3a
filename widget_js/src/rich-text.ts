import { set } from "./dom.ts";
import { isVoid, tokenize } from "./markup.ts";

// Marks ids from the text, so that a footnote can never take the name of a form field.
const ID = "text-";

/** Builds nodes from the service's HTML; end tags nobody opened are ignored. */
export function richText(html: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const path: (DocumentFragment | Element)[] = [fragment];
  for (const token of tokenize(html)) {
    const parent = path[path.length - 1] ?? fragment;
    if ("text" in token) parent.append(token.text);
    else if ("open" in token) {
      const element = open(token.open, token.attributes);
      parent.append(element);
      if (!isVoid(token.open)) path.push(element);
    } else {
      const depth = path.map((element) => (element as Element).localName).lastIndexOf(token.close);
      if (depth > 0) path.length = depth;
    }
  }
  return fragment;
}

function open(tag: string, { id, href, ...others }: Record<string, string>): Element {
  const element = document.createElement(tag);
  // A new tab: whoever reads the privacy notice half-way keeps the half-filled form.
  const away = href?.startsWith("http") && { target: "_blank", rel: "noopener" };
  const within = href?.startsWith("#") && { click: jump };
  set(element, { ...others, id: id && ID + id, href, ...away, ...within });
  return element;
}

/** The page's own `#fragment` does not reach into a shadow root: go there ourselves. */
function jump(event: Event): void {
  const link = event.currentTarget as HTMLAnchorElement;
  const place = (link.getRootNode() as ShadowRoot).getElementById(
    ID + decodeURIComponent(link.hash.slice(1)),
  );
  event.preventDefault();
  if (!place) return;
  place.tabIndex = -1;
  place.scrollIntoView({ block: "center" });
  place.focus({ preventScroll: true });
}
