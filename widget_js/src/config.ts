import type { Messages } from "./messages.ts";
import type { Tree } from "./rich-text.ts";

/** One question of the form; `name` is also the name it is posted under. */
export type Field = {
  name: string;
  type: "text" | "email" | "country" | "textarea" | "select" | "checkbox";
  label: string;
  required: boolean;
  autocomplete?: string;
  /** In characters as people count them (code points), not UTF-16 units. */
  max_length?: number;
  /** Of a select: value and label. */
  options?: [string, string][];
};

export type Totals = {
  confirmed: number;
  /** UTC, ISO 8601: two of them compare as strings. */
  as_of: string;
};

/** What `GET /api/v1/petitions/{slug}?body=tree` answers. */
export type Config = {
  slug: string;
  /** The petition's own page, for whoever cannot sign here. */
  url: string;
  status: "open" | "closed";
  locale: string;
  dir: "ltr" | "rtl";
  /** Names the statement shown, so that a signature can say what it signed. */
  text: string;
  /** The language of what the petition itself says; the form around it speaks `locale`. */
  text_locale: string;
  text_dir: "ltr" | "rtl";
  title: string;
  target: string;
  lead_in: string;
  statement: string;
  /** The long text; missing where only the form was asked for. */
  body?: Tree[];
  image: { url: string; alt: string } | null;
  goal: number;
  totals: Totals;
  /** The total and the goal in a sentence, as `locale` writes numbers. */
  progress: string;
  fields: Field[];
  consent: { label: string; style?: "checkbox" | "choice" };
  opt_ins: { name: string; label: string }[];
  legal: Tree[];
  /** `links`: name and address, with the places {text} and {url}. */
  share: { text: string; links: [string, string][] };
  /** Sites that may sign with this; null or missing: any. */
  origins?: string[] | null;
  messages: Messages;
};

/** What `GET …/challenge` answers; times in seconds. */
export type Challenge = { token: string; expires_in: number; wait: number };

/** What `POST …/signatures` answers. */
export type Receipt = {
  status: "check_email" | "signed";
  id: string;
  /** The code of the links that this supporter passes on. */
  ref: string;
};
