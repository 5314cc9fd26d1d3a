/** The locale to ask for: the tag's own, else the page's around it, else the browser's. */
export function wantedLocale(element: Element): string {
  return (
    element.getAttribute("locale") ||
    element.closest<HTMLElement>("[lang]")?.lang ||
    document.documentElement.lang ||
    navigator.language
  );
}
