/**
 * Gathers the messages of both languages, those that all share and those of each feature, into lib/i18n/generated: one file a
 * language, from which types, servers and pages have them. A feature brings its words in its own folder, and is listed nowhere.
 */
import { globSync, mkdirSync, readFileSync, renameSync, watch, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const LOCALES = ["en", "zh-CN"];
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
  mkdirSync(folder, { recursive: true });
  for (const locale of LOCALES) {
    const own = globSync(`lib/features/**/messages/${locale}.json`, { cwd: root }).sort();
    /** @type {Record<string, any>} */
    const all = {};
    for (const file of [`lib/i18n/messages/${locale}.json`, ...own]) {
      add(all, JSON.parse(readFileSync(join(root, file), "utf8")), { file });
    }
    const target = join(folder, `${locale}.json`);
    // Whole or not at all: a development server reads it whenever it changes.
    writeFileSync(`${target}.part`, `${JSON.stringify(all, undefined, 2)}\n`);
    renameSync(`${target}.part`, target);
  }
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
