/**
 * Manifests of a bag and the paths in them (RFC 8493 sections 2.1.3, 2.2.1). Only SHA-256 and SHA-512 count; whatever a path could do
 * outside its bag is refused here, before a file of that name is looked at.
 */
import { fromHex } from "../text/bytes.ts";
import type { BagVersion } from "./declaration.ts";

export const BAG_ALGORITHMS = ["sha256", "sha512"] as const;
export type BagAlgorithm = (typeof BAG_ALGORITHMS)[number];

const DIGEST_LENGTHS: Record<BagAlgorithm, number> = { sha256: 32, sha512: 64 };
/** UTF-16 code units of a path: what Linux allows in bytes. */
export const PATH_CHARS_MAX = 4096;
/** Of a line: the longest digest, a separator of a few, a path with all of it encoded. */
export const LINE_CHARS_MAX: number = 128 + 64 + 3 * PATH_CHARS_MAX;

const MANIFEST_NAME = /^(tag)?manifest-([a-z0-9-]+)\.txt$/i;
const LINE = /^([0-9A-Fa-f]+)[ \t]+(.+)$/s;

export interface ManifestName {
  of: "payload" | "tags";
  /** Undefined for one that is not among ours. */
  algorithm: BagAlgorithm | undefined;
}

/** What a file at the top of a bag lists; undefined unless it is a manifest. */
export function parseManifestName(path: string): ManifestName | undefined {
  const [name, tag, called = ""] = MANIFEST_NAME.exec(path) ?? [];
  if (name === undefined) return undefined;
  // RFC 8493 section 2.4: lower case, without punctuation. Other spellings name files that no reader would look for.
  const algorithm = name === name.toLowerCase() ? BAG_ALGORITHMS.find((known) => known === called) : undefined;
  return { of: tag === undefined ? "payload" : "tags", algorithm };
}

export function manifestName({ of, algorithm }: { of: ManifestName["of"]; algorithm: BagAlgorithm }): string {
  return `${of === "tags" ? "tag" : ""}manifest-${algorithm}.txt`;
}

/** @param path one of our own: no %, no line break */
export function formatManifestLine({ digest, path }: { digest: string; path: string }): string {
  return `${digest}  ${path}\n`;
}

/** A line, without its end. Digests come back in lower case, paths composed (NFC), as they are compared. */
export function parseManifestLine(
  line: string,
  { of, algorithm, version }: { of: ManifestName["of"]; algorithm: BagAlgorithm; version: BagVersion },
): { digest: string; path: string } | { failed: "manifest_malformed" | "path_unsafe" } {
  const [, hex = "", spelled = ""] = LINE.exec(line) ?? [];
  const digest = hex.toLowerCase();
  if (fromHex(digest)?.length !== DIGEST_LENGTHS[algorithm]) return { failed: "manifest_malformed" };
  const path = comparable(version === "1.0" ? decoded(spelled) : spelled);
  if (!isSafePath(path) || path.startsWith("data/") !== (of === "payload")) return { failed: "path_unsafe" };
  return { digest, path };
}

/** Only what version 1.0 encodes: another % is a character of the name. */
function decoded(path: string): string {
  return path.replace(/%(25|0A|0D)/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** How paths are compared: some systems write names decomposed (Unicode Annex 15), which are the same names to whoever reads them. */
export function comparable(path: string): string {
  return path.normalize("NFC");
}

/** Whether a path stays inside its bag on every system, and is well-formed. */
export function isSafePath(path: string): boolean {
  if (path.length === 0 || path.length > PATH_CHARS_MAX || !path.isWellFormed()) return false;
  // Separators of another system, a home, a drive, and what stands for bytes that are no text.
  if (/[\\\0\ufffd]/.test(path) || path.startsWith("~") || /^[A-Za-z]:/.test(path)) return false;
  return path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}
