/**
 * Reads the service's HTML without any of the browser's HTML sinks, which a page's Trusted Types
 * policy may forbid. The service has sanitised it and writes it well-formed; what is not on the
 * lists below is left out all the same, so that a mistake there does not become a hole here.
 */

export type Token =
  | { text: string }
  | { open: string; attributes: Record<string, string> }
  | { close: string };

const TAGS = /^(p|h[2-4]|[uo]l|li|blockquote|em|strong|a|sup|hr|br|section|code|pre)$/;
const VOID = /^[hb]r$/;
const ATTRIBUTES = /^(id|href|lang|dir)$/;
const LINK = /^(https?:\/\/|mailto:|#)/i;

const TOKEN = /<!--[\s\S]*?-->|<(\/?)([a-z][a-z0-9]*)((?:[^>"']|"[^"]*"|'[^']*')*)>|[^<]+|</gi;
const ATTRIBUTE = /([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;
const ENTITIES: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
};

/** Cuts HTML into text and allowed tags. Disallowed tags vanish, the text within them stays as text. */
export function tokenize(html: string): Token[] {
  const tokens: Token[] = [];
  for (const [piece, slash, name, rest] of html.matchAll(TOKEN)) {
    if (!name) {
      if (!piece.startsWith("<!--")) tokens.push({ text: decode(piece) });
      continue;
    }
    const tag = name.toLowerCase();
    if (!TAGS.test(tag)) continue;
    tokens.push(slash ? { close: tag } : { open: tag, attributes: attributesOf(rest ?? "") });
  }
  return tokens;
}

export const isVoid = (tag: string): boolean => VOID.test(tag);

/** http, https, mailto, or a place in the same text. */
export const isSafeLink = (url: string): boolean => LINK.test(url);

function attributesOf(source: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = "", double, single] of source.matchAll(ATTRIBUTE)) {
    const value = decode(double ?? single ?? "");
    const allowed = ATTRIBUTES.test(name) && (name !== "href" || isSafeLink(value));
    if (allowed) attributes[name] = value;
  }
  return attributes;
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (entity, decimal, hex, name) => {
    if (name) return ENTITIES[name] ?? entity;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : "";
  });
}
