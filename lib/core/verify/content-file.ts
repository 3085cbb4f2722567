/** The step about the file of a record that is about one content: every digest that is stated and known is compared. */
import type { Digests } from "../claim/digests.ts";
import type { ReceiptParts } from "../receipt/open-receipt.ts";
import { fromBase64, toHex } from "../text/bytes.ts";
import type { Step } from "./verification.ts";
import { failed, ok, recordedDigest, unchecked } from "./verify-steps.ts";

/** The given file is the one recorded. Its digest in hex, as sha256sum prints it. Where the record states its SM3 as well, that is said. */
export function checkFile(input: {
  digest: Uint8Array | undefined;
  sm3: Uint8Array | undefined;
  parts: ReceiptParts;
  record: Step;
}): Step {
  const { digest, sm3, parts, record } = input;
  if (digest === undefined) return unchecked("file", "no_file_given");
  if (record.status !== "ok" || parts.record === undefined) return unchecked("file", "depends_on_failed");
  const expected = recordedDigest(parts.record);
  const found = toHex(digest);
  if (expected !== found) return failed("file", "digest_mismatch", { expected, found });
  const stated = (parts.record.digests as Digests).sm3;
  if (stated === undefined) return ok("file");
  if (sm3 === undefined) return { ...ok("file"), reason: "sm3_unread" };
  const [expectedSm3, foundSm3] = [fromBase64(stated), sm3].map((bytes) => `SM3 ${toHex(bytes ?? new Uint8Array())}`);
  if (expectedSm3 === foundSm3) return { ...ok("file"), reason: "sm3_matches" };
  return failed("file", "digest_mismatch", { expected: `${expectedSm3}`, found: `${foundSm3}` });
}
