import { advise } from "../advice.ts";
import { el } from "../dom.ts";
import type { Words } from "../messages.ts";
import { isRefusal } from "../problem.ts";
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

/** There is no form, but the petition's own page has one; `retry` asks here once more. */
export function failureView(
  code: string,
  service: Service,
  words: Words,
  retry?: () => void,
): HTMLElement {
  if (code === "petition_not_found") {
    advise(code, service);
    return noticeView("not_found", words);
  }
  const refused = isRefusal(code);
  if (refused) advise(code, service);
  const view = noticeView(refused ? "refused" : "load_failed", words);
  if (!refused) view.append(el("button", { part: "button", click: retry }, words("try_again")));
  view.append(pageLink(service, words));
  return view;
}

/** To the petition's own page. */
export function pageLink({ page }: Service, words: Words): HTMLElement {
  return el("a", { href: page, part: "link" }, words("open_petition"));
}

/** Holds the place while the petition loads, so that nothing jumps. */
export function loadingView(words: Words): HTMLElement {
  const bones = ["", "", "box", ""].map((kind) => el("div", { class: `bone ${kind}` }));
  const text = el("p", { class: "muted", role: "status" }, words("loading"));
  return el("div", { part: "loading", "aria-busy": "true" }, text, ...bones);
}
