// Rows of a table that are kept fresh: those that the page came with stay, new ones are made like them.

/**
 * Puts `body` in the order of `keys`, each row filled by `fill`. Without any row there is none to be like: the page has
 * to be loaded anew.
 */
export function keepRows(
  body: HTMLElement,
  keys: string[],
  fill: (row: HTMLElement, at: number) => void,
): void {
  const known = rowsOf(body);
  const [first] = known.values();
  if (!first) return;
  const rows = keys.map((key, at) => {
    const row = known.get(key) ?? (first.cloneNode(true) as HTMLElement);
    row.dataset.key = key;
    fill(row, at);
    return row;
  });
  const isAsBefore =
    body.children.length === rows.length && rows.every((row, at) => body.children[at] === row);
  if (!isAsBefore) body.replaceChildren(...rows);
}

export function rowsOf(body: HTMLElement): Map<string, HTMLElement> {
  const rows = body.querySelectorAll<HTMLElement>("[data-key]");
  return new Map([...rows].map((row) => [row.dataset.key ?? "", row]));
}

export function setText(element: Element | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}
