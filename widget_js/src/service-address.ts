const SCRIPT = /^[^?#]+\/v1(\.\d+\.\d+)?\.js([?#]|$)/;

/** True for a tag that loads this script, under its current or a pinned name. */
export function isOurScript(script: HTMLScriptElement): boolean {
  return SCRIPT.test(script.src);
}

/**
 * The folder the script came from, such as "https://petitions.example/": the service lives beside
 * it. `current` is null in a module, and then the tag is looked for by its address.
 */
export function serviceAddress(current: HTMLScriptElement | null): string {
  const tag = current?.src ? current : [...document.scripts].find(isOurScript);
  return new URL(".", tag?.src ?? location.href).href;
}
