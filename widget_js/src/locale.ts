import type { Config } from "./config.ts";

/** Attributes of what the petition says itself: it keeps its language in a form of another one. */
export const ownWords = ({ text_locale: lang, text_dir: dir }: Config) => ({ lang, dir });

/**
 * The locale to ask for: the tag's own, else the page's around it, else the browser's. Some systems
 * write "pt_BR", which browsers refuse as they refuse "C"; nothing but a locale is given back.
 */
export function wantedLocale(element: Element): string {
  const locales = [
    element.getAttribute("locale"),
    element.closest<HTMLElement>("[lang]")?.lang,
    document.documentElement.lang,
    navigator.language,
  ];
  return `${locales.map(parseLocale).find(Boolean) ?? "en"}`;
}

/** Undefined where the text is none: "", "C", "en-US@posix". */
export function parseLocale(text: string | null | undefined): Intl.Locale | undefined {
  try {
    return new Intl.Locale(`${text}`.replace(/_/g, "-"));
  } catch {
    return undefined;
  }
}
