/** Status lists made and signed, for whoever issues. */
import { equalBytes } from "#lib/core/text/bytes.ts";
import { decodeBits, encodeBits } from "./bitstring.ts";
import { VC_V2 } from "./contexts.ts";
import { type CredentialSigner, signCredential } from "./sign-credential.ts";
import { STATUS_PURPOSE } from "./status-entry.ts";
import { STATUS_LIST_SUBJECT_TYPE, STATUS_LIST_TYPE } from "./status-list.ts";

/**
 * The exact text of a list's credential, valid from when it is signed. What is about to be signed is read back first: a list that says
 * something else than was meant would revoke, or reinstate, strangers.
 *
 * @param input.address where it is served, which is its id
 * @param input.bits as of `bitsOf`
 * @param input.validUntil RFC 3339
 */
export async function signStatusList(
  input: CredentialSigner & { issuer: string; address: string; bits: Uint8Array; validUntil: string },
): Promise<string> {
  const { issuer, address, bits, validUntil, ...signer } = input;
  const encodedList = await encodeBits(bits);
  const back = await decodeBits(encodedList);
  if (back === undefined || !equalBytes(back, bits)) throw new Error(`status list ${address}: not what was meant`);
  const credential = {
    "@context": [VC_V2],
    ...{ id: address, type: ["VerifiableCredential", STATUS_LIST_TYPE], issuer },
    ...{ validFrom: signer.created, validUntil },
    credentialSubject: {
      ...{ id: `${address}#list`, type: STATUS_LIST_SUBJECT_TYPE },
      ...{ statusPurpose: STATUS_PURPOSE, encodedList },
    },
  };
  return signCredential({ ...signer, credential });
}
