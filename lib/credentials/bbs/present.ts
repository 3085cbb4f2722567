/** A presentation, derived by the holder's own browser out of the base credential: nobody else learns what is shown to whom. */
import { utf8 } from "#lib/core/text/bytes.ts";
import { type Members, readCredential } from "../data-integrity.ts";
import { readUnlinkable, unlinkableCredential } from "./form.ts";
import { formatDerivedProof, readBaseProof } from "./proof-value.ts";
import { linesOf, mixedLabels, nodesOf, statementsOf } from "./statements.ts";
import { CIPHERSUITE } from "./suite.ts";

/** What of a certificate is shown, by the names of its disclosures: "fields.score", "predicates.score_gte.90". */
export type Shown = readonly string[];

/**
 * The text of a presentation that shows these and nothing else: proofs of the same credential have no byte in common that others have not.
 *
 * @param base as the issuer signed it
 * @throws {TypeError} where that is no base credential, or has no field of such a name
 */
export async function presentUnlinkable(base: string, shown: Shown): Promise<string> {
  const credential = readCredential(base);
  const content = "failed" in credential ? undefined : readUnlinkable(credential);
  const proof = "failed" in credential ? undefined : (credential.proof as Members | undefined);
  const parts = readBaseProof(String(proof?.proofValue));
  if (content === undefined || proof === undefined || parts === undefined) throw new TypeError("no base credential");
  const revealed = unlinkableCredential({
    ...content,
    fields: chosen(content.fields, { shown, group: "fields" }),
    predicates: chosen(content.predicates, { shown, group: "predicates" }),
  });
  const known = Object.keys(revealed.credentialSubject).length - 1;
  if (known !== new Set(shown).size) throw new TypeError("no such field");
  const [all, few] = [await linesOf(unlinkableCredential(content)), await linesOf(revealed)];
  const labels = mixedLabels(parts.hmacKey);
  const [of, as] = [nodesOf(all), nodesOf(few)];
  const seen = new Map(
    (["credential", "subject"] as const).map((node) => [as[node], labels.get(of[node]) ?? 0] as const),
  );
  const [signed, visible] = [statementsOf(all, labels).signed, statementsOf(few, seen)];
  const selective = visible.signed.map((line) => signed.indexOf(line)).sort((one, other) => one - other);
  const { deriveProof } = await import("@digitalbazaar/bbs-signatures");
  const bbsProof = await deriveProof({
    ...{ publicKey: parts.publicKey, signature: parts.signature, header: parts.header, ciphersuite: CIPHERSUITE },
    ...{ messages: signed.map(utf8), presentationHeader: new Uint8Array(), disclosedMessageIndexes: selective },
  });
  const mandatory = visible.mandatory.map((line) => visible.lines.indexOf(line));
  const proofValue = formatDerivedProof({ bbsProof, labels: seen, mandatory, selective });
  return JSON.stringify({ ...revealed, proof: { ...proof, proofValue } });
}

function chosen<Value>(
  values: Readonly<Record<string, Value>>,
  { shown, group }: { shown: Shown; group: string },
): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => shown.includes(`${group}.${name}`)));
}
