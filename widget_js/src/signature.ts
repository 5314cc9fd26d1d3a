import type { Config } from "./config.ts";

/** What is posted: the answers, which form gave them, and where the supporter came from. */
export function signature(
  answers: URLSearchParams,
  token: string,
  { locale }: Config,
  host: Element,
): URLSearchParams {
  const body = new URLSearchParams(answers);
  const source = host.getAttribute("source");
  const ref = new URLSearchParams(location.search).get("petition_ref");
  for (const [name, value] of Object.entries({ token, locale, source, ref }))
    if (value) body.set(name, value);
  return body;
}
