import { el, focusOn } from "./dom.ts";
import { speak } from "./messages.ts";
import type { Setting } from "./setting.ts";
import { type Signing, startSigning } from "./signing.ts";
import { totalsPoll } from "./totals-poll.ts";
import { frameView } from "./views/frame.ts";
import { failureView, noticeView, pageLink } from "./views/notice.ts";
import { progressView } from "./views/progress.ts";

/** A petition that has been loaded and painted. */
export type Petition = {
  /** `again` when it comes back to the page: then the total may be old and is asked for at once. */
  resume(again: boolean): void;
  pause(): void;
};

export function paintPetition(setting: Setting): Petition {
  const { host, shadow, config, service, announce } = setting;
  const words = speak(config.locale, config.messages);
  const progress = progressView(words);
  const panel = el("div", "panel");
  const open = config.status === "open";
  let { confirmed: count } = config.totals;
  let signing: Signing | undefined;

  const poll = totalsPoll(async (signal) => {
    const totals = await service.totals(signal);
    count = totals.confirmed;
    progress.show(totals);
  });

  function place(...views: HTMLElement[]): void {
    const held = shadow.activeElement || document.activeElement === document.body;
    panel.replaceChildren(...views);
    const title = panel.querySelector<HTMLElement>("h2");
    // Only news of what the supporter just did may take the focus, and not from the page around.
    if (signing && held && title) focusOn(title);
  }

  function showClosed(): void {
    poll.stop();
    const view = noticeView("closed", words);
    view.append(el("p", "total", words("final_total", { count })), pageLink(service, words));
    place(view);
  }

  shadow.replaceChildren(frameView(config, host.getAttribute("mode") === "form", words, panel));
  progress.show({ ...config.totals, goal: config.goal }, config.progress);
  const showRefused = (code: string) => place(failureView(code, service, words));
  if (!open) showClosed();
  // The service would refuse this page, in an answer that the page may not even read.
  else if (config.origins?.includes(location.origin) === false) {
    announce("error", { code: "origin_not_allowed" });
    showRefused("origin_not_allowed");
  } else
    signing = startSigning({
      ...setting,
      words,
      showForm: (form) => place(progress.element, form),
      showThanks: (thanks) => place(thanks, progress.element),
      showClosed,
      showRefused,
    });

  return {
    resume: (again) => open && poll.start(again),
    pause: () => {
      poll.stop();
      signing?.pause();
    },
  };
}
