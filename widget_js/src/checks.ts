import type { Field } from "./config.ts";

/** Field names and error codes, in the order of the form. The codes are the service's. */
export type Errors = Map<string, string>;

/** The same checks as the service makes, as far as a page can: a mistake is told without a round trip. */
export function check(fields: Field[], answers: URLSearchParams): Errors {
  const errors: Errors = new Map();
  for (const field of fields) {
    const code = checkField(field, answers.get(field.name) ?? "");
    if (code) errors.set(field.name, code);
  }
  const consent = answers.get("consent");
  if (consent !== "yes") errors.set("consent", consent ? "declined" : "required");
  return errors;
}

function checkField({ type, required, max_length }: Field, answer: string): string | undefined {
  if (!answer) return required ? "required" : undefined;
  // Code points, as the service counts: "é" typed by anyone is not two.
  if (max_length && [...answer].length > max_length) return "too_long";
  // Loose on purpose: the message we send is the real proof of an address.
  if (type === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(answer)) return "invalid";
  return undefined;
}
