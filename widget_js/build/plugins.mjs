// What esbuild has to be told about this project's imports.

import { readFile } from "node:fs/promises";
import { transform } from "esbuild";

/** `import css from "./petition.css"` gives the style sheet's text, minified. */
export const minifiedCss = {
  name: "minified-css",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const { code } = await transform(source, { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

/** `import english from "petition:english"` gives the "widget" object of the English catalogue. */
export function englishMessages(catalogue) {
  return {
    name: "english-messages",
    setup(build) {
      build.onResolve({ filter: /^petition:english$/ }, () => ({
        path: catalogue,
        namespace: "english",
      }));
      build.onLoad({ filter: /.*/, namespace: "english" }, async ({ path }) => ({
        contents: JSON.stringify(JSON.parse(await readFile(path, "utf8")).widget),
        loader: "json",
      }));
    },
  };
}

/**
 * Half a kilobyte off the gzipped script: "AD AE BA" is sent as "AdeBa" and unfolded in the browser
 * into the string that countries.ts spells out.
 */
export const foldedCountries = {
  name: "folded-countries",
  setup(build) {
    build.onLoad({ filter: /[\\/]countries\.ts$/ }, async ({ path }) => {
      const [, countries] = (await readFile(path, "utf8")).match(/COUNTRIES\s*=\s*"([A-Z ]+)"/);
      const folded = fold(countries);
      if (unfold(folded) !== countries) throw new Error("countries.ts must be sorted");
      return { contents: `export const COUNTRIES = (${unfold})(${JSON.stringify(folded)})` };
    });
  },
};

const fold = (countries) =>
  countries.replace(/(\w)(\w) ?/g, (_, first, second, at) =>
    first === countries[at - 3] ? second.toLowerCase() : first + second.toLowerCase(),
  );

const unfold = (folded) =>
  folded
    .replace(/([A-Z])([a-z]+)/g, (_, first, seconds) =>
      seconds.toUpperCase().replace(/./g, (second) => `${first + second} `),
    )
    .trim();
