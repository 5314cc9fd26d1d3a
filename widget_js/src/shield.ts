/**
 * Keys and typing stay inside, so that a page's shortcut on "s" does not fire while somebody types
 * their name. Tab and Escape go on: a dialog around the widget needs them to hold the focus and to
 * close. What the browser itself does with a key is not touched.
 */
const TYPING = "keydown keypress keyup beforeinput input paste";

export function shield(shadow: ShadowRoot): void {
  for (const type of TYPING.split(" ")) shadow.addEventListener(type, keepInside);
}

function keepInside(event: Event): void {
  const { key } = event as KeyboardEvent;
  if (key !== "Tab" && key !== "Escape") event.stopPropagation();
}
