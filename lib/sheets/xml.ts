/** Parts of a package as a stream of elements: what is needed of XML to read a table, and nothing that an attacker could use. */
import { SaxesParser } from "saxes";
import { SheetError } from "./cell.ts";
import { XML_DEPTH_MAX } from "./limits.ts";
import type { Package } from "./package.ts";

export type Attributes = Readonly<Record<string, string>>;

export interface Handlers {
  /** Name without its prefix; attributes with theirs, except `r:id`, which is `id` whatever prefix a program chose. */
  open?: (name: string, attributes: Attributes) => void;
  close?: (name: string) => void;
  text?: (text: string) => void;
}

/** @throws {SheetError} damaged: not well-formed, or with a document type, whose entities could grow without end */
export async function readXml(from: Package, part: string, handlers: Handlers): Promise<void> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let depth = 0;
  parser.on("error", () => {
    throw new SheetError("damaged");
  });
  parser.on("doctype", () => {
    throw new SheetError("damaged");
  });
  parser.on("opentag", ({ name, attributes }) => {
    if (++depth > XML_DEPTH_MAX) throw new SheetError("damaged");
    handlers.open?.(plain(name), attributes);
  });
  parser.on("closetag", ({ name }) => {
    depth--;
    handlers.close?.(plain(name));
  });
  if (handlers.text) parser.on("text", handlers.text);
  if (handlers.text) parser.on("cdata", handlers.text);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  await from.read(part, (chunk) => {
    parser.write(decodeChunk(decoder, chunk));
  });
  parser.write(decodeChunk(decoder)).close();
}

function plain(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function decodeChunk(decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch {
    throw new SheetError("damaged");
  }
}

/** An attribute whose prefix is for the file to choose, as `r:id`. */
export function attributeNamed(attributes: Attributes, name: string): string | undefined {
  for (const [key, value] of Object.entries(attributes)) if (plain(key) === name) return value;
  return undefined;
}

/** Characters that XML cannot hold are written `_xHHHH_` (ECMA-376 part 1, 22.9.2.19). */
export function unescapeText(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}
