import type { Service } from "./service.ts";

const ADVICE: Record<string, string> = {
  origin_not_allowed: "ask the petition's organizer to add this origin to the partner",
  partner_suspended: "the partner is suspended, ask the petition's organizer",
  petition_not_found: 'check the "petition" attribute',
};

/** Tells the site's developer, who alone can mend it, what to do. Supporters see calm words instead. */
export function advise(code: string, { slug, partner }: Service): void {
  const where = `${location.origin}, petition ${slug}, partner ${partner}`;
  console.warn(`petition-form: ${code} (${where}): ${ADVICE[code]}`);
}
