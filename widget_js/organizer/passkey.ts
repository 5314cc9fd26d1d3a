// Passkeys: hands the page's options to the browser, and the browser's answer to the form.
//
// An element with data-passkey="add" or "use" and data-options (JSON) is shown where the browser knows passkeys;
// its button starts the browser's own dialog, and the form that it is in, or that it is, is sent with the answer.

import { base64url, bytesOf } from "./parts/base64url.ts";

for (const box of document.querySelectorAll<HTMLElement>("[data-passkey]"))
  if (window.PublicKeyCredential) {
    box.hidden = false;
    box.querySelector("button")?.addEventListener("click", () => void ask(box));
  }

async function ask(box: HTMLElement): Promise<void> {
  const problem = box.querySelector<HTMLElement>("[role=alert]");
  if (problem) problem.hidden = true;
  try {
    const isNew = box.dataset.passkey === "add";
    const options = JSON.parse(box.dataset.options ?? "{}");
    const credential = await (isNew
      ? navigator.credentials.create({ publicKey: creation(options) })
      : navigator.credentials.get({ publicKey: request(options) }));
    send(box, isNew ? "passkey_answer" : "factor_answer", credential as PublicKeyCredential);
  } catch {
    if (!problem) return;
    problem.textContent = "That did not work, or was broken off. Try again, or take another way.";
    problem.hidden = false;
  }
}

function send(box: HTMLElement, name: string, credential: PublicKeyCredential): void {
  const form = box.closest("form");
  const field = form?.elements.namedItem(name);
  if (!form || !(field instanceof HTMLInputElement)) return;
  field.value = JSON.stringify(answer(credential));
  form.requestSubmit();
}

// biome-ignore lint/suspicious/noExplicitAny: the library's JSON, whose shape the specification gives
type Json = any;

const creation = (options: Json): PublicKeyCredentialCreationOptions => ({
  ...options,
  challenge: bytesOf(options.challenge),
  user: { ...options.user, id: bytesOf(options.user.id) },
  excludeCredentials: named(options.excludeCredentials),
});

const request = (options: Json): PublicKeyCredentialRequestOptions => ({
  ...options,
  challenge: bytesOf(options.challenge),
  allowCredentials: named(options.allowCredentials),
});

const named = (list: Json[] = []): PublicKeyCredentialDescriptor[] =>
  list.map((one) => ({ ...one, id: bytesOf(one.id) }));

/** As WebAuthn's toJSON() writes it, which not every browser has yet. */
function answer(credential: PublicKeyCredential): Json {
  const { response } = credential;
  const parts: Record<string, ArrayBuffer | null> = { clientDataJSON: response.clientDataJSON };
  if (response instanceof AuthenticatorAttestationResponse)
    parts.attestationObject = response.attestationObject;
  if (response instanceof AuthenticatorAssertionResponse) {
    parts.authenticatorData = response.authenticatorData;
    parts.signature = response.signature;
    parts.userHandle = response.userHandle;
  }
  const written = Object.entries(parts).filter(([, value]) => value) as [string, ArrayBuffer][];
  return {
    id: credential.id,
    rawId: base64url(credential.rawId),
    type: credential.type,
    response: Object.fromEntries(written.map(([name, value]) => [name, base64url(value)])),
    clientExtensionResults: {},
  };
}
