/** The step about a given file, in a receipt of a bundle: of the whole, whose list it may be, or of one file in it. */
import { parseLine } from "../bundle/line.ts";
import type { ReceiptExtra } from "../receipt/extras.ts";
import { fromBase64, toHex } from "../text/bytes.ts";
import { compareSha3 } from "./content-file.ts";
import type { Step } from "./verification.ts";
import { failed, ok, unchecked } from "./verify-steps.ts";

/**
 * The file is the one whose line the receipt carries. Whatever that states counts only once it is known to be the bundle's.
 *
 * @param row of the bundle's own step
 */
export function checkBundledFile(input: {
  digest: Uint8Array | undefined;
  sha3: Uint8Array | undefined;
  extra: ReceiptExtra;
  row: Step;
}): Step {
  const { digest, sha3, extra, row } = input;
  if (digest === undefined && sha3 === undefined) return unchecked("file", "no_file_given");
  if (row.reason === "extra_not_read") return unchecked("file", "extra_not_read");
  const line = typeof extra.line === "string" ? parseLine(extra.line) : undefined;
  if (line === undefined || row.status !== "ok") return unchecked("file", "depends_on_failed");
  const expected = toHex(fromBase64(line.sha256) ?? new Uint8Array());
  const found = digest && toHex(digest);
  if (found !== undefined && expected !== found) return failed("file", "digest_mismatch", { expected, found });
  const stated = toHex(fromBase64(line["sha3-256"] ?? "") ?? new Uint8Array());
  return compareSha3({ stated, sha3, isAlone: digest === undefined }) ?? ok("file");
}

/**
 * The file is the bundle's list. Any other says nothing against the receipt, which does not name its files.
 *
 * @param input.parts the roots of a list, under SHA-256 and SHA3-256 (lib/verify/file-parts.ts); empty or undefined for a file that is none.
 *   expected: what the record states of them, in hex. record: its step
 */
export function checkBundleList(input: {
  digest: Uint8Array | undefined;
  parts: readonly Uint8Array[] | undefined;
  expected: readonly string[];
  record: Step;
}): Step {
  const { digest, parts, expected, record } = input;
  if (digest === undefined) return unchecked("file", "no_file_given");
  if (record.status !== "ok") return unchecked("file", "depends_on_failed");
  if (parts === undefined || parts.length === 0) return unchecked("file", "bundle_file_alone", toHex(digest));
  const found = parts.slice(0, expected.length).map(toHex);
  return expected.every((root, at) => root === found[at])
    ? { ...ok("file"), reason: "bundle_list" }
    : failed("file", "digest_mismatch", { expected: expected.join(" "), found: found.join(" ") });
}
