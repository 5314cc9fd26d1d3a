import type { Config } from "../config.ts";
import { el } from "../dom.ts";
import { ownWords } from "../locale.ts";
import type { Words } from "../messages.ts";
import { richText } from "../rich-text.ts";
import { jumpView } from "./jump.ts";

/** The petition around its form: `panel` is where the form, the thanks or a notice stands. */
export function frameView(
  config: Config,
  formOnly: boolean,
  words: Words,
  panel: HTMLElement,
): HTMLElement {
  const { dir, locale, image, title, lead_in, body } = config;
  const own = ownWords(config);
  const full = !formOnly;
  const intro = el(
    "div",
    "intro",
    full && imageView(image),
    el("h2", { part: "title", ...own }, title),
    full && lead_in && el("p", { part: "lead-in", ...own }, lead_in),
    statementView(config, words),
  );
  const text = full && body?.length && el("div", { part: "text", ...own }, ...richText(body));
  const layout = el("div", full ? "layout full" : "layout", intro, panel, text || null);
  return el("div", { part: "root", dir, lang: locale }, layout, full && jumpView(panel, words));
}

/** The words people put their name to stand in a box of their own, with whom they address. */
function statementView(config: Config, words: Words): HTMLElement {
  const { statement, target } = config;
  return el(
    "blockquote",
    "statement",
    target && el("p", "muted", words("to", { target })),
    ...statement.split(/\n\s*\n/).map((paragraph) => el("p", ownWords(config), paragraph)),
  );
}

function imageView(image: Config["image"]): HTMLElement | null {
  if (!image) return null;
  // The page's own policy may forbid images: then the petition does without.
  const error = (event: Event) => (event.target as Element).remove();
  return el("img", { part: "image", src: image.url, alt: image.alt, error });
}
