// Inside apps that paint their own pages: the code that docs/embedding.md gives, in React and in Vue.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "../../widget_js/node_modules/esbuild/lib/main.js";
import { useBrowser } from "./support/browser.mjs";
import { addPetition, until } from "./support/stack.mjs";
import {
  around,
  fillIn,
  form,
  has,
  newSupporter,
  press,
  thanks,
  valueIn,
  WIDGET,
  written,
} from "./support/widget.mjs";

const browser = useBrowser();

/** Each app puts `set` into the page: it changes what the app shows, as a router or a store would. */
const APPS = {
  React: `
    import { StrictMode, useState } from "react";
    import { createRoot } from "react-dom/client";

    function Petition({ slug }) {
      return <petition-form petition={slug} partner="civic-news" />;
    }
    function App() {
      const [state, set] = useState({ slug: "stop-rekognition", shown: true, news: 0 });
      globalThis.set = (values) => set((before) => ({ ...before, ...values }));
      return <main><p id="news">{state.news}</p>{state.shown && <Petition slug={state.slug} />}</main>;
    }
    createRoot(document.getElementById("app")).render(<StrictMode><App /></StrictMode>);`,
  Vue: `
    import { createApp, reactive } from "vue/dist/vue.esm-bundler.js";

    const state = reactive({ slug: "stop-rekognition", shown: true, news: 0 });
    globalThis.set = (values) => { Object.assign(state, values); };
    const app = createApp({
      setup: () => ({ state }),
      template: \`<main><p id="news">{{ state.news }}</p>
        <petition-form v-if="state.shown" :petition="state.slug" partner="civic-news"></petition-form></main>\`,
    });
    app.config.compilerOptions.isCustomElement = (tag) => tag === "petition-form";
    app.mount("#app");`,
};

/** A page with the app on it; the widget's script is there before, or only after. */
async function running(source) {
  const bundle = await build({
    stdin: {
      contents: source,
      loader: "jsx",
      resolveDir: fileURLToPath(new URL("../../widget_js", import.meta.url)),
    },
    bundle: true,
    write: false,
    jsx: "automatic",
    define: {
      "process.env.NODE_ENV": '"production"',
      __VUE_OPTIONS_API__: "true",
      __VUE_PROD_DEVTOOLS__: "false",
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
    },
  });
  const visit = await browser.visit(
    written(around('<div id="app"></div>', '<script async src="{{service}}/v1.js"></script>')),
  );
  await visit.page.addScriptTag({ content: bundle.outputFiles[0].text });
  return visit;
}

const change = async (page, values) => {
  await page.evaluate((values) => globalThis.set(values), values);
};

for (const [name, source] of Object.entries(APPS)) {
  test(`${name}: what is typed stays while the app paints anew around it, and the app hears of the signature`, async () => {
    const { page, crashes } = await running(source);
    await fillIn(page, newSupporter());
    for (const news of [1, 2, 3]) await change(page, { news });
    await until(() => page.$eval("#news", (it) => it.textContent === "3"), "the app's news");
    assert.equal(await valueIn(page, "given_name"), "Ada");
    await page.evaluate(() =>
      document.addEventListener("petition:signed", ({ detail }) => {
        globalThis.heard = detail;
      }),
    );
    await press(page);
    await thanks(page);
    const heard = await page.evaluate(() => globalThis.heard);
    assert.deepEqual([heard.petition, heard.partner], ["stop-rekognition", "civic-news"]);
    assert.deepEqual(crashes, []);
  });

  test(`${name}: another petition is shown when the app says so; taken off the page and put back, there is one form`, async () => {
    const slug = `in-an-app-${name.toLowerCase()}-${Date.now()}`;
    await addPetition(slug);
    const { page, crashes } = await running(source);
    await form(page);
    await change(page, { slug });
    // It asks for less.
    const isOther = async () =>
      (await has(page, "[name=email]")) && !(await has(page, "[name=family_name]"));
    await until(isOther, "the other petition's form");
    await change(page, { shown: false });
    await until(async () => (await page.$(WIDGET)) === null, "it is gone");
    await change(page, { shown: true });
    await form(page);
    assert.ok(await isOther());
    assert.equal((await page.$$(`${WIDGET} >>> form`)).length, 1);
    assert.deepEqual(crashes, []);
  });
}
