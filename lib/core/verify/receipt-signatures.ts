/** The signatures that the checks of a receipt rest on, for whoever can verify them faster before the checks ask. */

import { claimsOn } from "../log/evaluate-policy.ts";
import { noteClaim } from "../log/note.ts";
import type { Policy } from "../log/policy.ts";
import type { SignatureClaim } from "../log/signature.ts";
import type { OpenedReceipt } from "../receipt/open-receipt.ts";
import { timestampSealClaim } from "../receipt/receipt-timestamps.ts";

/** At most those that a note, a policy and a receipt may have. One that is missing here is verified all the same when a check asks. */
export function signaturesOf({ document, parts }: OpenedReceipt, policy: Policy | undefined): SignatureClaim[] {
  if (parts?.key === undefined) return [];
  const { key, note, receipt } = parts;
  const claims = document?.seal ? [noteClaim(document.seal.signed, key)] : [];
  if (note !== undefined) {
    // The receipt's key is in the policy as a rule.
    if (!policy?.logs.some((log) => log.key.text === key.text)) claims.push(noteClaim(note, key));
    claims.push(
      ...(policy ? claimsOn(note, policy) : []),
      ...receipt.timestamps.map((timestamp) => timestampSealClaim({ timestamp, text: note.text, key })),
    );
  }
  return claims.filter((claim) => claim !== undefined);
}
