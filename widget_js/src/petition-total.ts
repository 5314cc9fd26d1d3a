import { wantedLocale } from "./locale.ts";
import { serviceFor } from "./service.ts";
import { type Poll, totalsPoll } from "./totals-poll.ts";

/**
 * The class behind <petition-total petition locale>: the number of signatures and nothing else, kept
 * up to date while somebody can see it. It is text of the page, to be styled like all its text; what
 * stands in the tag is shown until the number is there.
 */
export const petitionTotal = (base: string) =>
  class extends HTMLElement {
    poll?: Poll;

    connectedCallback(): void {
      const service = serviceFor(base, this.getAttribute("petition") ?? "", null);
      this.poll = totalsPoll(async (signal) => {
        const { confirmed } = await service.sums(signal);
        const text = confirmed.toLocaleString(wantedLocale(this));
        if (this.textContent !== text) this.textContent = text;
      });
      this.poll.start(true);
    }

    disconnectedCallback(): void {
      this.poll?.stop();
    }
  };
