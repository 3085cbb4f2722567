/**
 * The rule for a file's name under which evidence is recorded, the same where a file is chosen and where it is received: what the
 * file systems in use allow, less what hides, turns the text around it, or is a path.
 */
import { findHiddenCharacter } from "./names.ts";

/** Unicode characters: NTFS and APFS allow 255 of theirs, ext4 255 bytes. */
export const FILE_NAME_CHARS_MAX = 255;

// Path separators, and the character that stands for bytes which were not UTF-8.
const NEVER = /[\ufffd/\\]/u;
const NOT_A_NAME = ["", ".", ".."];
/** What is left of a name when nothing of it can be used. */
const UNNAMED = "file";
/** Longer endings are no extension that anybody would miss. */
const EXTENSION_CHARS_MAX = 16;

export interface FileNameFlaw {
  flaw: "empty" | "character" | "too_long";
  /** The first that does not fit, as "U+200E"; "–" when there is none. */
  character: string;
  /** Of that character in the composed form, from 1. */
  place: number;
}

/** What is wrong with a name; undefined when evidence can be recorded under its composed form (Unicode Annex 15, NFC). */
export function fileNameFlaw(given: string): FileNameFlaw | undefined {
  const name = given.normalize("NFC");
  const flaw = (which: FileNameFlaw["flaw"], at: number): FileNameFlaw => {
    const place = [...name.slice(0, at)].length + 1;
    return { flaw: which, character: spelled(name.codePointAt(at)), place };
  };
  if (NOT_A_NAME.includes(name.trim())) return flaw("empty", 0);
  const at = firstOf(NEVER.exec(name)?.index, findHiddenCharacter(name));
  if (at !== undefined) return flaw("character", at);
  const fitting = [...name].slice(0, FILE_NAME_CHARS_MAX).join("").length;
  return fitting < name.length ? flaw("too_long", fitting) : undefined;
}

function spelled(point: number | undefined): string {
  return point === undefined ? "–" : `U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** The nearest name without a flaw: what hides is left out, a separator becomes a hyphen, what is too long is cut before its extension. */
export function cleanedFileName(given: string): string {
  let name = given.normalize("NFC").replace(new RegExp(NEVER, "gu"), "-");
  for (let at = findHiddenCharacter(name); at !== undefined; at = findHiddenCharacter(name)) {
    const length = (name.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    name = name.slice(0, at) + name.slice(at + length);
  }
  const shortened = shorten(name.trim());
  return fileNameFlaw(shortened) === undefined ? shortened : UNNAMED;
}

function shorten(name: string): string {
  const chars = [...name];
  if (chars.length <= FILE_NAME_CHARS_MAX) return name;
  const dot = chars.lastIndexOf(".");
  const extension = dot > 0 && chars.length - dot <= EXTENSION_CHARS_MAX ? chars.slice(dot) : [];
  return [...chars.slice(0, FILE_NAME_CHARS_MAX - extension.length), ...extension].join("");
}

function firstOf(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}
