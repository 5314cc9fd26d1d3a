import { el } from "../dom.ts";
import type { Words } from "../messages.ts";
import { FINAL, type Problem } from "../problem.ts";
import type { Service } from "../service.ts";

/** A calm word when there is no form: the words are `KEY_title` and `KEY_text`. */
export function noticeView(key: string, words: Words): HTMLElement {
  return el(
    "section",
    "notice",
    el("h2", "title", words(`${key}_title`)),
    el("p", {}, words(`${key}_text`)),
  );
}

/**
 * There is no form, but the petition's own page has one; `retry` asks here once more. The console
 * tells the site's developer, who alone can mend a refusal, what to do; and us, what we failed at.
 */
export function failureView(
  problem: Problem,
  service: Service,
  words: Words,
  retry?: EventListener,
): HTMLElement {
  const { code, detail = problem } = problem;
  const key = FINAL[code];
  const view = noticeView(key ?? "load_failed", words);
  console.warn(`petition-form: ${code} (${location.origin}): ${detail}`);
  if (!key) view.append(el("button", { part: "button", click: retry }, words("try_again")));
  if (key !== "not_found") view.append(pageLink(service, words));
  return view;
}

/** To the petition's own page. */
export function pageLink({ page }: Service, words: Words): HTMLElement {
  return el("a", { href: page, part: "link" }, words("open_petition"));
}

/** Holds the place while the petition loads, so that nothing jumps. */
export function loadingView(words: Words): HTMLElement {
  const text = el("p", { role: "status" }, words("loading"));
  return el("div", "loading", text);
}
