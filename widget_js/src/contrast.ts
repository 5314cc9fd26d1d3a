/** Red, green and blue from 0 to 1, then opacity where it is not full. */
type Colour = number[];

/**
 * Private properties of the style sheet, in the order in which the root's ::after carries them. The
 * first two are grounds and stay as they are: a button keeps the accent, what is read on it gives way.
 */
const NAMES = [
  "--background",
  "--accent",
  "--link",
  "--text",
  "--muted",
  "--error",
  "--border",
  "--on-accent",
];
const BORDER = 6;
const ON_ACCENT = 7;

/** WCAG 2.2, 1.4.3 and 1.4.11 ask for 4.5 and 3. The rest is for tints, and for our arithmetic. */
const READABLE = 5.3;
const VISIBLE = 3.3;

/**
 * Whatever a page sets by `--petition-*`, low contrast is not shipped: a colour that could not be
 * read on its ground goes towards black or white until it can. To be called again now and then, as
 * the page may have turned dark or light.
 */
export function keepContrast(root: HTMLElement, host: HTMLElement): void {
  const { style } = root;
  // "linear-gradient(color(srgb 0.1 0.2 0.3), color(srgb 0.1 0.2 0.3 / 0.5), …)"
  const read = (): Colour[] =>
    getComputedStyle(root, "::after")
      .backgroundImage.split("color(srgb ")
      .slice(1)
      .map((text) => (text.match(/[\d.e-]+/g) ?? []).map(Number));

  style.cssText = "";
  let shown = read();
  const [top] = shown;
  // Where the widget lets the page shine through, it is read on both.
  if (top?.[3] !== undefined) {
    style.setProperty("--ground", backdrop(host));
    shown = read();
    shown[0] = over(top, shown[0] as Colour);
  }
  shown.forEach((own, at) => {
    if (at < 2) return;
    const ground = shown[at === ON_ACCENT ? 1 : 0] as Colour;
    const colour = over(own, ground);
    const mended = readable(colour, luminance(ground), at === BORDER ? VISIBLE : READABLE);
    shown[at] = mended;
    if (mended !== colour)
      style.setProperty(NAMES[at] as string, `rgb(${mended.map((part) => part * 255)})`);
  });
}

/** What is seen of a colour that may be translucent. */
const over = ([red, green, blue, opacity = 1]: Colour, ground: Colour): Colour =>
  [red, green, blue].map(
    (part, at) => (part as number) * opacity + (ground[at] as number) * (1 - opacity),
  );

/** The colour of the nearest element around that has one. */
function backdrop(host: Element): string {
  for (let at = host.parentElement; at; at = at.parentElement) {
    const { backgroundColor } = getComputedStyle(at);
    if (!/ba.+ 0\)|\/ 0\)/.test(backgroundColor)) return backgroundColor;
  }
  return "Canvas";
}

/** The colour itself where it can be read, else one on its way to black or white, whichever is farther. */
function readable(colour: Colour, ground: number, least: number): Colour {
  const end = ground > 0.18 ? 0 : 1;
  let mended = colour;
  for (let step = 0; step < 50 && contrast(luminance(mended), ground) < least; step++)
    mended = mended.map((part) => part + (end - part) / 10);
  return mended;
}

const contrast = (a: number, b: number) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

/** With a gamma of 2.2 instead of the curve of sRGB: at most 6 % off in a contrast. */
const luminance = ([red = 0, green = 0, blue = 0]: Colour): number =>
  0.2126 * red ** 2.2 + 0.7152 * green ** 2.2 + 0.0722 * blue ** 2.2;
