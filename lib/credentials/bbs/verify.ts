/** Whether the issuer's key signed what a presentation shows (bbs-2023 section 3.4.2), checked strictly: in the one form, and in no other. */
import { utf8 } from "#lib/core/text/bytes.ts";
import type { Members } from "../data-integrity.ts";
import { readDerivedProof } from "./proof-value.ts";
import { headerOf, linesOf, statementsOf } from "./statements.ts";
import { CIPHERSUITE } from "./suite.ts";

/**
 * Never throws for what a stranger wrote.
 *
 * @param presentation of which `readUnlinkable` has read the content
 * @param publicKey BLS12-381 G2, 96 bytes
 */
export async function verifyUnlinkable(
  { proof, ...document }: Members & { proof: Members },
  publicKey: Uint8Array,
): Promise<"ok" | "proof_malformed" | "content_mismatch"> {
  const { proofValue, ...options } = proof;
  const derived = readDerivedProof(String(proofValue));
  if (derived === undefined) return "proof_malformed";
  const { bbsProof, labels, selective } = derived;
  try {
    const { lines, mandatory, signed } = statementsOf(await linesOf(document), labels);
    const places = mandatory.map((line) => lines.indexOf(line));
    // Which were always to be shown is the form's to say, and not the presenter's.
    if (places.join() !== derived.mandatory.join() || signed.length !== selective.length) return "content_mismatch";
    const header = await headerOf({ context: document["@context"], options, mandatory });
    const { verifyProof } = await import("@digitalbazaar/bbs-signatures");
    const holds = await verifyProof({
      ...{ publicKey, proof: bbsProof, header, presentationHeader: new Uint8Array(), ciphersuite: CIPHERSUITE },
      ...{ disclosedMessages: signed.map(utf8), disclosedMessageIndexes: [...selective] },
    });
    return holds ? "ok" : "content_mismatch";
  } catch {
    // The library throws for points that lie on no curve; reading linked data, for what is none.
    return "content_mismatch";
  }
}
