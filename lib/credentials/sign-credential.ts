/** Credentials signed by the library of the field, for whoever issues; browsers only check (data-integrity.ts). */
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { issue } from "@digitalbazaar/vc";
import { ed25519 } from "@noble/curves/ed25519.js";
import { documentLoader } from "./canonize.ts";
import { CRYPTOSUITE, type Members, PROOF_PURPOSE, PROOF_TYPE } from "./data-integrity.ts";

/** The issuer's key, and when it signs. */
export type CredentialSigner = {
  /** Ed25519, 32 bytes. */
  secretKey: Uint8Array;
  /** DID URL. */
  verificationMethod: string;
  /** RFC 3339; a proof states whole seconds. */
  created: string;
};

/**
 * The exact text of the credential with its proof: JSON without spaces, members in the order given, the proof an array of one.
 * Throws where a context or term is unknown.
 */
export async function signCredential(input: CredentialSigner & { credential: object }): Promise<string> {
  const { credential, secretKey, verificationMethod, created } = input;
  const sign = async ({ data }: { data: Uint8Array }) => ed25519.sign(data, secretKey);
  const signer = { id: verificationMethod, algorithm: "Ed25519", sign };
  const suite = new DataIntegrityProof({ signer, date: created, cryptosuite });
  const { proof } = await issue({ credential: structuredClone(credential), suite, documentLoader });
  return credentialText(credential, { ...proofOptions(input), proofValue: proof.proofValue });
}

/** A proof without its value, its members in the one order in which we write them. */
export function proofOptions({ verificationMethod, created }: Omit<CredentialSigner, "secretKey">): Members {
  return {
    type: PROOF_TYPE,
    created: wholeSecond(created),
    verificationMethod,
    cryptosuite: CRYPTOSUITE,
    proofPurpose: PROOF_PURPOSE,
  };
}

export function credentialText(credential: object, proof: Members): string {
  return JSON.stringify({ ...credential, proof: [proof] });
}

/** As the library writes it. */
function wholeSecond(time: string): string {
  return `${new Date(time).toISOString().slice(0, -".000Z".length)}Z`;
}
