/** What the reference shows: the description of this process, in the reader's language, and examples out of files that the tests run. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { env, publicUrl } from "#lib/env.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { type ShownArea, showApi } from "./drawing/shown.ts";
import { ABOUT, type About, wordsOf } from "./drawing/words.ts";
import { readDescription } from "./rows.ts";
import { type Example, FLOWS, type Flow, TAGS, type Tag } from "./types.ts";

const LANGUAGES = [
  { name: "curl", file: "api.sh" },
  { name: "TypeScript", file: "api.ts" },
  { name: "Java", file: "Api.java" },
  { name: "Python", file: "api.py" },
] as const;

export interface ShownReference {
  areas: ShownArea[];
  about: { part: About; title: string; text: string }[];
  examples: Example[];
  publicUrl: string;
  sandbox: typeof env.SANDBOX;
}

const FOLDER = join("docs", "examples");
/** `# [record] Record a digest`, behind whatever begins a comment. */
const MARK = /^\s*(?:#|\/\/) \[(\w+)\] /;
const shown = new Map<Locale, ShownReference>();

export function loadReference(locale: Locale): ShownReference {
  const known = shown.get(locale) ?? show(locale);
  shown.set(locale, known);
  return known;
}

export function loadArea(locale: Locale, name: string): (ShownArea & Pick<ShownReference, "publicUrl">) | undefined {
  if (!(TAGS as readonly string[]).includes(name)) return undefined;
  const { areas, publicUrl: url } = loadReference(locale);
  const area = areas.find(({ tag }) => tag === (name as Tag));
  return area && { ...area, publicUrl: url };
}

function show(locale: Locale): ShownReference {
  const words = wordsOf(locale);
  return {
    areas: showApi(readDescription(locale)),
    about: ABOUT.map((part) => ({ part, ...words.about(part) })),
    examples: LANGUAGES.map(({ name, file }) => ({
      language: name,
      parts: partsOf(readFileSync(join(process.cwd(), FOLDER, file), "utf8")),
    })),
    publicUrl,
    sandbox: env.SANDBOX,
  };
}

/** @param text of a file whose marked comments begin a part each; what stands before them is how to set up */
export function partsOf(text: string): Example["parts"] {
  const parts = new Map<Flow, string[]>([["setUp", []]]);
  let current: Flow = "setUp";
  for (const line of text.split("\n")) {
    const [, name] = MARK.exec(line) ?? [];
    const flow = FLOWS.find((each) => each === name);
    if (flow) {
      current = flow;
      parts.set(flow, []);
    } else parts.get(current)?.push(line);
  }
  return Object.fromEntries([...parts].map(([flow, lines]) => [flow, outdented(lines)]));
}

function outdented(lines: readonly string[]): string {
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents, lines[0]?.match(/^ */)?.[0].length ?? 0);
  return lines
    .map((line) => line.slice(Math.min(indent, line.length)))
    .join("\n")
    .trim();
}
