// How the widget looks on a page, to be compared with how it looks on another.

import { WIDGET } from "./widget.mjs";

/** Everything in the widget that there is to see: each element's box, and its computed styles. */
export const looks = (page) =>
  page.$eval(WIDGET, (widget) => {
    const origin = widget.getBoundingClientRect();
    return [widget, ...widget.shadowRoot.querySelectorAll(":not(option)")].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      const box = [x - origin.x, y - origin.y, width, height].map(Math.round).join(" ");
      const style = getComputedStyle(element);
      // A page's own private names are its own business: nothing of ours reads them.
      const names = [...style].filter((name) => !name.startsWith("--"));
      return {
        element: `${element.localName}.${element.className}`,
        box: element.checkVisibility() && box,
        style: Object.fromEntries(names.map((name) => [name, style.getPropertyValue(name)])),
      };
    });
  });

/** What differs between two looks, in words. */
export const differences = (looks, others) =>
  looks.flatMap(({ element, box, style }, at) => {
    const other = others[at];
    const names = Object.keys(style).filter((name) => style[name] !== other.style[name]);
    const styles = names.map(
      (name) => `${element} ${name}: ${style[name]}, not ${other.style[name]}`,
    );
    return box === other.box ? styles : [`${element} at ${box}, not ${other.box}`, ...styles];
  });
