import { el, focusNews } from "./dom.ts";
import { recall, remember } from "./memory.ts";
import { speak } from "./messages.ts";
import type { Problem } from "./problem.ts";
import type { Setting } from "./setting.ts";
import { type Signing, startSigning } from "./signing.ts";
import { totalsPoll } from "./totals-poll.ts";
import { frameView } from "./views/frame.ts";
import { failureView, noticeView, pageLink } from "./views/notice.ts";
import { progressView } from "./views/progress.ts";
import { signedBeforeView } from "./views/thanks.ts";

/** A petition that has been loaded and painted. */
export type Petition = {
  /** `again` when it comes back to the page: then the total may be old and is asked for at once. */
  resume(again: boolean): void;
  pause(): void;
};

/** `show` puts it into the shadow root; `look` looks after its contrast, now and then. */
export function paintPetition(
  setting: Setting,
  show: (root: HTMLElement) => void,
  look: () => void,
): Petition {
  const { host, config, service, announce, recognition, signal } = setting;
  const words = speak(config.locale, { ...config.messages, ...recognition?.messages });
  const progress = progressView(words);
  const panel = el("div", "panel");
  const open = config.status === "open";
  let { confirmed: count } = config.totals;
  let signing: Signing | undefined;
  let painted = false;

  const poll = totalsPoll(async (signal) => {
    look();
    const totals = await service.sums(signal);
    count = totals.confirmed;
    progress.show(totals);
  });

  function place(...views: HTMLElement[]): void {
    panel.replaceChildren(...views);
    // Only news of what the supporter just did may take the focus.
    if (painted) focusNews(panel);
  }

  function showClosed(): void {
    poll.stop();
    const view = noticeView("closed", words);
    view.append(el("p", "total", words("final_total", { count })), pageLink(service, words));
    place(view);
  }

  const showOver = (problem: Problem) =>
    problem.code === "petition_closed" ? showClosed() : place(failureView(problem, service, words));

  function begin(): void {
    signing = startSigning({
      ...setting,
      words,
      showForm: (form) => place(progress.element, form),
      showThanks: (thanks) => place(thanks, progress.element),
      showOver,
    });
  }

  function showSignedBefore(ref: string): void {
    const other = () => {
      remember(service.page);
      begin();
    };
    const through = service.signedThrough(ref, signal);
    place(signedBeforeView(config, words, ref, through, other), progress.element);
  }

  show(frameView(config, host.getAttribute("mode") === "form", words, panel));
  progress.show({ ...config.totals, goal: config.goal }, config.progress);
  const memory = !recognition && recall(service.page);
  if (!open) showClosed();
  // The service would refuse this page, in an answer that the page may not even read.
  else if (config.origins?.includes(location.origin) === false) {
    const code = "origin_not_allowed";
    announce("error", { code });
    showOver({ code, detail: "no origin of this partner" });
  } else if (memory) showSignedBefore(memory.ref);
  else begin();
  painted = true;

  return {
    resume: (again) => {
      if (open) poll.start(again);
    },
    pause: () => {
      poll.stop();
      signing?.pause();
    },
  };
}
