import type { Config } from "./config.ts";
import type { Service } from "./service.ts";

/** Dispatches `petition:EVENT` on the element. The detail never holds what a supporter typed. */
export type Announce = (event: string, detail?: { status?: string; code?: string }) => void;

/** A loaded petition, and the element that it stands in. */
export type Setting = {
  host: HTMLElement;
  shadow: ShadowRoot;
  config: Config;
  service: Service;
  announce: Announce;
};
