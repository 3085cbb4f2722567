/** Pictures that carry a credential: which kind one is shows in its first bytes. What is in them has not been verified. */
import { isPng, readBakedPng } from "./bake-png.ts";

/** The credential in a PNG or SVG, as text; undefined for a picture without one, and for anything else. */
export async function readBaked(bytes: Uint8Array): Promise<string | undefined> {
  if (isPng(bytes)) return readBakedPng(bytes);
  // A reader of XML is loaded for these alone.
  return looksLikeXml(bytes) ? (await import("./bake-svg.ts")).readBakedSvg(bytes) : undefined;
}

const XML_START = /^\ufeff?\s*</;
const START_BYTES = 64;

function looksLikeXml(bytes: Uint8Array): boolean {
  return XML_START.test(new TextDecoder().decode(bytes.subarray(0, START_BYTES)));
}
