type Attributes = Record<string, string | number | boolean | EventListener | null | undefined>;
export type Child = Node | string | null | undefined | false;

/**
 * Makes an element. A string instead of attributes names a part, and a part's name is its class as
 * well: what we style, the page's `::part()` can style too.
 */
export function el<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Attributes | string = {},
  ...children: Child[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  set(element, typeof attributes === "string" ? { part: attributes } : attributes);
  element.append(...(children.filter(Boolean) as Node[]));
  return element;
}

/** Functions become listeners; null, undefined and false take the attribute away. */
export function set(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value == null || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : `${value}`);
    if (name === "part") element.className = `${value}`;
  }
}

/** A button that is not the one. */
export const plainButton = (click: EventListener, ...words: Child[]): HTMLButtonElement =>
  el("button", { type: "button", part: "button-plain", click }, ...words);

/** Moves the focus to something that need not be a control, such as a heading that brings news. */
export function focusOn(element: HTMLElement | null): void {
  // A link that a footnote leads back to stays where the Tab key finds it.
  if (element?.tabIndex) element.tabIndex = -1;
  element?.focus();
}

/**
 * What had the focus is gone: it goes to what has just come, to its heading or its first field. Who
 * is elsewhere on the page by now stays there.
 */
export function focusNews(root: ParentNode): void {
  if (document.activeElement === document.body) focusOn(root.querySelector("h2,input"));
}

/** Runs `work` once what has just been built is to be seen, so that nobody waits for it. */
export function afterFrame(work: () => void): void {
  requestAnimationFrame(() => setTimeout(work));
}

/** Resolves after `ms`, without any wait if there is none; rejects when the signal aborts. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    // A timer of a page that is being left may never go off.
    if (ms > 0) setTimeout(resolve, ms);
    else resolve();
    signal.addEventListener("abort", reject);
  });
}
