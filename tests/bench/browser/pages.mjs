// The pages that are measured. All have the same surroundings, and come compressed from one server.
//
//   advised   the snippet as docs/embedding.md advises it
//   plain     the same without its preload line
//   still     static HTML that contains the same form and its styles; no script
//   least     the least that a script can do: it carries the form's HTML and puts it in
//   preact    the same form, mounted with Preact
//
// "styled/…": the same on a page that has a style sheet of its own, as pages have.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { minifiedCss } from "../../../widget_js/build/plugins.mjs";
import { build, transform } from "../../../widget_js/node_modules/esbuild/lib/main.js";

const WIDGET = new URL("../../../widget_js/", import.meta.url);
const SITE = new URL("../../../demo_site/static/", import.meta.url);
const STORY = `<p>${"The council votes on Thursday, and what it decides binds the city. ".repeat(8)}</p>`;

const around = (head, petition) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Civic News</title>
${head}
</head>
<body>
<h1>Civic News</h1>
${STORY}
${petition}
${STORY}
</body>
</html>`;

const script = (service) =>
  `<script async crossorigin="anonymous" src="${service}/v1.js"></script>`;
const preload = (config) =>
  `<link rel="preload" as="fetch" crossorigin="anonymous" href="${config.replaceAll("&", "&amp;")}">`;
const reserve = () => readFile(new URL("petition-form.css", SITE), "utf8");

const element = ({ service, petition, partner }) =>
  `<petition-form petition="${petition}" partner="${partner}"><a href="${service}/p/${petition}">Sign the petition</a></petition-form>`;

/** Before anything is known of what the widget does. */
export const plainPage = async (where) =>
  around(`<style>${await reserve()}</style>\n${script(where.service)}`, element(where));

/** All texts by path. `config` is what the widget asks for, `markup` what it has made of its shadow root. */
export async function allTexts(where, config, markup) {
  const { service, petition } = where;
  const [room, css] = await Promise.all([reserve(), formCss()]);
  const form = markup.replace("<form ", `<form method="post" action="${service}/p/${petition}" `);
  const place = '<div id="petition"></div>';
  const data = `data-config="${config.replaceAll("&", "&amp;")}" data-api="${service}/api/v1/petitions/${petition}"`;
  const pages = {
    advised: around(
      `<style>${room}</style>\n${preload(config)}\n${script(service)}`,
      element(where),
    ),
    plain: await plainPage(where),
    still: around(`<style>${css}</style>`, `<div id="petition">${form}</div>`),
    least: around('<script async src="/least.js"></script>', place),
    preact: around('<script async src="/preact.js"></script>', `<div id="petition" ${data}></div>`),
  };
  const least = JSON.stringify(`<style>${css}</style>${markup}`);
  const texts = {
    "/site.css": await siteCss(),
    "/least.js": `document.querySelector("#petition").innerHTML=${least}`,
    "/preact.js": await preactScript(),
  };
  const link = '<link rel="stylesheet" href="/site.css">';
  for (const [name, page] of Object.entries(pages)) {
    texts[`/${name}`] = page;
    texts[`/styled/${name}`] = page.replace("</title>", `</title>\n${link}`);
  }
  return texts;
}

/** The widget's style sheet for a form that stands in the page itself. */
async function formCss() {
  const css = await readFile(new URL("src/petition.css", WIDGET), "utf8");
  const outside = css.replace(/:host(\((.*?)\))?/g, "#petition$2");
  return (await transform(outside, { loader: "css", minify: true })).code;
}

async function siteCss() {
  const names = ["demo.css", "civic.css"];
  const sheets = await Promise.all(names.map((name) => readFile(new URL(name, SITE), "utf8")));
  return sheets.join("\n");
}

/** As the widget's own script is made: bundled and minified, for production. */
async function preactScript() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("preact-form.jsx", import.meta.url))],
    nodePaths: [fileURLToPath(new URL("node_modules", WIDGET))],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2020",
    minify: true,
    jsx: "automatic",
    jsxImportSource: "preact",
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [minifiedCss],
  });
  return outputFiles[0].text;
}

/** Serves the texts, as they are at the time. Resolves to the server, which listens. */
export function serve(port, texts) {
  const server = createServer(({ url }, answer) => {
    const text = texts[url];
    if (text === undefined) return answer.writeHead(404).end();
    const body = gzipSync(text, { level: 9 });
    const kinds = { js: "text/javascript", css: "text/css" };
    const kind = kinds[url.split(".")[1]] ?? "text/html";
    const headers = { "Content-Type": `${kind}; charset=utf-8`, "Content-Encoding": "gzip" };
    answer.writeHead(200, { ...headers, "Content-Length": body.length }).end(body);
  });
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(server)));
}
