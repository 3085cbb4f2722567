/** Text files as other programs leave them: with a byte order mark, in UTF-16, with the line ends of another system. */
import { fromUtf8 } from "./bytes.ts";

export type FileText = { text: string; encoding: "utf-8" | "utf-16" };

const BYTE_ORDER_MARK = "\ufeff";

/** The text of a file in UTF-8 or UTF-16, without its byte order mark; undefined for what is no text in either. */
export function readFileText(bytes: Uint8Array): FileText | undefined {
  const order = utf16Order(bytes);
  const text = order === undefined ? fromUtf8(bytes) : fromUtf16(bytes, order);
  if (text === undefined) return undefined;
  const marked = text.startsWith(BYTE_ORDER_MARK);
  return { text: marked ? text.slice(1) : text, encoding: order === undefined ? "utf-8" : "utf-16" };
}

/** As `readFileText`, each line with one LF: what formats of lines are read from. */
export function readFileLines(bytes: Uint8Array): string | undefined {
  return readFileText(bytes)?.text.replaceAll("\r\n", "\n");
}

/** By the mark, or by every other byte of the first two characters being zero, which ASCII in UTF-8 never has. */
function utf16Order([first, second, third, fourth]: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first && second === 0 && third && fourth === 0) return "utf-16le";
  return first === 0 && second && third === 0 && fourth ? "utf-16be" : undefined;
}

function fromUtf16(bytes: Uint8Array, order: "utf-16le" | "utf-16be"): string | undefined {
  try {
    return new TextDecoder(order, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
