/** The step about the file of a record that is about one content: every digest that is stated and known is compared. */
import type { Digests } from "../claim/digests.ts";
import type { ReceiptParts } from "../receipt/open-receipt.ts";
import { fromBase64, toHex } from "../text/bytes.ts";
import type { Step } from "./verification.ts";
import { failed, ok, recordedDigest, unchecked } from "./verify-steps.ts";

/**
 * The given file is the one recorded. Its digest in hex, as sha256sum prints it. Its SHA3-256 counts as well, alone, too, where the record
 * states that. Where the record states its SM3, that is said.
 */
export function checkFile(input: {
  digest: Uint8Array | undefined;
  sha3: Uint8Array | undefined;
  sm3: Uint8Array | undefined;
  parts: ReceiptParts;
  record: Step;
}): Step {
  const { digest, sha3, sm3, parts, record } = input;
  if (digest === undefined && sha3 === undefined) return unchecked("file", "no_file_given");
  if (record.status !== "ok" || parts.record === undefined) return unchecked("file", "depends_on_failed");
  const expected = recordedDigest(parts.record);
  const found = digest && toHex(digest);
  if (found !== undefined && expected !== found) return failed("file", "digest_mismatch", { expected, found });
  const second = compareSha3({ stated: recordedDigest(parts.record, "sha3-256"), sha3, isAlone: digest === undefined });
  if (second) return second;
  const stated = (parts.record.digests as Digests).sm3;
  if (stated === undefined) return ok("file");
  if (sm3 === undefined) return { ...ok("file"), reason: "sm3_unread" };
  const [expectedSm3, foundSm3] = [fromBase64(stated), sm3].map((bytes) => `SM3 ${toHex(bytes ?? new Uint8Array())}`);
  if (expectedSm3 === foundSm3) return { ...ok("file"), reason: "sm3_matches" };
  return failed("file", "digest_mismatch", { expected: `${expectedSm3}`, found: `${foundSm3}` });
}

/** What is wrong with a SHA3-256 that was given. @param asked.stated hex, of the record or a bundle's line; empty: it states none. isAlone: no other digest was given */
export function compareSha3(asked: {
  stated: string;
  sha3: Uint8Array | undefined;
  isAlone: boolean;
}): Step | undefined {
  const { stated, sha3, isAlone } = asked;
  if (sha3 === undefined) return undefined;
  // A renewal may have taken it since: its own step compares then.
  if (stated === "") return isAlone ? unchecked("file", "sha3_unstated") : undefined;
  const [expected, found] = [`SHA3-256 ${stated}`, `SHA3-256 ${toHex(sha3)}`];
  return expected === found ? undefined : failed("file", "digest_mismatch", { expected, found });
}
