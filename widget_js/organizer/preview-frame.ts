// In the frame of a petition's preview, before the widget: gives it the config that the page around has asked for, and
// takes what it would send. It is loaded as a plain script, since modules are not for frames without an origin.

import type { Config } from "../src/config.ts";

/** What the page around says: a config to show, or the colours to show it in. */
type Told = { config?: Config; scheme?: string };

const NOTHING_SENT = "This is a preview: nothing was sent, and nothing was counted.";
const PICTURE_WAIT = 2000;

const room = document.querySelector<HTMLElement>("[data-preview]");
const first = document.querySelector<HTMLElement>("petition-form");
let config: Config | undefined = first?.dataset.config && JSON.parse(first.dataset.config);

// The widget asks as everywhere, and does not know that nobody hears it.
window.fetch = async (asked) => {
  const { pathname } = new URL(String(asked), location.href);
  if (!config) return answer({ code: "unexpected" }, 403);
  const { totals, goal, messages } = config;
  if (pathname.endsWith("/totals")) return answer({ ...totals, goal });
  if (/\/petitions\/[^/]+$/.test(pathname))
    return answer({ ...config, messages: { ...messages, unexpected: NOTHING_SENT } });
  return answer({ code: "preview", detail: NOTHING_SENT }, 403);
};

addEventListener("message", ({ source, origin, data }: MessageEvent<Told>) => {
  if (source !== parent || origin !== location.origin) return;
  if (data.scheme) document.documentElement.dataset.scheme = data.scheme;
  if (data.config) void show(data.config);
});
if (parent !== self) parent.postMessage("petition-preview:ready", location.origin);

function answer(body: unknown, status = 200): Response {
  const headers = { "Content-Type": "application/json" };
  return new Response(JSON.stringify(body), { status, headers });
}

/** The form that is there stays until the next one can take its place, so that nothing jumps while somebody reads. */
async function show(next: Config): Promise<void> {
  config = next;
  const form = document.createElement("petition-form");
  form.setAttribute("petition", next.slug);
  form.setAttribute("locale", next.locale);
  form.hidden = true;
  const isReady = new Promise((resolve) =>
    form.addEventListener("petition:ready", resolve, { once: true }),
  );
  room?.append(form);
  await isReady;
  await pictureOf(form);
  if (config !== next) return form.remove();
  const { scrollX, scrollY } = window;
  Object.assign(document.documentElement, { lang: next.locale, dir: next.dir });
  room?.classList.remove("card");
  form.hidden = false;
  room?.replaceChildren(form);
  scrollTo(scrollX, scrollY);
}

/** Waits for its picture, without which it would be shorter for a moment. */
async function pictureOf(form: Element): Promise<void> {
  const picture = form.shadowRoot?.querySelector("img");
  const late = new Promise((resolve) => setTimeout(resolve, PICTURE_WAIT));
  if (picture) await Promise.race([picture.decode().catch(() => {}), late]);
}
