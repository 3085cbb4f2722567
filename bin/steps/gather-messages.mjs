/**
 * Gathers the messages of both languages, those that all share and those of each feature, into lib/i18n/generated: one file a
 * language, from which types and servers have them, and one in which each message is taken apart, for pages. A feature brings its
 * words in its own folder, and is listed nowhere.
 */
import { globSync, mkdirSync, readFileSync, renameSync, watch, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import compile from "icu-minify/compile";

const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const LOCALES = ["en", "zh-CN"];
/** Namespaces that a page sends for when it needs them, and else not: each has a file of its own as well. */
const SENT_FOR = ["certificateVerdict"];
/** Saving a file may be told more than once. */
const SETTLE_MS = 100;

/**
 * Adds what is in `more`. @throws {Error} for a message that is there already: two features would speak for each other.
 *
 * @param {Record<string, any>} all
 * @param {Record<string, any>} more
 * @param {{ file: string, path?: string }} where
 */
function add(all, more, { file, path = "" }) {
  for (const [key, value] of Object.entries(more)) {
    const name = path === "" ? key : `${path}.${key}`;
    const known = all[key];
    if (known === undefined) all[key] = structuredClone(value);
    else if (typeof known === "object" && typeof value === "object") add(known, value, { file, path: name });
    else throw new Error(`${file}: the message ${name} is in another file already`);
  }
}

/** @param {{ root?: string }} options */
export function gatherMessages({ root = ROOT } = {}) {
  const folder = join(root, "lib/i18n/generated");
  mkdirSync(join(folder, "parsed"), { recursive: true });
  for (const locale of LOCALES) {
    const own = globSync(`lib/features/**/messages/${locale}.json`, { cwd: root }).sort();
    /** @type {Record<string, any>} */
    const all = {};
    for (const file of [`lib/i18n/messages/${locale}.json`, ...own]) {
      add(all, JSON.parse(readFileSync(join(root, file), "utf8")), { file });
    }
    const pages = parsed(all);
    writeWhole(join(folder, "parsed", `${locale}.json`), JSON.stringify(pages));
    for (const namespace of SENT_FOR.filter((each) => each in pages)) {
      const own = JSON.stringify({ [namespace]: pages[namespace] });
      writeWhole(join(folder, "parsed", `${namespace}.${locale}.json`), own);
    }
    writeWhole(join(folder, `${locale}.json`), `${JSON.stringify(all, undefined, 2)}\n`);
  }
}

/**
 * A development server reads it whenever it changes.
 *
 * @param {string} target
 * @param {string} content
 */
function writeWhole(target, content) {
  writeFileSync(`${target}.part`, content);
  renameSync(`${target}.part`, target);
}

/**
 * Each message as what formats it reads it. @throws {Error} for one that is not well-formed
 *
 * @param {Record<string, any>} messages
 * @returns {Record<string, any>}
 */
function parsed(messages, path = "") {
  return Object.fromEntries(
    Object.entries(messages).map(([key, value]) => {
      if (typeof value === "object") return [key, parsed(value, `${path}${key}.`)];
      try {
        return [key, compile(value)];
      } catch (error) {
        throw new Error(`The message ${path}${key} is not well-formed: ${/** @type {Error} */ (error).message}`);
      }
    }),
  );
}

/**
 * Gathers again whenever a message is edited, for development.
 *
 * @param {{ signal: AbortSignal }} options
 */
export function watchMessages({ signal }) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  watch(join(ROOT, "lib"), { recursive: true, signal }, (_event, name) => {
    if (!/[\\/]messages[\\/][\w-]+\.json$/.test(name ?? "")) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      try {
        gatherMessages();
      } catch (error) {
        console.error(String(error)); // half a file, or a message twice: the next save may be better
      }
    }, SETTLE_MS);
  }).on("error", () => {});
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) gatherMessages();
