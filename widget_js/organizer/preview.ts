// Beside a petition's form, or a translation's: shows what stands in it, a moment after somebody has typed, by the real
// widget in a frame (preview-frame.ts). Without this script the button under the form's preview sends the form into that
// frame.

import type { Config } from "../src/config.ts";

type Answer = { config?: Config; problems?: Record<string, string> };

const WAIT = 350;
/** Of a picture that is shown before it is sent: larger ones would be refused. */
const LARGEST_PICTURE = 10 * 1024 * 1024;

class Preview {
  readonly #form: HTMLFormElement;
  readonly #side: HTMLElement;
  readonly #frame: HTMLIFrameElement;
  readonly #note: HTMLElement;
  #config: Config | undefined;
  #asked = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStale = true;

  constructor(form: HTMLFormElement, side: HTMLElement) {
    this.#form = form;
    this.#side = side;
    this.#frame = side.querySelector("iframe") as HTMLIFrameElement;
    this.#note = side.querySelector("[data-preview-note]") as HTMLElement;
    form.addEventListener("input", () => this.#changed(WAIT));
    form.addEventListener("change", () => this.#changed(0));
    // Fields that come, go or change places.
    new MutationObserver(() => this.#changed(0)).observe(form, { childList: true, subtree: true });
    side.addEventListener("change", () => this.#tell({ scheme: this.#scheme() }));
    addEventListener("message", ({ source, data }) => {
      if (source !== this.#frame.contentWindow || data !== "petition-preview:ready") return;
      this.#tell({ scheme: this.#scheme(), config: this.#config });
    });
    // It tells when the preview comes to be seen, too: on a phone nothing is asked for before.
    new ResizeObserver(() => this.#refresh()).observe(side);
  }

  /** While somebody types it waits for a pause; what is chosen, and a field that is left, shows at once. */
  #changed(wait: number): void {
    this.#isStale = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#refresh(), wait);
  }

  #refresh(): void {
    if (!this.#isStale || !this.#side.getClientRects().length) return;
    this.#isStale = false;
    this.#frame.src ||= this.#frame.dataset.src ?? "";
    this.#asked.abort();
    this.#asked = new AbortController();
    void this.#ask(this.#asked.signal);
  }

  async #ask(signal: AbortSignal): Promise<void> {
    try {
      const headers = { Accept: "application/json" };
      const body = new URLSearchParams();
      for (const [name, value] of new FormData(this.#form))
        if (typeof value === "string") body.append(name, value);
      const url = this.#side.dataset.previewSide ?? "";
      const answer = await fetch(url, { method: "POST", headers, body, signal });
      if (!answer.headers.get("Content-Type")?.startsWith("application/json"))
        return this.#say(refusal(answer.status));
      const { config, problems = {} }: Answer = await answer.json();
      if (!config) return this.#explain(problems);
      await this.#putPicture(config);
      if (signal.aborted) return;
      this.#say();
      this.#config = config;
      this.#tell({ config });
    } catch {
      if (signal.aborted) return;
      this.#isStale = true;
      this.#say("The service does not answer just now. The preview goes on when you type on.");
    }
  }

  /** One that is chosen and not sent yet. The frame has no origin, so it gets the picture itself and no address of it. */
  async #putPicture(config: Config): Promise<void> {
    const chosen = this.#form.querySelector<HTMLInputElement>("input[name=picture]")?.files?.[0];
    if (!chosen?.type.startsWith("image/") || chosen.size > LARGEST_PICTURE) return;
    const alt = this.#form.querySelector<HTMLInputElement>("input[name=image_alt]")?.value ?? "";
    const url = await new Promise<string>((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(String(reader.result));
      reader.onerror = () => reject(reader.error);
      reader.readAsDataURL(chosen);
    });
    config.image = { url, alt };
  }

  /** The frame's origin is its own and can't be named. It holds our page alone: nothing else may be in our frames. */
  #tell(message: { config?: Config | undefined; scheme?: string }): void {
    this.#frame.contentWindow?.postMessage(message, "*");
  }

  #scheme(): string {
    return this.#side.querySelector<HTMLInputElement>("[name=preview_scheme]:checked")?.value ?? "";
  }

  #explain(problems: Record<string, string>): void {
    const words = this.#config
      ? "The preview shows the last version that can be read. "
      : "There is nothing to show yet. ";
    this.#say(
      words,
      ...Object.entries(problems).flatMap(([name, said]) => this.#problem(name, said)),
    );
  }

  #problem(name: string, said: string): (Node | string)[] {
    const field = this.#form.querySelector<HTMLElement>(`#f-${CSS.escape(name)}`);
    const label = this.#form.querySelector(`label[for="f-${CSS.escape(name)}"]`)?.firstChild;
    if (!field || !label) return [said, " "];
    const link = document.createElement("a");
    link.href = `#${field.id}`;
    link.textContent = label.textContent?.trim().replace(/,$/, "") ?? name;
    return [link, `: ${said} `];
  }

  #say(...words: (Node | string)[]): void {
    const line = document.createElement("p");
    line.append(...words);
    this.#note.replaceChildren(...(words.length ? [line] : []));
  }
}

function refusal(status: number): string {
  if (status === 401)
    return "You are signed out, so there is no preview. Nothing is lost: press Save, and sign in again.";
  return "There is no preview of this just now. What stands in the form is not touched by that.";
}

/** Where there is no room for both, the preview takes the form's place, and the form comes back where it was. */
function takeTurns(page: HTMLElement, side: HTMLElement, toggle: HTMLElement): void {
  let place = 0;
  const heading = side.querySelector("h2");
  const turn = (shows: boolean) => {
    if (shows) place = scrollY;
    page.classList.toggle("is-previewing", shows);
    toggle.textContent = shows ? "Back to writing" : "Preview";
    if (shows) heading?.focus({ preventScroll: true });
    scrollTo(0, shows ? 0 : place);
  };
  toggle.addEventListener("click", () => turn(!page.classList.contains("is-previewing")));
  // To the field that a problem names: it has to be there before the link is followed.
  side.addEventListener("click", ({ target }) => {
    if (target instanceof HTMLAnchorElement) turn(false);
  });
}

const form = document.querySelector<HTMLFormElement>("#petition");
const side = document.querySelector<HTMLElement>("[data-preview-side]");
const toggle = document.querySelector<HTMLElement>("[data-preview-toggle]");
const page = document.querySelector<HTMLElement>("main");
if (form && side && toggle && page) {
  const scheme = side.querySelector<HTMLElement>("[data-preview-scheme]");
  const button = side.querySelector<HTMLElement>("[data-preview-button]");
  if (scheme) scheme.hidden = false;
  if (button) button.hidden = true;
  toggle.hidden = false;
  page.classList.add("is-live");
  takeTurns(page, side, toggle);
  new Preview(form, side);
}
