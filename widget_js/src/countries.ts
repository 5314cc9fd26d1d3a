/**
 * Regions that `Intl.DisplayNames` has names for and that are no countries: groups, and parts that
 * ISO 3166 reserves codes for. Former countries are known by their codes, which stand for others now.
 */
const NONE = /AC|C[PQ]|DG|E[AUZ]|IC|QO|TA|UN|X[AB]|ZZ/;

/**
 * Every country's code (ISO 3166-1 alpha-2, and XK for Kosovo, which ISO leaves to its users) with
 * its name in `locale`. The browser knows both, so no list is sent.
 */
export function countries(locale?: string): [code: string, name: string][] {
  const names = new Intl.DisplayNames(locale, { type: "region", fallback: "none" });
  const found: [string, string][] = [];
  for (let place = 0; place < 676; place++) {
    const code = String.fromCharCode(65 + place / 26, 65 + (place % 26));
    const name = names.of(code);
    if (name && !NONE.test(code) && new Intl.Locale(`und-${code}`).region === code)
      found.push([code, name]);
  }
  return found;
}
