import { createEmbed, type Embed } from "./embed.ts";

/**
 * The class behind <petition-form petition partner locale mode source>, one petition on somebody's
 * page, served from `service`. Attributes are read when it is connected; a new petition, partner,
 * locale or mode loads anew.
 */
export const petitionForm = (service: string) =>
  class extends HTMLElement {
    static get observedAttributes(): string[] {
      return ["petition", "partner", "locale", "mode"];
    }

    embed?: Embed;

    connectedCallback(): void {
      if (!this.embed) this.embed = createEmbed(this, service);
      this.embed.resume();
    }

    disconnectedCallback(): void {
      this.embed?.pause();
    }

    /** Its presence tells the browser that a move (`moveBefore`) is neither removal nor insertion. */
    connectedMoveCallback(): void {}

    attributeChangedCallback(_name: string, before: string | null, after: string | null): void {
      if (before !== after) this.embed?.reload();
    }
  };
