import english from "petition:english";

/** A text, or one text for each plural form; `{name}` marks a place to fill. */
export type Message = string | ({ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>);
export type Messages = Record<string, Message>;
type Values = Record<string, string | number | undefined>;

/**
 * Looks a message up and fills it. `count` chooses the plural form; numbers are written as the
 * locale writes them. A place without a value stays, so that `around` can put an element there.
 */
export type Words = (key: string, values?: Values) => string;

/** Without `messages` it speaks English, as far as that is needed before the config is there. */
export function speak(locale?: string, messages: Messages = english): Words {
  return (key, values = {}) => {
    const message: Message = messages[key] ?? key;
    const text =
      typeof message === "string"
        ? message
        : (message[new Intl.PluralRules(locale).select(Number(values.count))] ?? message.other);
    return text.replace(/\{(\w+)\}/g, (place, name: string) => {
      const value = values[name] ?? place;
      return typeof value === "number" ? value.toLocaleString(locale) : value;
    });
  };
}

/** "Thank you, {name}!" -> ["Thank you, ", node, "!"]: what a supporter typed keeps its own direction. */
export function around(text: string, place: string, node: Node): (Node | string)[] {
  const [before = "", after] = text.split(`{${place}}`);
  return after === undefined ? [before] : [before, node, after];
}
