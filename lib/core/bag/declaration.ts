/** The two tag files of a bag that say what it is: `bagit.txt`, and of `bag-info.txt` how much payload there is. RFC 8493 sections 2.1.1, 2.2.2. */
import { fromUtf8 } from "../text/bytes.ts";
import { parseDecimal } from "../text/decimal.ts";
import type { BagProblemCode } from "./bag-problem.ts";

export const DECLARATION_BYTES_MAX = 1024;
/** What an archive tells about itself; far less than this. */
export const BAG_INFO_BYTES_MAX: number = 1024 * 1024;

const VERSIONS = ["0.97", "1.0"] as const;
export type BagVersion = (typeof VERSIONS)[number];

const DECLARATION = /^BagIt-Version: (\d+\.\d+)(?:\r\n|\n|\r)Tag-File-Character-Encoding: (\S+)(?:\r\n|\n|\r)?$/;

export function formatDeclaration(): string {
  return "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
}

/** The version that `bagit.txt` states; it has two lines, and no byte order mark. */
export function parseDeclaration(bytes: Uint8Array): BagVersion | { failed: BagProblemCode } {
  const [, version, encoding] = DECLARATION.exec(fromUtf8(bytes) ?? "") ?? [];
  if (version === undefined || encoding === undefined) return { failed: "bagit_malformed" };
  if (encoding.toUpperCase() !== "UTF-8") return { failed: "encoding_unknown" };
  return VERSIONS.find((known) => known === version) ?? { failed: "version_unknown" };
}

/** Payload in bytes and files. */
export interface Oxum {
  bytes: bigint;
  files: bigint;
}

export function formatOxum({ bytes, files }: Oxum): string {
  return `${bytes}.${files}`;
}

/** What `bag-info.txt` says of the payload; undefined where it says nothing. Two statements are malformed, whatever they say. */
export function parsePayloadOxum(bytes: Uint8Array): Oxum | undefined | { failed: BagProblemCode } {
  const text = fromUtf8(bytes);
  if (text === undefined) return { failed: "bag_info_malformed" };
  const stated = text.split(/\r\n|\n|\r/).filter((line) => /^payload-oxum\s*:/i.test(line));
  const [line, ...others] = stated;
  if (line === undefined) return undefined;
  const [size = "", count = "", ...rest] = line
    .slice(line.indexOf(":") + 1)
    .trim()
    .split(".");
  const [payload, files] = [parseDecimal(size), parseDecimal(count)];
  if (others.length > 0 || rest.length > 0 || payload === undefined || files === undefined) {
    return { failed: "bag_info_malformed" };
  }
  return { bytes: payload, files };
}
