import type { Challenge, Config, Receipt, Totals } from "./config.ts";
import type { Problem } from "./problem.ts";
import type { Recognition } from "./recognition.ts";

const TIMEOUT = 15_000;

/** One petition's endpoints, as seen by one partner. Every call throws a `Problem` and nothing else. */
export type Service = {
  /** The petition's own page. */
  page: string;
  /** `body`: "tree" with the petition's long text, "none" without. */
  config(locale: string, body: "tree" | "none", signal: AbortSignal): Promise<Config>;
  sums(signal: AbortSignal): Promise<Totals & { goal: number }>;
  challenge(text: string, signal: AbortSignal): Promise<Challenge>;
  sign(signature: URLSearchParams, signal: AbortSignal): Promise<Receipt>;
  /** Whom the token of a personal link stands for. */
  recognise(me: string, locale: string, signal: AbortSignal): Promise<Recognition>;
  /** How many signatures came through the links that carry this code. */
  signedThrough(ref: string, signal: AbortSignal): Promise<{ confirmed: number }>;
};

/** `base` is the folder the script came from, with a slash at its end. */
export function serviceFor(base: string, slug: string, partner: string | null): Service {
  const petition = `${base}api/v1/petitions/${encodeURIComponent(slug)}`;
  const query = (values: Record<string, string>) =>
    `?${new URLSearchParams({ ...(partner ? { partner } : {}), ...values })}`;
  // URLSearchParams as the body is a "simple" request: no preflight. `keepalive` lets it arrive even
  // if the supporter leaves the page right after pressing the button.
  const post = <T>(what: string, body: URLSearchParams, signal: AbortSignal) =>
    request<T>(`${petition}/${what}`, signal, { method: "POST", body, keepalive: true });
  return {
    page: `${base}p/${encodeURIComponent(slug)}`,
    config: (locale, body, signal) => request(petition + query({ locale, body }), signal),
    // The browser's own copy would be shown once more after it is old (stale-while-revalidate).
    sums: (signal) => request(`${petition}/totals`, signal, { cache: "no-cache" }),
    challenge: (text, signal) => request(`${petition}/challenge${query({ text })}`, signal),
    sign: (body, signal) => post("signatures", body, signal),
    recognise: async (me, locale, signal) => ({
      ...(await post<Recognition>("recognition", new URLSearchParams({ me, locale }), signal)),
      me,
    }),
    signedThrough: (ref, signal) => request(`${petition}/referrals/${ref}`, signal),
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
    if (response.ok) return await response.json();
    const { status, headers } = response;
    const retryAfter = Number(headers.get("Retry-After"));
    throw { code: "unexpected", ...(await response.json().catch(() => {})), status, retryAfter };
  } catch (error) {
    throw (error as Problem).status ? error : { code: "network", detail: `${error}` };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}
