/**
 * What the first certificate costs more than those behind it, done beforehand by whoever has nothing else to do: the contexts of JSON-LD are
 * worked out, the curve's tables made, and the functions have been called.
 */
import { fromHex, utf8 } from "#lib/core/text/bytes.ts";
import { CERTIFICATE_CONTEXTS } from "#lib/credentials/contexts.ts";
import type { CredentialFailure } from "#lib/credentials/credential-failures.ts";
import { verifyCredential } from "#lib/credentials/data-integrity.ts";
import { openCertificate } from "./open.ts";

/** RFC 8032, section 7.1, test 1: a key and a signature as they should be, of something else. */
const KEY = fromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
const SIGNATURE = "z5awYiUvGiDFA33EJjj4TXJG44a5afJc8QjWRpGgQiu6b23jCr7yndW2fmp9ujwqJVe32J456wV3VF78Asb1obnTc";

/** Checks a credential that nobody issued, and reads a file that is no certificate. @returns why the credential does not hold */
export async function warmCertificates(): Promise<CredentialFailure | undefined> {
  const issuer = "did:web:nobody.invalid";
  const credential = {
    "@context": CERTIFICATE_CONTEXTS,
    id: "urn:uuid:00000000-0000-0000-0000-000000000000",
    type: ["VerifiableCredential", "OpenBadgeCredential"],
    issuer: { id: issuer, type: ["Profile"], name: "" },
    credentialSubject: {
      type: ["AchievementSubject"],
      achievement: { id: "urn:uuid:00000000-0000-0000-0000-000000000001", type: ["Achievement"], name: "" },
      certificate: {},
    },
    proof: {
      ...{ type: "DataIntegrityProof", cryptosuite: "eddsa-rdfc-2022", created: "2026-01-01T00:00:00Z" },
      ...{ verificationMethod: `${issuer}#key-1`, proofPurpose: "assertionMethod" },
      proofValue: SIGNATURE,
    },
  };
  const [outcome] = await Promise.all([
    verifyCredential({ text: JSON.stringify(credential), keyOf: () => KEY }),
    openCertificate(utf8("%PDF-1.7\n")),
  ]);
  return "failed" in outcome ? outcome.failed : undefined;
}
