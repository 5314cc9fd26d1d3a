/** "https://petitions.example/" before a script's current or pinned name, in an address or a stack. */
const SERVICE = /https?:[^?#\s]+\/(?=v1(\.\d+\.\d+)?\.js([?#:]|$))/m;

/**
 * The folder the script came from: the service lives beside it. `current` is null in a module, and
 * for `import()` there is no tag at all; but a stack names the file that it was made in. Pages that
 * make stacks of their own are left with their tags.
 */
export function serviceAddress(current: HTMLScriptElement | null): string {
  const places = [current, ...document.scripts].map((script) => script?.src);
  places.splice(1, 0, `${new Error().stack}`);
  const [found] = SERVICE.exec(places.join("\n")) ?? [];
  return found ?? `${location.origin}/`;
}
