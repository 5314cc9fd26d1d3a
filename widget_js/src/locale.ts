import type { Config } from "./config.ts";

/** Attributes of what the petition says itself: it keeps its language in a form of another one. */
export const ownWords = ({ text_locale: lang, text_dir: dir }: Config) => ({ lang, dir });

/**
 * The locale to ask for: the tag's own, else the page's around it, else the browser's. Some systems
 * write "pt_BR", which browsers refuse.
 */
export function wantedLocale(element: Element): string {
  const locale =
    element.getAttribute("locale") ||
    element.closest<HTMLElement>("[lang]")?.lang ||
    document.documentElement.lang ||
    navigator.language;
  return locale.replace(/_/g, "-");
}
