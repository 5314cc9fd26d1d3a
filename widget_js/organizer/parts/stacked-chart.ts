// Signatures over time as stacked areas, one for each partner, by uPlot.

import uPlot from "uplot";

/** x in seconds; y in the order of x. */
export interface Series {
  x: number[];
  series: { name: string; y: number[] }[];
}

/** Told apart by those who see few colours, too (Okabe and Ito), on light and dark ground. */
const COLOURS = [
  "#0072b2",
  "#e69f00",
  "#009e73",
  "#cc79a7",
  "#56b4e9",
  "#d55e00",
  "#b8a800",
  "#888888",
];
const HEIGHT = 320;

export class StackedChart {
  #box: HTMLElement;
  #plot: uPlot | undefined;
  #made = "";
  #shown: Series = { x: [], series: [] };
  #byHour = false;

  constructor(box: HTMLElement) {
    this.#box = box;
    new ResizeObserver(() =>
      this.#plot?.setSize({ width: box.clientWidth, height: HEIGHT }),
    ).observe(box);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.#made = "";
      if (this.#plot) this.draw(this.#shown, this.#byHour);
    });
  }

  /** Draws anew only where the series are others than before. */
  draw(shown: Series, byHour: boolean): void {
    this.#shown = shown;
    this.#byHour = byHour;
    const made = JSON.stringify([byHour, shown.series.map((one) => one.name)]);
    const data = stacked(shown);
    if (this.#plot && made === this.#made) {
      this.#plot.setData(data);
      return;
    }
    this.#made = made;
    this.#plot?.destroy();
    this.#plot = new uPlot(this.#options(shown, byHour), data, this.#box);
  }

  #options(shown: Series, byHour: boolean): uPlot.Options {
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue("--muted").trim();
    const grid = { stroke: style.getPropertyValue("--line").trim(), width: 1 };
    const count = shown.series.length;
    return {
      width: this.#box.clientWidth,
      height: HEIGHT,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      scales: { y: { range: (_plot, _least, most) => [0, Math.max(most * 1.05, 4)] } },
      axes: [
        {
          stroke: ink,
          grid: { show: false },
          space: 80,
          values: (_plot, ticks) => ticks.map((tick) => onAxis(tick, byHour)),
        },
        { stroke: ink, grid, size: 60, values: (_plot, ticks) => ticks.map(whole) },
      ],
      series: [
        {
          label: "Time (UTC)",
          value: (_plot, seconds) => (seconds ? moment(seconds, byHour) : "–"),
        },
        ...shown.series.map((one, index) => ({
          label: one.name,
          stroke: COLOURS[index] ?? "#888888",
          fill: `${COLOURS[index] ?? "#888888"}cc`,
          width: 1,
          points: { show: shown.x.length < 3 },
          value: (_plot: uPlot, _top: number, _series: number, at: number | null) =>
            at === null ? "–" : String(this.#shown.series[index]?.y[at] ?? "–"),
        })),
      ],
      bands: Array.from({ length: count - 1 }, (_, index) => ({
        series: [index + 2, index + 1] as uPlot.Band.Bounds,
      })),
      cursor: { drag: { x: false, y: false } },
    };
  }
}

/** The y of each series is its own on top of those before. */
function stacked({ x, series }: Series): uPlot.AlignedData {
  let below = x.map(() => 0);
  const tops = series.map((one) => {
    below = below.map((sum, at) => sum + (one.y[at] ?? 0));
    return below;
  });
  return [x, ...tops];
}

const whole = (tick: number): string => (Number.isInteger(tick) ? tick.toLocaleString("en") : "");
const moment = (seconds: number, byHour: boolean): string => {
  const text = new Date(seconds * 1000).toISOString();
  return byHour ? text.slice(0, 16).replace("T", " ") : text.slice(0, 10);
};

const DAY_NAMES = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  timeZone: "UTC",
});
const onAxis = (seconds: number, byHour: boolean): string => {
  const clock = new Date(seconds * 1000).toISOString().slice(11, 16);
  const isMidnight = clock === "00:00";
  if (!isMidnight) return byHour ? clock : "";
  return DAY_NAMES.format(seconds * 1000);
};
