// Passkeys: hands the page's options to the browser, and the browser's answer to the form.
//
// An element with data-passkey="add" or "use" and data-options (JSON) is shown where the browser knows passkeys;
// its button starts the browser's own dialog, and the form that it is in, or that it is, is sent with the answer.

import { asked, created } from "./parts/credential.ts";

for (const box of document.querySelectorAll<HTMLElement>("[data-passkey]"))
  if (window.PublicKeyCredential) {
    box.hidden = false;
    const field = answerField(box);
    if (field) field.value = ""; // browsers that go back fill in what was sent, and an answer is good once
    box.querySelector("button")?.addEventListener("click", () => void ask(box));
    // Enter in the passkey's name would send the form without a passkey.
    if (box instanceof HTMLFormElement)
      box.addEventListener("submit", (event) => {
        if (answerField(box)?.value) return;
        event.preventDefault();
        void ask(box);
      });
  }

async function ask(box: HTMLElement): Promise<void> {
  if (box.hasAttribute("aria-busy")) return; // the browser's dialog is open
  box.setAttribute("aria-busy", "true");
  say(box, "");
  const options = JSON.parse(box.dataset.options ?? "{}");
  try {
    const answer = await (isNew(box) ? created(options) : asked(options));
    const field = answerField(box);
    if (!field) return;
    field.value = answer;
    field.form?.requestSubmit();
  } catch (error) {
    say(box, `${whatWentWrong(error, options)} ${wayOn(box)}`);
  } finally {
    box.removeAttribute("aria-busy");
  }
}

function isNew(box: HTMLElement): boolean {
  return box.dataset.passkey === "add";
}

function answerField(box: HTMLElement): HTMLInputElement | null {
  const name = isNew(box) ? "passkey_answer" : "factor_answer";
  return box.closest("form")?.querySelector(`[name=${name}]`) ?? null;
}

function say(box: HTMLElement, words: string): void {
  const problem = box.querySelector<HTMLElement>("[role=alert]");
  if (!problem) return;
  problem.textContent = words;
  problem.hidden = !words;
}

/** By the names of errors that WebAuthn gives (Level 3, 5.1.3 and 5.1.4). */
function whatWentWrong(error: unknown, options: { rpId?: string; rp?: { id?: string } }): string {
  switch (error instanceof Error ? error.name : "") {
    case "NotAllowedError":
      return "No passkey was given: it was cancelled, took too long, or there is none of this account here.";
    case "InvalidStateError":
      return "There is a passkey of this account on this device already.";
    case "SecurityError":
      return `Passkeys work at ${options.rpId ?? options.rp?.id} alone, and this page is open as ${location.hostname}.`;
    default:
      return "Your browser could not do that.";
  }
}

const wayOn = (box: HTMLElement): string =>
  isNew(box)
    ? "Nothing is lost: try again, take another device, or set an app."
    : "Nothing is lost: try again, or type a code.";
