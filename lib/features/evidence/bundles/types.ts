/** Many files as one record. */
import { createHash } from "node:crypto";
import { lineText } from "#lib/core/bundle/line.ts";
import type { OwnFields } from "#lib/core/claim/own-fields.ts";
import type { TreeAlgorithm } from "#lib/infra/merkle/build-tree.ts";

/** Files of a page of what is in a bundle. */
export const FILES_LIST_MAX = 200;
/** Of a list that comes as one JSON document; a longer one comes in lines. */
export const JSON_BYTES_MAX: number = 8 * 1024 * 1024;
/** Of a list that comes in lines: a hundred thousand files with names of 300 bytes. */
export const LINES_BYTES_MAX: number = 64 * 1024 * 1024;
/** Lines that a refusal tells of one by one. */
export const REFUSALS_TOLD_MAX = 100;

/** What a bundle is recorded as. */
export interface BundleHead {
  name: string;
  fields?: OwnFields | undefined;
  /** Id of the unit that it is to belong to. */
  unit?: string | undefined;
}

/** One of its files, as it is handed in. */
export interface FileBody {
  name: string;
  sha256: Uint8Array;
  "sha3-256"?: Uint8Array | undefined;
  size?: number | undefined;
  mediaType?: string | undefined;
}

/** A list that has been read whole. */
export interface CollectedFiles {
  head: BundleHead;
  /** Each with its salt, and the hash of its line. */
  files: readonly SaltedFile[];
  /** Of all that was asked for, in the order in which it came. */
  requestSha256: Buffer;
}

export interface SaltedFile extends FileBody {
  salt: Buffer;
  /** SHA-256(0x00 ‖ line). */
  leaf: Buffer;
}

export interface Bundle {
  /** Of its record. */
  id: string;
  files: number;
  /** Of all together; undefined where one's size is not known. */
  bytes: number | undefined;
}

/** A file as it is listed. */
export interface BundledFile {
  place: number;
  name: string;
  /** Hex. */
  sha256: string;
  "sha3-256"?: string;
  size?: number;
  mediaType?: string;
}

const LEAF_PREFIX = Buffer.of(0x00);

/** The line of a file, without its line feed. @param salt empty: what was asked for, before it has one */
export function lineOf(
  { name, sha256, "sha3-256": sha3, size, mediaType }: FileBody,
  salt: Buffer = Buffer.alloc(0),
): string {
  return lineText({
    ...{ name, sha256: Buffer.from(sha256).toString("base64"), salt: salt.toString("base64") },
    ...(sha3 && { "sha3-256": Buffer.from(sha3).toString("base64") }),
    ...(size === undefined ? {} : { size }),
    ...(mediaType === undefined ? {} : { mediaType }),
  });
}

/** H(0x00 ‖ line). */
export function leafOf(line: string, algorithm: TreeAlgorithm = "sha256"): Buffer {
  return createHash(algorithm).update(LEAF_PREFIX).update(line).digest();
}
