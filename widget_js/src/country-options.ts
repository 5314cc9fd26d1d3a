import { countries } from "./countries.ts";
import { parseLocale } from "./locale.ts";

export type Country = [code: string, name: string];

/** Sorted as the reader's language sorts, with the reader's own region (if known) first. */
export function orderCountries(countries: Country[], locale?: string, home?: string): Country[] {
  const { compare } = new Intl.Collator(locale);
  const rank = ([code]: Country) => (code === home ? 0 : 1);
  return countries.sort((a, b) => rank(a) - rank(b) || compare(a[1], b[1]));
}

/** What to choose a country from. */
export const countryOptions = (locale?: string, reader = navigator.language): Country[] =>
  orderCountries(countries(locale), locale, regionOf(reader));

/** "de-AT" -> "AT"; "de" -> undefined: German alone does not say where somebody lives. */
export const regionOf = (language: string): string | undefined => parseLocale(language)?.region;
