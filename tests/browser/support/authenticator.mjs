// A phone or a security key that Chromium makes up, over the DevTools protocol's domain WebAuthn.

const PHONE = {
  protocol: "ctap2",
  transport: "internal",
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
};

export class Authenticator {
  #session;
  #id;

  constructor(session, id) {
    this.#session = session;
    this.#id = { authenticatorId: id };
  }

  /** One more at hand, for this tab alone. */
  static async of(page, wishes = {}) {
    const session = await page.createCDPSession();
    await session.send("WebAuthn.enable", { enableUI: false });
    const options = { ...PHONE, ...wishes };
    const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", { options });
    return new Authenticator(session, authenticatorId);
  }

  /** What is on it: rpId, credentialId and privateKey in base64, signCount, … */
  async keys() {
    return (await this.#send("getCredentials")).credentials;
  }

  /** Puts a key of another one on it. */
  take = (credential) => this.#send("addCredential", { credential });

  /** The same key in another state. */
  async replace(key, changes) {
    await this.#send("removeCredential", { credentialId: key.credentialId });
    await this.take({ ...key, ...changes });
  }

  forget = () => this.#send("clearCredentials");
  unplug = () => this.#send("removeVirtualAuthenticator");

  /** Its owner cancels, or is not recognised. */
  refuse = () => this.#send("setUserVerified", { isUserVerified: false });
  agree = () => this.#send("setUserVerified", { isUserVerified: true });

  #send(what, more = {}) {
    return this.#session.send(`WebAuthn.${what}`, { ...this.#id, ...more });
  }
}
