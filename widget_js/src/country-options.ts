import { COUNTRIES } from "./countries.ts";

export type Country = { code: string; name: string };

/** Sorted as the reader's language sorts, with the reader's own region (if known) first. */
export function orderCountries(countries: Country[], locale?: string, home?: string): Country[] {
  const { compare } = new Intl.Collator(locale);
  const rank = ({ code }: Country) => (code === home ? 0 : 1);
  return countries.sort((a, b) => rank(a) - rank(b) || compare(a.name, b.name));
}

/** Every country by its name in `locale`. The browser knows the names, so no catalogue is sent. */
export function countryOptions(locale?: string, reader = navigator.language): Country[] {
  const names = new Intl.DisplayNames(locale, { type: "region" });
  const countries = COUNTRIES.split(" ").map((code) => ({ code, name: names.of(code) ?? code }));
  return orderCountries(countries, locale, regionOf(reader));
}

/** "de-AT" -> "AT"; "de" -> undefined: German alone does not say where somebody lives. */
export function regionOf(language: string): string | undefined {
  try {
    return new Intl.Locale(language).region;
  } catch {
    return undefined;
  }
}
