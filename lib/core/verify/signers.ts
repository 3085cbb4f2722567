/** Who signed what holds, by which algorithm, and which lines were passed over: for the words of a verification. */

import { ownCosigners, type PolicyEvaluation } from "../log/evaluate-policy.ts";
import { findSignature, KEY_TYPE, type Note, type VerifierKey } from "../log/note.ts";
import type { Policy } from "../log/policy.ts";
import { toHex } from "../text/bytes.ts";
import type { IgnoredLine, SignerFact } from "./verification.ts";

function fact(by: SignerFact["by"], { name, key }: { name: string; key: VerifierKey }): SignerFact {
  return { by, name, algorithm: key.type === KEY_TYPE.mlDsa44 ? "ML-DSA-44" : "Ed25519" };
}

/** Only those whose signatures were verified and counted. @param key the ledger's that was found to have signed */
export function signersOf(
  note: Note,
  {
    key,
    policy,
    evaluation,
  }: { key: VerifierKey; policy?: Policy | undefined; evaluation?: PolicyEvaluation | undefined },
): SignerFact[] {
  const ledger = fact("ledger", { name: key.name, key });
  if (policy === undefined || evaluation === undefined) return [ledger];
  const own = ownCosigners(policy, note);
  const signed = policy.witnesses.filter(({ name }) => evaluation.signed.includes(name));
  const [others, witnesses] = [
    signed.filter((each) => own.includes(each)),
    signed.filter((each) => !own.includes(each)),
  ];
  return [
    ledger,
    ...others.map((each) => fact("ledger", { name: key.name, key: each.key })),
    ...witnesses.map((each) => fact("witness", each)),
  ];
}

/** Lines on a note that nothing was concluded from: of keys that nobody named, or without a time. Anybody can have written or changed them. */
export function ignoredLines(
  note: Note,
  {
    key,
    policy,
    evaluation,
  }: { key: VerifierKey; policy?: Policy | undefined; evaluation?: PolicyEvaluation | undefined },
): IgnoredLine[] {
  const counted = [...(evaluation?.signed ?? []), ...(evaluation?.unchecked ?? [])];
  const cosigners = (policy?.witnesses ?? []).filter(({ name }) => counted.includes(name));
  const keys = [key, ...(policy?.logs ?? []).map((log) => log.key), ...cosigners.map((each) => each.key)];
  const known = new Set(keys.map((each) => findSignature(note, each)));
  return note.signatures.flatMap((line) => (known.has(line) ? [] : [{ name: line.name, keyId: toHex(line.keyId) }]));
}
