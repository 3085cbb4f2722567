/** The step about a given file, in the receipt of a certificate: the file is one of the forms of the certificate, not the batch's statement. */
import { parseLeaf } from "../certificate/leaf.ts";
import type { ReceiptExtra } from "../receipt/extras.ts";
import { toBase64, toHex } from "../text/bytes.ts";
import type { Step } from "./verification.ts";
import { failed, ok, unchecked } from "./verify-steps.ts";

/**
 * The pages as designed, the credential, or the SD-JWT's first part: the leaf names each. Whatever it names counts only once it is known to be
 * the batch's.
 *
 * @param row of the certificate's own step
 */
export function checkCertificateFile(input: {
  digest: Uint8Array | undefined;
  parts: readonly Uint8Array[] | undefined;
  certificate: ReceiptExtra;
  row: Step;
}): Step {
  const { digest, parts, certificate, row } = input;
  if (digest === undefined) return unchecked("file", "no_file_given");
  if (row.reason === "extra_not_read") return unchecked("file", "extra_not_read");
  const leaf = typeof certificate.leaf === "string" ? parseLeaf(certificate.leaf) : undefined;
  if (leaf === undefined || row.status !== "ok") return unchecked("file", "depends_on_failed");
  const { pages, credential, sdJwt } = leaf;
  const named = [pages, credential, sdJwt];
  if ([digest, ...(parts ?? [])].some((each) => named.includes(toBase64(each))))
    return { ...ok("file"), reason: "certificate_form" };
  if (parts === undefined) return unchecked("file", "certificate_file_unread", toHex(digest));
  return failed("file", "digest_mismatch", { expected: named.join(" "), found: toBase64(digest) });
}
