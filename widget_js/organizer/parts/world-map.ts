// The map above the bars of countries, which say the same: loaded when it comes near the screen, coloured by share.

import type { Bar } from "./bars.ts";

/** As widget_js/build/world-map.mjs writes it. */
interface World {
  box: string;
  shapes: Record<string, string>;
  dots: Record<string, [number, number]>;
}

const DOT = 5;
/** Shares from which on a step begins; the legend in dashboard.html says the same. */
const STEPS = [0, 0.005, 0.02, 0.08, 0.3];
const NEAR = "400px";
const names = new Intl.DisplayNames("en", { type: "region" });

export class WorldMap {
  readonly #box: HTMLElement;
  #bars = new Map<string, Bar>();
  #world: SVGElement | undefined;

  constructor(box: HTMLElement) {
    this.#box = box;
    box.hidden = false;
    const watch = new IntersectionObserver(
      (seen) => {
        if (!seen.some((one) => one.isIntersecting)) return;
        watch.disconnect();
        void this.#load();
      },
      { rootMargin: NEAR },
    );
    watch.observe(box);
  }

  show(bars: Bar[]): void {
    this.#bars = new Map(bars.map((bar) => [bar[2], bar]));
    this.#paint();
  }

  async #load(): Promise<void> {
    try {
      const answer = await fetch(this.#box.dataset.map ?? "");
      if (!answer.ok) throw new Error(String(answer.status));
      this.#world = drawn(await answer.json());
    } catch {
      this.#box.hidden = true; // the bars say it all
      return;
    }
    this.#paint();
    this.#box.querySelector("[data-world]")?.append(this.#world);
    // A finger has no hover: what a tooltip says stands below the map, too.
    for (const kind of ["pointerover", "click"])
      this.#world.addEventListener(kind, (event) => this.#tell(event.target as Element));
  }

  #paint(): void {
    const whole = [...this.#bars.values()].reduce(
      (sum, [, count, code]) => (code ? sum + count : sum),
      0,
    );
    for (const shape of this.#world?.querySelectorAll<SVGElement>("[data-country]") ?? []) {
      const code = shape.dataset.country ?? "";
      const [name = names.of(code) ?? code, count = 0] = this.#bars.get(code) ?? [];
      if (count) shape.dataset.step = String(stepOf(count / whole));
      else delete shape.dataset.step;
      const title = shape.querySelector("title") ?? shape.appendChild(svg("title"));
      title.textContent = `${name}: ${told(count, whole)}`;
    }
  }

  #tell(shape: Element): void {
    const line = this.#box.querySelector("[data-pointed]");
    const title = shape.querySelector(":scope > title");
    if (line && title && shape !== this.#world) line.textContent = title.textContent;
  }
}

/** No country has a colour or a title yet. */
function drawn({ box, shapes, dots }: World): SVGElement {
  const world = svg("svg", { viewBox: box });
  for (const [code, d] of Object.entries(shapes)) world.append(svg("path", { d }, code));
  for (const [code, [cx, cy]] of Object.entries(dots))
    world.append(svg("circle", { cx, cy, r: DOT }, code));
  return world;
}

function svg(
  name: "svg" | "path" | "circle" | "title",
  attributes: Record<string, string | number> = {},
  country?: string,
): SVGElement {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  if (country) element.dataset.country = country;
  return element;
}

const stepOf = (share: number): number => STEPS.filter((least) => share >= least).length;

const numbers = new Intl.NumberFormat("en");
const shares = new Intl.NumberFormat("en", { maximumSignificantDigits: 2 });

/** "1,234 (12 %)" */
function told(count: number, whole: number): string {
  return count
    ? `${numbers.format(count)} (${shares.format((count / whole) * 100)} %)`
    : "none yet";
}
