import type { Totals } from "../config.ts";
import { el, set } from "../dom.ts";
import type { Words } from "../messages.ts";

/** A bar that looks done tells people they are not needed; while a petition is open it never is. */
const FULLEST = 0.97;
const ANNOUNCE_EVERY = 60_000;

export type Progress = {
  element: HTMLElement;
  /** `sentence` says it where it has been made already. */
  show(totals: Totals & { goal: number }, sentence?: string): void;
};

/** The total against the goal. A total older than the one shown (from another cache) is left out. */
export function progressView(words: Words): Progress {
  const text = el("p", "total");
  const bar = el("div", "progress-fill");
  const track = el("div", { part: "progress", role: "progressbar" }, bar);
  const live = el("div", { class: "quiet", "aria-live": "polite" });
  const element = el("div", { class: "sums" }, text, track, live);

  let shownAt = "";
  let announcedAt = Date.now();
  function announce(sentence: string): void {
    if (Date.now() - announcedAt < ANNOUNCE_EVERY) return;
    announcedAt = Date.now();
    live.textContent = sentence;
  }

  function show(
    { confirmed: count, goal, as_of }: Totals & { goal: number },
    sentence = words(count ? "progress" : "progress_first", { count, goal }),
  ): void {
    if (as_of < shownAt) return;
    shownAt = as_of;
    if (text.textContent !== sentence) announce(sentence);
    text.textContent = sentence;
    set(track, {
      "aria-label": words("progress_label"),
      "aria-valuemax": goal,
      "aria-valuenow": Math.min(count, goal),
      "aria-valuetext": sentence,
    });
    bar.style.width = `${Math.min(count / goal, FULLEST) * 100}%`;
  }

  return { element, show };
}
