// A table of bars, kept fresh: by country, language, source or referral.

import { keepRows, rowsOf, setText } from "./live-rows.ts";

/** Name, signatures, and what tells the row from others (a country's code, "" where none was told). */
export type Bar = [name: string, count: number, key: string];

const numbers = new Intl.NumberFormat("en");
/** As many are shown before "Show all". */
const SHOWN = 12;

export class Bars {
  readonly #table: HTMLElement;
  readonly #body: HTMLElement;

  constructor(table: HTMLElement) {
    this.#table = table;
    this.#body = table.querySelector("tbody") as HTMLElement;
  }

  /** As the page came with them. */
  get shown(): Bar[] {
    return [...rowsOf(this.#body)].map(([key, row]) => [
      row.querySelector("th")?.textContent ?? "",
      row.querySelector("meter")?.value ?? 0,
      key,
    ]);
  }

  show(bars: Bar[]): void {
    if (!bars.length) return;
    const most = Math.max(...bars.map(([, count]) => count));
    const button = this.#table.parentElement?.querySelector("[data-show-more]");
    setText(button ?? null, `Show all ${bars.length}`);
    const keys = bars.map(([, , key]) => key);
    keepRows(this.#body, keys, (row, at) => {
      const [name, count] = bars[at] as Bar;
      setText(row.querySelector("th"), name);
      setText(row.querySelector(".n"), numbers.format(count));
      const meter = row.querySelector("meter");
      if (meter) [meter.max, meter.value] = [most, count];
      row.classList.toggle("more", at >= SHOWN);
      row.hidden = Boolean(button) && at >= SHOWN;
    });
  }
}
