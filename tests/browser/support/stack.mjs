// Where everything is, and the side door: mails, rows, and what happens to the service.

import { setTimeout as sleep } from "node:timers/promises";

const told = process.env.PETITION_TEST_STACK;
if (!told) throw new Error("run by pytest tests/browser; by hand, see python -m tests.browser");

/** Origins; tests/browser/addresses.py says of what. */
export const { service, line, site, elsewhere, door } = JSON.parse(told);

/** Asks `look` until its answer is truthy, and returns that. */
export async function until(look, what = look.toString(), seconds = 15) {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await look();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`not within ${seconds} seconds: ${what}`);
    await sleep(25);
  }
}

/** The mails that an address has got, oldest first: subject, text, html. */
export const mailsTo = async (address) =>
  ask(`/mails?to=${encodeURIComponent(address)}`).then((answer) => answer.json());

/** The link to a page ("confirm", "not-me") in an address's first mail, once it is there. */
export async function linkInMail(address, page = "confirm") {
  const [mail] = await until(async () => {
    const mails = await mailsTo(address);
    return mails.length && mails;
  }, `a mail to ${address}`);
  const [link] = mail.text.match(new RegExp(`http\\S+/${page}/\\S+`)) ?? [];
  if (!link) throw new Error(`no link to ${page} in the mail: ${mail.text}`);
  return link;
}

/** How many signatures are stored that came from a form with this `source`. */
export const storedFrom = async (source) =>
  ask(`/rows?source=${encodeURIComponent(source)}`).then((answer) => answer.json());

/** What the signatures name that came from a form with this `source`: locale and statement of each text. */
export const textsSignedFrom = async (source) =>
  ask(`/texts?source=${encodeURIComponent(source)}`).then((answer) => answer.json());

/** The address of the service under the name localhost, where browsers have passkeys: the same data, no mail. */
export const serviceOnLocalhost = async () => (await ask("/on-localhost", "POST")).text();

export const killService = () => ask("/server", "DELETE");
export const startService = () => ask("/server", "POST");

/** Makes the line bad for the next `times` requests to `path`; tests/browser/line.py names the kinds. */
export const fail = (kind, path, more = {}) => ask("/faults", "POST", { kind, path, ...more });
/** What has gone over the line since this was last asked, preflights too: "GET /v1.js". */
export const carried = async () => ask("/carried").then((answer) => answer.json());

export const mend = () => ask("/faults", "DELETE");

/** Suspends or resumes a partner, and waits until the service knows. */
export async function setSuspended(partner, isSuspended) {
  await ask(`/partners/${partner}`, "PATCH", { is_suspended: isSuspended });
  const url = `${service}/api/v1/petitions/stop-rekognition?partner=${partner}`;
  await until(async () => ((await fetch(url)).status === 403) === isSuspended, url);
}

/** Adds a petition that anyone may embed and that counts at once, and waits until the service has it. */
export async function addPetition(slug, frontMatter = {}) {
  const plain = { embedding: "anyone", confirmation: "none", fields: ["given_name", "email"] };
  await ask("/petitions", "POST", { ...plain, slug, ...frontMatter });
  await until(async () => (await fetch(`${service}/api/v1/petitions/${slug}`)).ok, slug);
}

/** A link of the organizer's mailing to `url`, for somebody of whom this is known. */
export const personalLink = async (url, person, slug = "stop-rekognition") =>
  ask("/links", "POST", { slug, url, ...person }).then((answer) => answer.text());

/** The address of a new organizer's one-time link. */
export const organizerLink = async (email, role = "owner", partner = undefined) =>
  service + (await (await ask("/organizers", "POST", { email, role, partner })).text());

/** Adds a translation of a petition, and waits until the service has it. */
export async function addTranslation(slug, locale, frontMatter = {}) {
  await ask("/translations", "POST", { translation_of: slug, locale, ...frontMatter });
  const url = `${service}/api/v1/petitions/${slug}?locale=${locale}`;
  await until(async () => (await (await fetch(url)).json()).text_locale === locale, url);
}

/** Opens or closes a petition, and waits until the service knows. */
export async function setState(slug, state) {
  await ask(`/petitions/${slug}`, "PATCH", { state });
  const url = `${service}/api/v1/petitions/${slug}`;
  await until(async () => (await (await fetch(url)).json()).status === state, url);
}

/** Signs as a script would, without a browser: for totals to rise. */
export async function signByScript(slug, email, { partner = "", origin, ...more } = {}) {
  const api = `${service}/api/v1/petitions/${slug}`;
  const headers = origin ? { Origin: origin } : {};
  const challenge = await fetch(`${api}/challenge?partner=${partner}`, { headers });
  const { token } = await challenge.json();
  const form = {
    token,
    given_name: "Grace",
    family_name: "Hopper",
    email,
    consent: "yes",
    ...more,
  };
  const answer = await fetch(`${api}/signatures`, {
    method: "POST",
    headers,
    body: new URLSearchParams(form),
  });
  if (answer.status !== 202) throw new Error(await answer.text());
}

/** The total as the service tells it to everybody. */
export async function totalOf(slug) {
  return (await (await fetch(`${service}/api/v1/petitions/${slug}/totals`)).json()).confirmed;
}

async function ask(path, method = "GET", body = undefined) {
  const answer = await fetch(door + path, { method, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}
