// The table of countries, kept fresh: its rows are those that the page came with, new ones are made like them.

/** Signatures by country code, the most first; "" is who has told none. */
export type Countries = Record<string, number>;

const numbers = new Intl.NumberFormat("en");
const names = new Intl.DisplayNames("en", { type: "region" });
/** In place of a code: countries that are so small that a partner is not told which. */
const OTHERS = "ZZ";
/** As many are shown before "Show all". */
const SHOWN = 12;

export class CountryBars {
  readonly #table: HTMLElement;

  constructor(table: HTMLElement) {
    this.#table = table;
  }

  get counts(): Countries {
    return Object.fromEntries(
      [...this.#rows()].map(([code, row]) => [code, row.querySelector("meter")?.value ?? 0]),
    );
  }

  nameOf(code: string): string {
    const known = this.#rows().get(code)?.querySelector("th")?.textContent;
    return (
      known ?? (code === OTHERS ? "All others, with too few to be told" : names.of(code)) ?? code
    );
  }

  show(counts: Countries): void {
    const known = this.#rows();
    const [first] = known.values();
    const found = Object.entries(counts);
    if (!first || !found.length) return;
    const most = Math.max(...Object.values(counts));
    const rows = found.map(([code, count]) => {
      const row = known.get(code) ?? this.#like(first, code);
      fill(row, count, most);
      return row;
    });
    this.#order(rows);
  }

  #rows(): Map<string, HTMLElement> {
    const rows = this.#table.querySelectorAll<HTMLElement>("[data-country]");
    return new Map([...rows].map((row) => [row.dataset.country ?? "", row]));
  }

  #like(row: HTMLElement, code: string): HTMLElement {
    const made = row.cloneNode(true) as HTMLElement;
    made.dataset.country = code;
    const name = made.querySelector("th");
    if (name) name.textContent = code ? this.nameOf(code) : "Not told";
    return made;
  }

  #order(rows: HTMLElement[]): void {
    const body = this.#table.querySelector("tbody");
    const button = this.#table.parentElement?.querySelector("[data-show-more]");
    if (button) button.textContent = `Show all ${rows.length}`;
    for (const [place, row] of rows.entries()) {
      row.classList.toggle("more", place >= SHOWN);
      row.hidden = Boolean(button) && place >= SHOWN;
    }
    const isAsBefore =
      body?.children.length === rows.length && rows.every((row, at) => body.children[at] === row);
    if (!isAsBefore) body?.replaceChildren(...rows);
  }
}

function fill(row: HTMLElement, count: number, most: number): void {
  const meter = row.querySelector("meter");
  if (meter) [meter.max, meter.value] = [most, count];
  const cell = row.querySelector(".n");
  const text = numbers.format(count);
  if (cell && cell.textContent !== text) cell.textContent = text;
}
