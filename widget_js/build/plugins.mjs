// What esbuild has to be told about this project's imports.

import { readFile } from "node:fs/promises";
import { transform } from "esbuild";

/**
 * `import css from "./petition.css"` gives the style sheet's text, minified. Its private custom
 * properties get the short names they would have if nobody had to read them; `--petition-*`, which
 * pages set, keep theirs.
 */
export const minifiedCss = {
  name: "minified-css",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const { code } = await transform(shortProperties(source), { loader: "css", minify: true });
      // esbuild leaves custom properties as they are written; within ours a space means nothing here.
      const contents = code
        .trim()
        .replace(/(--\w): /g, "$1:")
        .replace(/, /g, ",");
      return { contents, loader: "text" };
    });
    // The one module that knows some of them by name.
    build.onLoad({ filter: /[\\/]contrast\.ts$/ }, async ({ path }) => {
      const css = await readFile(path.replace("contrast.ts", "petition.css"), "utf8");
      return { contents: shortProperties(await readFile(path, "utf8"), css), loader: "ts" };
    });
  },
};

/** In `css`, the style sheet's private properties (as they are declared in `source`) get short names. */
function shortProperties(css, source = css) {
  const names = [...new Set(source.match(/--(?!petition-)[a-z-]+(?=:)/g))];
  const short = (name) => {
    const at = names.indexOf(name);
    return at < 0 ? name : `--${String.fromCharCode(97 + at)}`;
  };
  return css.replace(/--[a-z-]+/g, short);
}

/** What the widget says before the config, which brings all other words in the page's language. */
const EARLY = /^(loading|load_failed|try_again|open_petition)/;

/** `import english from "petition:english"` gives the early messages of the English catalogue. */
export function englishMessages(catalogue) {
  return {
    name: "english-messages",
    setup(build) {
      build.onResolve({ filter: /^petition:english$/ }, () => ({
        path: catalogue,
        namespace: "english",
      }));
      build.onLoad({ filter: /.*/, namespace: "english" }, async ({ path }) => ({
        contents: JSON.stringify(early(JSON.parse(await readFile(path, "utf8")).widget)),
        loader: "json",
      }));
    },
  };
}

const early = (messages) =>
  Object.fromEntries(Object.entries(messages).filter(([key]) => EARLY.test(key)));

/**
 * Names of our own objects' members, which the build may shorten: they meet neither the service's
 * JSON, nor the browser's objects, nor the page, and appear in no string (a place that a message
 * fills, `"open" in token`). One that is missing here costs a few bytes; one that is wrongly here
 * breaks the widget, which the browser tests see.
 */
export const PRIVATE_MEMBERS =
  /^(announce|answers|ask|asked|challenge|check|config|element|embed|faults|forget|host|keep|meet|offline|page|pause|poll|recognise|recognition|reload|renewed|resume|retryAfter|say|seconds|service|shadow|show(Form|Over|Thanks)?|shownAt|sign|signedThrough|start|stop|summary|sums|tell|tries|words)$/;
