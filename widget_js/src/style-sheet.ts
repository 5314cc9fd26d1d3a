import css from "./petition.css";

let sheet: CSSStyleSheet | undefined;

/** One sheet for all widgets of a page; a constructed sheet needs no permission from the page's CSP. */
export function styleSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    // Browsers that do not know light-dark() yet get the light colours.
    const both = CSS.supports("color", "light-dark(red, red)");
    sheet.replaceSync(both ? css : css.replace(/light-dark\((.*?),.*?\)/g, "$1"));
  }
  return sheet;
}
