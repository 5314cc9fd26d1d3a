import { attempt } from "./attempt.ts";

/** What this browser keeps of a signature: that it was made, and the code that its links carry. */
export type Memory = { ref: string; until: number };

const PREFIX = "petition-signed:";
const KEPT = 90 * 24 * 3_600_000;

/**
 * Remembers that the petition whose page is at `page` was signed in this browser; for 90 days, and
 * without saying by whom. Without `ref` it is forgotten. Where the page may store nothing, nothing
 * is remembered.
 */
export const remember = (page: string, ref?: string): void =>
  attempt(() => {
    if (ref) localStorage[PREFIX + page] = JSON.stringify({ ref, until: Date.now() + KEPT });
    else delete localStorage[PREFIX + page];
  });

/** What is remembered of this petition, until that expires. */
export function recall(page: string): Memory | undefined {
  let found: Memory | undefined;
  attempt(() => {
    const memory: Memory = JSON.parse(localStorage[PREFIX + page]);
    if (memory.until > Date.now()) found = memory;
    else remember(page);
  });
  return found;
}
