import { el } from "./dom.ts";
import { wantedLocale } from "./locale.ts";
import { speak } from "./messages.ts";
import { type Petition, paintPetition } from "./petition.ts";
import type { Problem } from "./problem.ts";
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
  let due = false;

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
    const service = serviceFor(base, slug, host.getAttribute("partner"));
    const announce = announcer(host, slug, service.partner);
    // Until the config is there we speak English, wherever the page is.
    const place = (view: Node) =>
      shadow.replaceChildren(el("div", { part: "root", lang: "en", dir: "ltr" }, view));
    // Asked first: what follows is done while the answer is on its way.
    const asked = service.config(wantedLocale(host), signal);
    place(loadingView(speak()));
    try {
      const config = await asked;
      if (signal.aborted) return;
      petition = paintPetition({ host, shadow, config, service, announce });
      petition.resume(false);
      announce("ready", { status: config.status });
    } catch (problem) {
      if (signal.aborted) return;
      const { code = "unexpected" } = problem as Problem;
      place(failureView(code, service, speak(), load));
      announce("error", { code });
    }
  }

  return {
    resume: () => (petition ? petition.resume(true) : load()),
    pause,
    reload: () => {
      // Several attributes set in a row are one change.
      if (due) return;
      due = true;
      queueMicrotask(() => {
        due = false;
        if (host.isConnected) load();
        else petition = undefined;
      });
    },
  };
}

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
