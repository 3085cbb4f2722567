/** Text on a terminal: nothing that a stranger wrote may steer it. */
import { plain } from "#lib/core/text/plain-text.ts";

const WIDE = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}　-〿＀-｠]/u;
/** Controls of eight bits, separators of lines, marks that turn the direction of text: only in strings of a JSON text. */
const STEERING = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const PROGRESS_INTERVAL_MS = 100;

/** Cells that a text takes on a terminal. */
export function cells(text: string): number {
  let count = 0;
  for (const character of text) count += WIDE.test(character) ? 2 : 1;
  return count;
}

export function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - cells(text)));
}

/** Labels on the left, one below the other, what they stand for on the right. */
export function table(rows: readonly (readonly [label: string, value: string])[], indent = "  "): string {
  const width = Math.max(...rows.map(([label]) => cells(label)));
  return rows.map(([label, value]) => `${indent}${padded(label, width)}  ${value}\n`).join("");
}

export function print(text: string): void {
  process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
}

/** On one line where it is one of many. */
export function printJson(value: unknown, { isLine = false }: { isLine?: boolean } = {}): void {
  print(harmlessJson(JSON.stringify(value, null, isLine ? 0 : 2)));
}

/** The same JSON with what steers a terminal, or hides, in escapes: JSON.stringify leaves all but the first 32 as they are. */
export function harmlessJson(json: string): string {
  return json.replace(STEERING, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export function tell(text: string): void {
  process.stderr.write(text.endsWith("\n") ? text : `${text}\n`);
}

export interface Progress {
  /** The text, or what makes it, where that is often shown: it is asked only when somebody sees it. */
  show: (text: string | (() => string)) => void;
  clear: () => void;
}

/** One line that is written over again and again, for a person who waits; silent when nobody looks. */
export function progressLine(): Progress {
  if (!process.stderr.isTTY) return { show: () => {}, clear: () => {} };
  let shownAt = 0;
  let shown = false;
  return {
    show: (text) => {
      if (Date.now() - shownAt < PROGRESS_INTERVAL_MS) return;
      shownAt = Date.now();
      shown = true;
      const now = typeof text === "string" ? text : text();
      const cut = [...plain(now)].slice(0, Math.max(10, (process.stderr.columns ?? 80) - 1) >> 0).join("");
      process.stderr.write(`\r\x1b[2K${cut}`);
    },
    clear: () => {
      if (shown) process.stderr.write("\r\x1b[2K");
      shown = false;
      shownAt = 0;
    },
  };
}

/** Everything printed has left this process. */
export async function flushed(): Promise<void> {
  await Promise.all(
    [process.stdout, process.stderr].map((stream) => new Promise<void>((resolve) => stream.write("", () => resolve()))),
  );
}
