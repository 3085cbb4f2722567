/**
 * `node bin/steps/build-verifier.mjs [FOLDER]`: the offline verifier as one HTML file. The same sources give the same bytes, in
 * whatever folder and on whatever day: no time, path or chance gets in.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import tailwind from "@tailwindcss/postcss";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const ENTRY = "components/verifier-file/verifier.tsx";
const STYLES = "app/globals.css";
const FILE_NAME = "sealbook-verifier.html";
/** Browsers of 2023 and later. */
const TARGET = "es2022";
/** What of the messages goes in; components/verifier-file/messages.ts says how. */
const MESSAGES = [
  ["common"],
  ["shell", "switchTo"],
  ["shell", "switchToLabel"],
  ["shell", "skip"],
  ["verify"],
  ["claim"],
  ["steps"],
  ["inspect"],
  ["elsewhere"],
  ["signatures"],
  ["cli", "verify", "ok"],
  ["cli", "verify", "reason"],
  ["cli", "verify", "policy"],
  ["standalone"],
  ["certificateVerdict"],
];
const NO_SCRIPT = {
  en: "Checking happens in your browser and needs JavaScript. If it is switched on, this file is damaged: compare its SHA-256 with the published one.",
  zh: "核验在您的浏览器中进行，需要 JavaScript。如已启用，则此文件已损坏：请将其 SHA-256 与公布的值核对。",
};

const sha256 = (text) => createHash("sha256").update(text).digest("base64");

/** @returns {import("esbuild").Plugin} JSON of the messages with what is needed alone */
const chosenMessages = () => ({
  name: "chosen-messages",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]i18n[\\/]generated[\\/][\w-]+\.json$/ }, ({ path }) => {
      const all = JSON.parse(readFileSync(path, "utf8"));
      const chosen = {};
      for (const keys of MESSAGES) {
        const value = keys.reduce((from, key) => from[key], all);
        const last = keys.at(-1);
        const place = keys.slice(0, -1).reduce((into, key) => {
          into[key] ??= {};
          return into[key];
        }, chosen);
        place[last] = value;
      }
      return { contents: JSON.stringify(chosen), loader: "json" };
    });
  },
});

/** What libraries bring along to ask a network, or to make code of texts, which this file never does and its policy forbids. */
const STANDING_IN = {
  "jsonld/lib/platform-browser.js": "exports.setupDocumentLoaders = exports.setupGlobals = () => {};",
  "setimmediate/setImmediate.js": "globalThis.setImmediate ??= (run, ...given) => setTimeout(run, 0, ...given);",
};

/** @returns {import("esbuild").Plugin} */
const noNetwork = () => ({
  name: "no-network",
  setup({ onLoad }) {
    for (const [path, contents] of Object.entries(STANDING_IN)) {
      const filter = new RegExp(`/node_modules/${path.replaceAll(".", "\\.")}$`);
      onLoad({ filter }, () => ({ contents, loader: "js" }));
    }
  },
});

/** @returns {Promise<{ code: string, sources: string[] }>} the program, and our own files in it */
async function bundle(version) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    metafile: true,
    format: "iife",
    platform: "browser",
    target: TARGET,
    charset: "utf8",
    minify: true,
    jsx: "automatic",
    // Licences ask that their notices come along.
    legalComments: "eof",
    alias: { "next-intl": "use-intl" },
    define: {
      "process.env.NODE_ENV": '"production"',
      VERIFIER_VERSION: JSON.stringify(version),
      // Contexts of credentials say where their files lie; one script has no address, and nobody asks for them.
      "import.meta.url": '"https://sealbook.invalid/"',
    },
    plugins: [chosenMessages(), noNetwork()],
    logLevel: "warning",
  });
  const [output] = outputFiles;
  if (outputFiles.length !== 1 || !output) throw new Error("The verifier has to be one script.");
  const sources = Object.keys(metafile.inputs).filter((path) => !path.includes("node_modules/"));
  return { code: output.text.trim(), sources: sources.sort() };
}

/** The site's own style sheet, with the classes that the verifier uses and no others. */
async function styles(sources) {
  const from = join(ROOT, STYLES);
  const used = sources
    .filter((path) => path.endsWith(".tsx"))
    .map((path) => `@source "${relative(dirname(from), join(ROOT, path))}";`);
  const given = readFileSync(from, "utf8").replaceAll(/^@source .*\n/gm, "");
  const css = `${given.replace(/^@import .*\n/, (line) => line + used.join("\n"))}\n${`@source inline("flex min-h-dvh flex-col");`}`;
  // The PostCSS that the plugin itself uses.
  const postcss = createRequire(createRequire(import.meta.url).resolve("@tailwindcss/postcss"))("postcss");
  const plugin = tailwind({ base: ROOT, optimize: { minify: true } });
  return (await postcss([plugin]).process(css, { from, map: false })).css.trim();
}

function page({ code, css }) {
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${sha256(code)}'`,
    `style-src 'sha256-${sha256(css)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy.join("; ")}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="format-detection" content="telephone=no, date=no, email=no, address=no">',
    "<title>Sealbook 印证</title>",
    `<style>${css}</style>`,
    "</head>",
    "<body>",
    `<noscript><p class="page page-narrow">${NO_SCRIPT.en}</p><p class="page page-narrow" lang="zh-CN">${NO_SCRIPT.zh}</p></noscript>`,
    '<div id="verifier" class="flex min-h-dvh flex-col"></div>',
    `<script>${code}</script>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

/** @returns {Promise<string>} the whole file */
export async function buildVerifierPage() {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const { code, sources } = await bundle(version);
  return page({ code, css: await styles(sources) });
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const folder = resolve(process.argv[2] ?? join(ROOT, ".next", "verifier"));
  const html = await buildVerifierPage();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, FILE_NAME), html);
  console.log(`${createHash("sha256").update(html).digest("hex")}  ${FILE_NAME}  ${Buffer.byteLength(html)} bytes`);
}
