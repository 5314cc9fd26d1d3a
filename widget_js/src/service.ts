import type { Challenge, Config, Receipt, Totals } from "./config.ts";
import { Problem } from "./problem.ts";

const TIMEOUT = 15_000;

/** One petition's endpoints, as seen by one partner. Every call throws a `Problem` and nothing else. */
export type Service = {
  slug: string;
  partner: string | null;
  /** The petition's own page. */
  page: string;
  config(locale: string, signal: AbortSignal): Promise<Config>;
  totals(signal: AbortSignal): Promise<Totals & { goal: number }>;
  challenge(text: string, signal: AbortSignal): Promise<Challenge>;
  sign(signature: URLSearchParams, signal: AbortSignal): Promise<Receipt>;
};

/** `base` is the folder the script came from, with a slash at its end. */
export function serviceFor(base: string, slug: string, partner: string | null): Service {
  const petition = `${base}api/v1/petitions/${encodeURIComponent(slug)}`;
  const query = (values: Record<string, string>) =>
    `?${new URLSearchParams({ ...(partner ? { partner } : {}), ...values })}`;
  return {
    slug,
    partner,
    page: `${base}p/${encodeURIComponent(slug)}`,
    config: (locale, signal) => request(petition + query({ locale }), signal),
    // The browser's own copy would be shown once more after it is old (stale-while-revalidate).
    totals: (signal) => request(`${petition}/totals`, signal, { cache: "no-cache" }),
    challenge: (text, signal) => request(`${petition}/challenge${query({ text })}`, signal),
    // URLSearchParams as the body is a "simple" request: no preflight. `keepalive` lets it arrive
    // even if the supporter leaves the page right after pressing the button.
    sign: (body, signal) =>
      request(`${petition}/signatures`, signal, { method: "POST", body, keepalive: true }),
  };
}

async function request<T>(url: string, signal: AbortSignal, init: RequestInit = {}): Promise<T> {
  const attempt = new AbortController();
  const stop = () => attempt.abort();
  const timer = setTimeout(stop, TIMEOUT);
  signal.addEventListener("abort", stop);
  try {
    if (signal.aborted) stop();
    // Credentials as they are by default: no cookie leaves for another site, and a page's preload fits.
    const response = await fetch(url, { ...init, signal: attempt.signal });
    if (!response.ok) throw await problemOf(response);
    return (await response.json()) as T;
  } catch (error) {
    throw error instanceof Problem ? error : new Problem("network");
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const { code = "unexpected", errors } = await response.json().catch(() => ({}));
  const wait = Number(response.headers.get("Retry-After")) || 0;
  return new Problem(code, response.status, wait, errors);
}
