/** Which messages the sources ask for: found in their text, without running them. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** What the sources say about messages. A pattern is a key in which `*` stands for what is put in at run time. */
export interface MessageUse {
  /** Keys that stand in a source word for word. */
  literal: Set<string>;
  patterns: Set<string>;
  /** "file: key" for calls whose key is no message under any namespace of their file. */
  missing: string[];
}

const TRANSLATOR = /\b(?:useTranslations|getTranslations)\s*(?:<\s*"([\w.]+)"\s*>|\(\s*(?:"([\w.]+)")?\s*\))/g;
const WHOLE_CATALOGUE = /\btranslator\(/;
const LITERAL = /"([A-Za-z0-9_/][\w./]*)"/g;
const TEMPLATE = /`([A-Za-z0-9_./]*(?:\$\{[^}`]+\}[\w.]*)+)`/g;
/** A key that is all there is between the parentheses, or before the values. */
const CALL = /\b(t|text|translate|words|say)\(\s*"([\w./]+)"\s*[,)]/g;

/** Files, or folders of them, that put a namespace before every key of theirs. */
const WRAPPED: Record<string, string> = {
  "lib/features/evidence/receipts/drawing/": "receiptPdf",
  "lib/verify/claim-words.ts": "claim",
};

/** Namespaces that a file's keys stand in; "" for whole keys. The command line's keys stand in `cli`, or after a slash. */
function namespacesOf(path: string, source: string): string[] {
  const named = [...source.matchAll(TRANSLATOR)].map(([, typed, called]) => typed ?? called ?? "");
  if (WHOLE_CATALOGUE.test(source)) named.push("");
  if (/^bin\/commands\/|\/commands\/|^lib\/infra\/terminal\//.test(path)) named.push("cli");
  for (const [start, namespace] of Object.entries(WRAPPED)) if (path.startsWith(start)) named.push(namespace);
  return [...new Set(named)];
}

const under = (namespace: string, key: string): string => {
  if (key.startsWith("/")) return key.slice(1);
  return namespace === "" ? key : `${namespace}.${key}`;
};

const escaped = (text: string): string => text.replaceAll(/[.\\+?()[\]{}^$|]/g, "\\$&");
/** One `*` stands for one or more characters, dots included: a code may hold them. */
export const matcher = (pattern: string): RegExp => new RegExp(`^${pattern.split("*").map(escaped).join(".+")}$`);

export function findMessageUse(known: ReadonlySet<string>): MessageUse {
  const paths = execFileSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "app", "components", "lib", "bin"],
    {
      encoding: "utf8",
    },
  );
  const use: MessageUse = { literal: new Set(), patterns: new Set(), missing: [] };
  for (const path of paths.split("\n")) {
    if (/\.tsx?$/.test(path) && existsSync(path)) addFile(use, known, path);
  }
  return use;
}

function addFile(use: MessageUse, known: ReadonlySet<string>, path: string): void {
  const source = readFileSync(path, "utf8");
  const namespaces = namespacesOf(path, source);
  for (const [, key = ""] of source.matchAll(LITERAL)) {
    // Words that a file hands over to another one's translator, as `messageKey` and the like, are whole keys.
    for (const namespace of ["", ...namespaces])
      if (known.has(under(namespace, key))) use.literal.add(under(namespace, key));
  }
  for (const [, template = ""] of source.matchAll(TEMPLATE)) {
    const key = template.replaceAll(/\$\{[^}]+\}/g, "*");
    if (/^\/?\*/.test(key) && !/\.\w/.test(key)) continue; // nothing in it tells what it is
    for (const namespace of namespaces) {
      if (key.startsWith("*") && (namespace === "" || namespace === "cli")) continue; // nor here
      const pattern = under(namespace, key);
      const fits = matcher(pattern);
      if ([...known].some((each) => fits.test(each))) use.patterns.add(pattern);
    }
  }
  for (const [, , key = ""] of source.matchAll(CALL)) {
    if (namespaces.length > 0 && !namespaces.some((namespace) => known.has(under(namespace, key)))) {
      use.missing.push(`${path}: ${key}`);
    }
  }
}
