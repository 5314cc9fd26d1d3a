import { attempt } from "./attempt.ts";
import type { Messages } from "./messages.ts";

/** Whom a personal link brought: the page never gets more of the supporter than this. */
export type Recognition = {
  given_name: string;
  /** Fields that need not be asked. */
  known: string[];
  messages: Messages;
  /** The link's token, which stands in for what is known. */
  me: string;
};

/** The token of a personal link, in an address's fragment. */
export const PERSONAL = /([#&])petition_me=([\w-]+)&?/;

/** All widgets of a page ask for it, and the address carries it for a moment only. */
let token: string | undefined;

/**
 * The token of a personal link, if one led here. It goes out of the address bar at once: an address
 * that is copied from there must not sign in somebody else's name.
 */
export function personalToken(): string | undefined {
  const { hash, pathname, search } = location;
  const [, , found] = hash.match(PERSONAL) ?? [];
  if (found) {
    token = found;
    const rest = pathname + search + hash.replace(PERSONAL, "$1");
    attempt(() => history.replaceState(history.state, "", rest));
  }
  return token;
}

/** Whoever the link does not mean stays a stranger to all forms of the page. */
export const forgetPerson = (): void => {
  token = undefined;
};
