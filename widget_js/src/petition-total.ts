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
    static get observedAttributes(): string[] {
      return ["petition", "locale"];
    }

    poll?: Poll;
    /** UTC, ISO 8601; nothing is older than undefined. */
    shownAt?: string | undefined;

    connectedCallback(): void {
      this.poll ??= totalsPoll(async (signal) => {
        const slug = this.getAttribute("petition");
        if (!slug) return;
        const { confirmed, as_of } = await serviceFor(base, slug, null).sums(signal);
        // An older one comes from another cache.
        if (as_of < (this.shownAt as string)) return;
        this.shownAt = as_of;
        const text = confirmed.toLocaleString(wantedLocale(this));
        if (this.textContent !== text) this.textContent = text;
      });
      this.poll.start(true);
    }

    disconnectedCallback(): void {
      this.poll?.stop();
    }

    attributeChangedCallback(): void {
      this.shownAt = undefined;
      if (this.isConnected) this.poll?.start(true);
    }
  };
