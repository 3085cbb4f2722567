/** What is said about the algorithms of a receipt's signatures, and about the lines that count for nothing. Page and command line say the same. */
import { plain } from "#lib/core/text/plain-text.ts";
import type { Facts, SignerFact } from "#lib/core/verify/verification.ts";

/** Names are listed up to here. */
const NAMES_LISTED_MAX = 8;

/** Messages below `verify.summary`. */
type Key =
  | "quantumAll"
  | "quantumSome"
  | "quantumNone"
  | "signerLedger"
  | "signerWitness"
  | "signerTimestamp"
  | "ignoredLines";
type Say = (key: Key, values: Record<string, string | number>) => string;

const SIGNER = { ledger: "signerLedger", witness: "signerWitness", timestamp: "signerTimestamp" } as const;

/** Shor's algorithm solves what Ed25519, RSA and ECDSA rest on, and not what ML-DSA rests on. */
function isForgeable({ algorithm }: SignerFact): boolean {
  return algorithm !== "ML-DSA-44";
}

/** Which of the signatures a quantum computer could forge; undefined where none was checked. */
export function quantumWords({ signatures = [] }: Facts, say: Say): string | undefined {
  if (signatures.length === 0) return undefined;
  const named = ({ by, name, algorithm }: SignerFact) => say(SIGNER[by], { name: plain(name), algorithm });
  const forgeable = listed(signatures.filter(isForgeable).map(named));
  const sound = listed(signatures.filter((signer) => !isForgeable(signer)).map(named));
  if (sound === "") return say("quantumAll", { forgeable });
  return forgeable === "" ? say("quantumNone", { sound }) : say("quantumSome", { forgeable, sound });
}

/** Which lines were passed over; undefined where none was. */
export function ignoredWords({ ignored = [] }: Facts, say: Say): string | undefined {
  if (ignored.length === 0) return undefined;
  const names = listed(ignored.map(({ name, keyId }) => `${plain(name)} ${keyId}`));
  return say("ignoredLines", { count: ignored.length, names });
}

function listed(names: readonly string[]): string {
  return names.slice(0, NAMES_LISTED_MAX).join(", ") + (names.length > NAMES_LISTED_MAX ? ", …" : "");
}
