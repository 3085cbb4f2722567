/**
 * A Bitstring Status List as its credential (W3C Bitstring Status List 1.0): checked so that there are three outcomes for whoever asks after
 * an entry. A list that is stale, foreign or could not be read says nothing, and never that all is well.
 */
import { bitAt, decodeBits } from "./bitstring.ts";
import type { Contexts } from "./canonize.ts";
import type { CredentialFailure } from "./credential-failures.ts";
import { type Members, verifyCredential } from "./data-integrity.ts";

export const STATUS_LIST_TYPE = "BitstringStatusListCredential";
export const STATUS_LIST_SUBJECT_TYPE = "BitstringStatusList";
/** Clocks differ. */
const CLOCK_TOLERANCE_MS = 5 * 60 * 1_000;

export type StatusListFailure =
  /** No list: its form, its length, or its packing. */
  | "malformed"
  /** Its signature is missing or does not hold. */
  | "unsigned"
  /** Another issuer's, or another list than was asked for. */
  | "foreign"
  /** Its time is over, or has not begun. */
  | "stale"
  | "wrong_purpose"
  | "key_unknown";

export type CheckedStatusList =
  | {
      ok: true;
      validUntil: string;
      /** 0 or 1; undefined where the list has no such entry. */
      valueAt: (index: number) => number | undefined;
    }
  | { ok: false; failure: StatusListFailure };

const FAILURES: { [Failure in CredentialFailure]: StatusListFailure } = {
  ...{ too_large: "malformed", not_json: "malformed", not_a_credential: "malformed", unknown_context: "malformed" },
  ...{ undefined_term: "malformed", not_json_ld: "malformed", proof_missing: "unsigned", proof_malformed: "unsigned" },
  ...{ proof_set: "unsigned", proof_unsupported: "unsigned", wrong_purpose: "unsigned", created_in_future: "unsigned" },
  ...{ proof_expired: "stale", key_of_other_issuer: "foreign", key_unknown: "key_unknown" },
  content_mismatch: "unsigned",
};

/**
 * @param input.text the list's credential as it came
 * @param input.issuer of the certificate: the list has to be by the same
 * @param input.address by which the certificate names the list
 */
export async function checkStatusList(input: {
  text: string;
  keyOf: (verificationMethod: string) => Promise<Uint8Array | undefined> | Uint8Array | undefined;
  issuer: string;
  address: string;
  purpose: string;
  now: Date;
  contexts?: Contexts;
}): Promise<CheckedStatusList> {
  const { issuer, address, purpose, now, ...given } = input;
  const outcome = await verifyCredential({ ...given, now });
  if ("failed" in outcome) return { ok: false, failure: FAILURES[outcome.failed] };
  const { credential } = outcome;
  if (outcome.issuer !== issuer || credential.id !== address) return { ok: false, failure: "foreign" };
  const subject = subjectOf(credential);
  const { validFrom, validUntil } = credential;
  if (subject === undefined || !isTime(validUntil) || (validFrom !== undefined && !isTime(validFrom)))
    return { ok: false, failure: "malformed" };
  if (subject.statusPurpose !== purpose) return { ok: false, failure: "wrong_purpose" };
  const isEarly = validFrom !== undefined && Date.parse(validFrom) > now.getTime() + CLOCK_TOLERANCE_MS;
  if (isEarly || Date.parse(validUntil) <= now.getTime()) return { ok: false, failure: "stale" };
  const bits = await decodeBits(subject.encodedList);
  if (bits === undefined) return { ok: false, failure: "malformed" };
  return {
    ok: true,
    validUntil,
    valueAt: (index) => {
      const bit = bitAt(bits, index);
      return bit === undefined ? undefined : Number(bit);
    },
  };
}

/** The list itself: of one purpose, one bit an entry. */
function subjectOf({ type, credentialSubject }: Members): Members | undefined {
  if (![type].flat().includes(STATUS_LIST_TYPE)) return undefined;
  if (typeof credentialSubject !== "object" || credentialSubject === null || Array.isArray(credentialSubject))
    return undefined;
  const subject = credentialSubject as Members;
  const { statusSize = 1 } = subject;
  return subject.type === STATUS_LIST_SUBJECT_TYPE && statusSize === 1 ? subject : undefined;
}

const isTime = (value: unknown): value is string => typeof value === "string" && !Number.isNaN(Date.parse(value));
