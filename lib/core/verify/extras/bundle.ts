/**
 * One file, in the receipt of its bundle: { line, index, path }. The record holds the root, and how many files there are; the path leads to it
 * from the line, which states the file. Of the other files there are hashes of salted lines, and nothing else. Where the record states
 * a root under SHA3-256 as well, `sha3Path` leads there: what a renewal binds.
 */
import { type FileLine, parseLine } from "../../bundle/line.ts";
import { kindOf } from "../../claim/record.ts";
import { RECORD_V2 } from "../../claim/record-v2.ts";
import { SHA256_TREE, type TreeHashes } from "../../log/merkle.ts";
import { readPath, rootOfPlace, type TreePlace } from "../../log/place.ts";
import type { ReceiptExtra } from "../../receipt/extras.ts";
import { SHA3_TREE } from "../../renewal/renewed-tree.ts";
import { fromUtf8, toBase64, utf8 } from "../../text/bytes.ts";
import { parseDecimal } from "../../text/decimal.ts";
import { readFields } from "../../text/json-fields.ts";
import type { ExtraCheck } from "../checks.ts";
import type { FailedReason, Step } from "../verification.ts";
import { failed, ok, unchecked } from "../verify-steps.ts";

export const BUNDLE_KIND = "bundle";

type BundledFile = {
  line: FileLine;
  /** The line's bytes: the leaf. */
  bytes: Uint8Array;
  place: TreePlace;
  /** Of the tree under SHA3-256. */
  sha3Path: readonly Uint8Array[] | undefined;
};

/** The file that a receipt's extras of this kind state: there is one, in its one form. Nothing has been verified. */
export function readBundledFile([extra, ...others]: readonly ReceiptExtra[]): BundledFile | undefined {
  const fields = readFields(extra, ["kind", "line", "index", "path"], ["sha3Path"]);
  if (fields === undefined || others.length > 0) return undefined;
  const { line: text, index: indexText } = fields;
  if (typeof text !== "string" || typeof indexText !== "string") return undefined;
  const [line, index, path] = [parseLine(text), parseDecimal(indexText), readPath(fields.path)];
  if (line === undefined || index === undefined || path === undefined) return undefined;
  const sha3Path = fields.sha3Path === undefined ? undefined : readPath(fields.sha3Path);
  if (fields.sha3Path !== undefined && sha3Path === undefined) return undefined;
  return { line, bytes: utf8(text), place: { index, path }, sha3Path };
}

/** The extra as it stands in a receipt; its hashes are base64. @param given.line the bytes */
export function bundleExtra({
  line,
  place,
  sha3Path,
}: {
  line: Uint8Array;
  place: TreePlace;
  sha3Path?: BundledFile["sha3Path"];
}): ReceiptExtra {
  return {
    kind: BUNDLE_KIND,
    line: fromUtf8(line) ?? "",
    index: `${place.index}`,
    path: place.path.map(toBase64),
    ...(sha3Path === undefined ? {} : { sha3Path: sha3Path.map(toBase64) }),
  };
}

const broken = (reason: FailedReason, expected: unknown, found: unknown): Step =>
  failed("bundle", reason, { expected: `${expected}`, found: `${found}` });

/** See above. The record has a step of its own, on which this one rests. */
export const checkBundle: ExtraCheck = ({ extras, parts: { record } }, { row }) => {
  const file = readBundledFile(extras);
  if (file === undefined) {
    return broken("bundle_malformed", "sealbook.file/v1", extras.map(({ line }) => String(line)).join(" "));
  }
  if (record === undefined || row("record").status !== "ok") return unchecked("bundle", "depends_on_failed");
  const kind = kindOf(record);
  if (record.record !== RECORD_V2 || kind !== BUNDLE_KIND) return broken("bundle_mismatch", BUNDLE_KIND, kind);
  const { bytes, place, sha3Path } = file;
  const files = Number(record.claim?.files);
  const { sha256, "sha3-256": sha3 } = record.digests;
  // A record with a second root has every file under both: one alone would be a way around the other.
  if ((sha3 === undefined) !== (sha3Path === undefined)) {
    return broken("bundle_malformed", sha3 ?? "-", sha3Path === undefined ? "-" : "sha3Path");
  }
  const wrong = (expected: string, path: TreePlace["path"], hashes: TreeHashes): Step | undefined => {
    const root = rootOfPlace(bytes, { index: place.index, path }, files, hashes);
    if (root === undefined) {
      return broken("path_malformed", expected, `index=${place.index} size=${files} hashes=${path.length}`);
    }
    return toBase64(root) === expected ? undefined : broken("root_mismatch", expected, toBase64(root));
  };
  const first = wrong(sha256, place.path, SHA256_TREE);
  if (first || sha3 === undefined || sha3Path === undefined) return first ?? ok("bundle");
  return wrong(sha3, sha3Path, SHA3_TREE) ?? ok("bundle");
};
