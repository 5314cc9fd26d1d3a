import type { Setting } from "./setting.ts";

/** What is posted: the answers, which form gave them, and where the supporter came from. */
export function signature(
  answers: URLSearchParams,
  token: string,
  { config, host, recognition }: Setting,
): URLSearchParams {
  const body = new URLSearchParams(answers);
  const source = host.getAttribute("source");
  const ref = new URLSearchParams(location.search).get("petition_ref");
  const { locale } = config;
  for (const [name, value] of Object.entries({ token, locale, source, ref, me: recognition?.me }))
    if (value) body.set(name, value);
  return body;
}
