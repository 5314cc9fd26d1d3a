import { createEmbed, type Embed } from "./embed.ts";

/**
 * <petition-form petition partner locale mode source>: one petition on somebody's page. Attributes
 * are read when it is connected; a new petition, partner or locale loads anew.
 */
export class PetitionForm extends HTMLElement {
  /** The service's address, set once by define.ts. */
  static service = "";
  static observedAttributes = ["petition", "partner", "locale"];

  private embed?: Embed;

  connectedCallback(): void {
    this.embed ??= createEmbed(this, PetitionForm.service);
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
}
