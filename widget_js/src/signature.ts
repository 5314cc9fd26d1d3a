import type { Recognition } from "./recognition.ts";
import type { Setting } from "./setting.ts";

/** What is posted: the answers, which form gave them, and where the supporter came from. */
export function signature(
  answers: URLSearchParams,
  token: string,
  { config, host }: Setting,
  person?: Recognition,
): URLSearchParams {
  const body = new URLSearchParams(answers);
  const source = host.getAttribute("source");
  const ref = new URLSearchParams(location.search).get("petition_ref");
  const { locale } = config;
  for (const [name, value] of Object.entries({ token, locale, source, ref, me: person?.me }))
    if (value) body.set(name, value);
  return body;
}
