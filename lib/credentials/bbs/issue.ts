/** The base credential, signed for its holder by the issuer's key; made anew each time, and kept by nobody here. */
import { utf8 } from "#lib/core/text/bytes.ts";
import { PROOF_PURPOSE, PROOF_TYPE } from "../data-integrity.ts";
import { MANDATORY_POINTERS, type UnlinkableContent, unlinkableCredential } from "./form.ts";
import { formatBaseProof } from "./proof-value.ts";
import { headerOf, linesOf, mixedLabels, statementsOf } from "./statements.ts";
import { BBS_CRYPTOSUITE, CIPHERSUITE } from "./suite.ts";

const HMAC_KEY_BYTES = 32;

export type BbsSigner = {
  /** BLS12-381, 32 bytes. */
  secretKey: Uint8Array;
  /** 96 bytes. */
  publicKey: Uint8Array;
  /** DID URL. */
  verificationMethod: string;
};

/**
 * Its text, with a base proof: not to be shown to anybody, but to derive presentations from. No time is in its proof, which would be in
 * every presentation.
 *
 * @throws {TypeError} for what is not the content of a certificate
 */
export async function issueUnlinkable(content: UnlinkableContent, signer: BbsSigner): Promise<string> {
  const credential = unlinkableCredential(content);
  const { secretKey, publicKey, verificationMethod } = signer;
  const options = { type: PROOF_TYPE, cryptosuite: BBS_CRYPTOSUITE, verificationMethod, proofPurpose: PROOF_PURPOSE };
  const hmacKey = crypto.getRandomValues(new Uint8Array(HMAC_KEY_BYTES));
  const { mandatory, signed } = statementsOf(await linesOf(credential), mixedLabels(hmacKey));
  const header = await headerOf({ context: credential["@context"], options, mandatory });
  const { sign } = await import("@digitalbazaar/bbs-signatures");
  const messages = signed.map(utf8);
  const signature = await sign({ secretKey, publicKey, header, messages, ciphersuite: CIPHERSUITE });
  const base = { signature, header, publicKey, hmacKey, mandatoryPointers: MANDATORY_POINTERS };
  return JSON.stringify({ ...credential, proof: { ...options, proofValue: formatBaseProof(base) } });
}
