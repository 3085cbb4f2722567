/** Each page gives its client components the messages that they ask for: a namespace left out shows keys in place of words. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { it } from "node:test";

const IMPORT = /^(?:import|export)\s[^;]*?\sfrom\s+"((?:#components|#lib|\.{1,2})\/[^"]+\.tsx?)";/gms;
const ASKED = /\buseTranslations\("(\w+)/g;
const GIVEN = /<ClientMessages\s+namespaces=\{\[([^\]]*)\]\}/g;
/** What the root layout's ClientMessages, and every other one, gives of itself. */
const ALWAYS = "common";

const sources = new Map<string, string>();
function read(path: string): string {
  const source = sources.get(path) ?? readFileSync(path, "utf8");
  sources.set(path, source);
  return source;
}
const importsOf = (path: string): string[] =>
  [...read(path).matchAll(IMPORT)].map(([, to = ""]) => (to.startsWith("#") ? to.slice(1) : join(dirname(path), to)));
const isClient = (path: string): boolean => read(path).trimStart().startsWith('"use client"');

/** The files below a page, each with whether it runs in the browser: what a client file imports does. */
function reach(path: string, inClient: boolean, seen: Map<string, boolean>): Map<string, boolean> {
  const runsInClient = inClient || isClient(path);
  if (seen.get(path) === true || seen.get(path) === runsInClient) return seen;
  seen.set(path, runsInClient);
  for (const next of importsOf(path)) reach(next, runsInClient, seen);
  return seen;
}

function layoutsAbove(page: string): string[] {
  const found: string[] = [];
  for (let folder = dirname(page); folder !== "."; folder = dirname(folder)) {
    const layout = join(folder, "layout.tsx");
    if (existsSync(layout)) found.push(layout);
  }
  return found;
}

function missingOn(page: string): string[] {
  const given = new Set([ALWAYS]);
  const layouts = layoutsAbove(page);
  const files = reach(page, false, new Map());
  for (const file of [...files.keys(), ...layouts]) {
    for (const [, list = ""] of read(file).matchAll(GIVEN)) {
      for (const [, namespace = ""] of list.matchAll(/"(\w+)"/g)) given.add(namespace);
    }
  }
  const asked = [...files]
    .filter(([, runsInClient]) => runsInClient)
    .flatMap(([file]) => [...read(file).matchAll(ASKED)]);
  return [...new Set(asked.map(([, namespace = ""]) => namespace))].filter((namespace) => !given.has(namespace));
}

it("a page gives its client components every namespace that they ask for", () => {
  const pages = execFileSync("git", ["ls-files", "app/**/page.tsx", "app/page.tsx"], { encoding: "utf8" })
    .trim()
    .split("\n");
  assert.ok(pages.length > 30);
  const missing = pages
    .map((page) => [page, missingOn(page)] as const)
    .filter(([, namespaces]) => namespaces.length > 0);
  assert.deepEqual(missing, []);
});
