import type { Config } from "./config.ts";
import type { Recognition } from "./recognition.ts";
import type { Service } from "./service.ts";

/** Dispatches `petition:EVENT` on the element. The detail never holds what a supporter typed. */
export type Announce = (event: string, detail?: { status?: string; code?: string }) => void;

/** A loaded petition, the element that it stands in, and whom a personal link has brought. */
export type Setting = {
  host: HTMLElement;
  config: Config;
  service: Service;
  announce: Announce;
  recognition?: Recognition | undefined;
  /** Aborted when the element leaves the page for the first time. */
  signal: AbortSignal;
};
