// A new passkey, or one that is used: options as JSON into the browser's dialog, and its answer as JSON.

import { base64url, bytesOf } from "./base64url.ts";

// biome-ignore lint/suspicious/noExplicitAny: the library's JSON, whose shape the specification gives
type Json = any;

/** Throws what the browser throws. */
export async function created(options: Json): Promise<string> {
  const publicKey: PublicKeyCredentialCreationOptions = {
    ...options,
    challenge: bytesOf(options.challenge),
    user: { ...options.user, id: bytesOf(options.user.id) },
    excludeCredentials: named(options.excludeCredentials),
  };
  return written(await navigator.credentials.create({ publicKey }));
}

/** Throws what the browser throws. */
export async function asked(options: Json): Promise<string> {
  const publicKey: PublicKeyCredentialRequestOptions = {
    ...options,
    challenge: bytesOf(options.challenge),
    allowCredentials: named(options.allowCredentials),
  };
  return written(await navigator.credentials.get({ publicKey }));
}

const named = (list: Json[] = []): PublicKeyCredentialDescriptor[] =>
  list.map((one) => ({ ...one, id: bytesOf(one.id) }));

/** As WebAuthn's toJSON() writes it, which not every browser has yet. */
function written(credential: Credential | null): string {
  if (!(credential instanceof PublicKeyCredential)) throw new TypeError("no passkey");
  const { response } = credential;
  const parts: Record<string, ArrayBuffer | null> = { clientDataJSON: response.clientDataJSON };
  if (response instanceof AuthenticatorAttestationResponse)
    parts.attestationObject = response.attestationObject;
  if (response instanceof AuthenticatorAssertionResponse) {
    parts.authenticatorData = response.authenticatorData;
    parts.signature = response.signature;
    parts.userHandle = response.userHandle;
  }
  const known = Object.entries(parts).filter(([, value]) => value) as [string, ArrayBuffer][];
  return JSON.stringify({
    id: credential.id,
    rawId: base64url(credential.rawId),
    type: credential.type,
    response: Object.fromEntries(known.map(([name, value]) => [name, base64url(value)])),
    clientExtensionResults: {},
  });
}
