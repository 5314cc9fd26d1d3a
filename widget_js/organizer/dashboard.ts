// The dashboard: draws the chart, and keeps the figures fresh by server-sent events.

import { type Bar, Bars } from "./parts/bars.ts";
import { keepRows, setText } from "./parts/live-rows.ts";
import { type Series, StackedChart } from "./parts/stacked-chart.ts";
import { WorldMap } from "./parts/world-map.ts";

type Kind = "country" | "locale" | "source" | "ref";

interface Shown {
  heads: Record<string, string | number | null>;
  partners: (Record<string, string | number | null> & { id: number; name: string })[];
  chart: Record<string, Series>;
  bars: Record<Kind, Bar[]>;
  /** In words, withdrawn, invalidated. */
  reasons: [string, number, number][];
}

const root = document.querySelector<HTMLElement>("[data-live]");
const box = document.querySelector<HTMLElement>("[data-chart]");
const numbers = new Intl.NumberFormat("en");
const shares = new Set(["confirm_rate", "invalid_rate", "opt_in_rate", "signed_rate"]);

const tables = new Map(
  [...document.querySelectorAll<HTMLElement>("[data-bars]")].map((table) => [
    table.dataset.bars as Kind,
    new Bars(table),
  ]),
);
const partnerRows = document.querySelector<HTMLElement>("[data-partners]");
const reasonRows = document.querySelector<HTMLElement>("[data-reasons]");
const mapBox = document.querySelector<HTMLElement>("[data-map]");
const map = mapBox && new WorldMap(mapBox);
map?.show(tables.get("country")?.shown ?? []);

let chart: StackedChart | undefined;
let data: Shown["chart"] = JSON.parse(box?.dataset.chart ?? "{}");
let period = "day";

if (box && data.day?.x.length) {
  chart = new StackedChart(box);
  draw();
  const group = document.querySelector<HTMLElement>(".switch");
  if (group) group.hidden = false;
  for (const button of document.querySelectorAll<HTMLElement>("[data-period]"))
    button.addEventListener("click", () => {
      period = button.dataset.period ?? "day";
      for (const one of document.querySelectorAll("[data-period]"))
        one.setAttribute("aria-pressed", String(one === button));
      draw();
    });
}

for (const button of document.querySelectorAll<HTMLElement>("[data-show-more]"))
  button.addEventListener("click", () => {
    for (const row of button.parentElement?.querySelectorAll<HTMLElement>(".more") ?? [])
      row.hidden = false;
    button.remove();
  });

if (root?.dataset.live) listen(root.dataset.live);

function draw(): void {
  const series = data[period];
  if (series) chart?.draw(series, period === "hour");
}

function listen(url: string): void {
  const state = document.querySelector<HTMLElement>("[data-live-state]");
  const source = new EventSource(url);
  source.onopen = () => state?.removeAttribute("hidden");
  source.onerror = () => state?.setAttribute("hidden", "");
  source.onmessage = (event) => show(JSON.parse(event.data));
}

function show(shown: Shown): void {
  if (hasNoPlace(shown)) {
    location.reload(); // the first of its kind: tables, chart and map come with the page
    return;
  }
  for (const [name, value] of Object.entries(shown.heads))
    setText(
      document.querySelector(`[data-head="${name}"]`),
      name === "as_of" ? moment(String(value)) : figure(value),
    );
  if (partnerRows)
    keepRows(
      partnerRows,
      shown.partners.map((one) => String(one.id)),
      (row, at) => fillPartner(row, shown.partners[at] as Shown["partners"][0]),
    );
  for (const [kind, table] of tables) table.show(shown.bars[kind]);
  if (reasonRows)
    keepRows(
      reasonRows,
      shown.reasons.map(([words]) => words),
      (row, at) => {
        for (const [place, value] of (shown.reasons[at] ?? []).entries())
          setText(row.children[place] ?? null, figure(value));
      },
    );
  map?.show(shown.bars.country);
  data = shown.chart;
  draw();
}

function hasNoPlace(shown: Shown): boolean {
  const kinds = Object.entries(shown.bars) as [Kind, Bar[]][];
  return (
    (!chart && shown.partners.length > 0) ||
    (!reasonRows && shown.reasons.length > 0) ||
    kinds.some(([kind, bars]) => bars.length && !tables.has(kind))
  );
}

function fillPartner(line: HTMLElement, row: Shown["partners"][0]): void {
  setText(line.querySelector("th"), row.name);
  for (const cell of line.querySelectorAll<HTMLElement>("[data-cell]")) {
    const name = cell.dataset.cell ?? "";
    const value = row[name] ?? null;
    setText(cell, name === "last" ? last(value) : shares.has(name) ? share(value) : figure(value));
  }
}

const figure = (value: string | number | null): string =>
  value === null ? "–" : typeof value === "number" ? numbers.format(value) : value;
const share = (value: string | number | null): string =>
  typeof value === "number" ? `${Math.round(value * 100)} %` : "–";
const last = (value: string | number | null): string => String(value ?? "–");
const moment = (value: string): string => `${value.slice(0, 16).replace("T", " ")} UTC`;
