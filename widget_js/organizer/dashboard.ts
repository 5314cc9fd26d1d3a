// The dashboard: draws the chart, and keeps the figures fresh by server-sent events.

import { type Countries, CountryBars } from "./parts/country-bars.ts";
import { type Series, StackedChart } from "./parts/stacked-chart.ts";
import { WorldMap } from "./parts/world-map.ts";

interface Shown {
  heads: Record<string, string | number | null>;
  partners: (Record<string, string | number | null> & { id: number; name: string })[];
  chart: Record<string, Series>;
  countries: Countries;
}

const root = document.querySelector<HTMLElement>("[data-live]");
const box = document.querySelector<HTMLElement>("[data-chart]");
const numbers = new Intl.NumberFormat("en");
const shares = new Set(["confirm_rate", "invalid_rate", "opt_in_rate", "signed_rate"]);

const table = document.querySelector<HTMLElement>("[data-countries]");
const bars = table && new CountryBars(table);
const mapBox = document.querySelector<HTMLElement>("[data-map]");
const map = mapBox && bars && new WorldMap(mapBox, (code) => bars.nameOf(code));
if (bars) map?.show(bars.counts);

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
  if ((!chart && shown.partners.length) || (!bars && Object.keys(shown.countries).length)) {
    location.reload(); // the first signature: tables, chart and map come with the page
    return;
  }
  for (const [name, value] of Object.entries(shown.heads)) {
    const element = document.querySelector<HTMLElement>(`[data-head="${name}"]`);
    if (element) setText(element, name === "as_of" ? moment(String(value)) : figure(value));
  }
  for (const row of shown.partners) {
    const line = document.querySelector(`[data-partner="${row.id}"]`);
    for (const cell of line?.querySelectorAll<HTMLElement>("[data-cell]") ?? []) {
      const name = cell.dataset.cell ?? "";
      const value = row[name] ?? null;
      setText(
        cell,
        name === "last" ? last(value) : shares.has(name) ? share(value) : figure(value),
      );
    }
  }
  bars?.show(shown.countries);
  map?.show(shown.countries);
  data = shown.chart;
  draw();
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

const figure = (value: string | number | null): string =>
  value === null ? "–" : typeof value === "number" ? numbers.format(value) : value;
const share = (value: string | number | null): string =>
  typeof value === "number" ? `${Math.round(value * 100)} %` : "–";
const last = (value: string | number | null): string => String(value ?? "–");
const moment = (value: string): string => `${value.slice(0, 16).replace("T", " ")} UTC`;
