import { keepContrast } from "./contrast.ts";
import { afterFrame, el, focusNews, sleep } from "./dom.ts";
import { wantedLocale } from "./locale.ts";
import { speak } from "./messages.ts";
import { type Petition, paintPetition } from "./petition.ts";
import type { Problem } from "./problem.ts";
import { personalToken } from "./recognition.ts";
import { serviceFor } from "./service.ts";
import type { Announce } from "./setting.ts";
import { shield } from "./shield.ts";
import { styleSheet } from "./style-sheet.ts";
import { failureView, loadingView } from "./views/notice.ts";

/** What stands behind one <petition-form>: loads its petition, paints it once, follows it around. */
export type Embed = {
  /** The element is on the page, for the first time or again. */
  resume(): void;
  /** The element has left the page. What was typed stays in it. */
  pause(): void;
  /** An attribute changed: load anew. */
  reload(): void;
};

export function createEmbed(host: HTMLElement, base: string): Embed {
  const shadow = host.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [styleSheet()];
  shield(shadow);

  let life = new AbortController();
  let petition: Petition | undefined;

  function look(): void {
    const root = shadow.firstElementChild;
    if (root) keepContrast(root as HTMLElement, host);
  }
  // Between two totals the page may have put on other colours.
  host.addEventListener("pointerenter", look);
  function show(root: Node): void {
    shadow.replaceChildren(root);
    afterFrame(look);
  }

  function pause(): void {
    life.abort();
    life = new AbortController();
    petition?.pause();
  }

  async function load(): Promise<void> {
    pause();
    petition = undefined;
    const slug = host.getAttribute("petition");
    if (!slug) return;
    const { signal } = life;
    const partner = host.getAttribute("partner");
    const service = serviceFor(base, slug, partner);
    const announce = announcer(host, slug, partner);
    // Until the service has said something we speak English, wherever the page is.
    const place = (view: Node, lang = "en", dir = "ltr") =>
      show(el("div", { part: "root", lang, dir }, view));
    // Asked first: what follows is done while the answer is on its way.
    const me = personalToken();
    const locale = wantedLocale(host);
    const asked = Promise.all([
      service.config(locale, host.getAttribute("mode") === "form" ? "none" : "tree", signal),
      me ? patiently(service.recognise(me, locale, signal), signal) : undefined,
    ]);
    place(loadingView(speak()));
    try {
      const [config, recognition] = await asked;
      if (signal.aborted) return;
      const setting = { host, config, service, announce, recognition, signal };
      petition = paintPetition(setting, show, look);
      petition.resume(false);
      announce("ready", { status: config.status });
    } catch (problem) {
      if (signal.aborted) return;
      const { code = "unexpected", spoken } = problem as Problem;
      const words = speak(spoken?.locale, spoken?.messages);
      place(failureView(problem as Problem, service, words, retry), spoken?.locale, spoken?.dir);
      announce("error", { code });
    }
  }

  /** The button that was pressed is gone: the focus goes to what came instead. */
  async function retry(): Promise<void> {
    await load();
    focusNews(shadow);
  }

  return {
    resume: () => (petition ? petition.resume(true) : load()),
    pause,
    reload: () => {
      if (host.isConnected) load();
      else petition = undefined;
    },
  };
}

/** A supporter who is not recognised, or not soon, fills in the form like everybody. */
const patiently = <T>(asked: Promise<T>, signal: AbortSignal): Promise<T | undefined> =>
  Promise.race([asked, sleep(3000, signal)]).catch(() => {}) as Promise<T | undefined>;

/** Tells the page what happens, and nothing about whom it happens to. */
function announcer(host: HTMLElement, petition: string, partner: string | null): Announce {
  return (event, detail) =>
    host.dispatchEvent(
      new CustomEvent(`petition:${event}`, {
        bubbles: true,
        composed: true,
        detail: { petition, partner, ...detail },
      }),
    );
}
