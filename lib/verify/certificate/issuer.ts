/** Who issued: whose key signed, whether it counted then, and whether anybody but the issuer says who the issuer is. */
import type { ReadCredential } from "./credential.ts";
import type { IntegrityFinding } from "./integrity.ts";
import type { IssuerKey, KeysFinding } from "./keys.ts";
import type { Sources } from "./sources.ts";
import type { CertificateGap, CertificateStep, CertificateVerification } from "./words.ts";

const name = "issuer";

type Finding = { step: CertificateStep; compromise?: NonNullable<CertificateVerification["compromise"]> };
type Asked = {
  credential: ReadCredential;
  keys: KeysFinding;
  /** How far the integrity of the credential came with those keys. */
  integrity: IntegrityFinding;
  domains: Sources["domains"];
  /** By a ledger that the reader trusts. */
  issuedAt: string | undefined;
};

export function checkIssuer({ credential, keys, integrity, domains, issuedAt }: Asked): Finding {
  if (typeof keys === "string") return unchecked(keys);
  const { did, method, created } = credential;
  if (!method.startsWith(`${did}#`)) return { step: { name, status: "failed", reason: "key_foreign", found: method } };
  const key = keys.keys.get(method);
  if (integrity.key === "unknown" || key === undefined) {
    return { step: { name, status: "failed", reason: "key_unknown", found: method } };
  }
  const { compromisedAsOf: asOf } = key;
  if (asOf !== undefined) {
    const compromise = { key: key.id, asOf, ...(issuedAt === undefined ? {} : { issuedAt }) };
    // What the issuer, or a thief, writes about the time counts for nothing here; a ledger's time does.
    if (issuedAt === undefined) return { ...unchecked("compromised_undated"), compromise };
    if (!(Date.parse(issuedAt) < Date.parse(asOf))) {
      return { step: { name, status: "failed", reason: "issued_after_compromise", found: issuedAt }, compromise };
    }
    return { ...standing({ key, created, keys, domains }), compromise };
  }
  return standing({ key, created, keys, domains });
}

function standing(input: {
  key: IssuerKey;
  created: string | undefined;
  keys: Exclude<KeysFinding, string>;
  domains: Sources["domains"];
}): Finding {
  const { key, created, keys, domains } = input;
  if (!keys.hasHistory) return unchecked("history_missing");
  // A key that was exchanged, and not lost, is believed in what it says about its own time.
  if (created !== undefined && key.until !== undefined && Date.parse(created) > Date.parse(key.until)) {
    return { step: { name, status: "failed", reason: "key_not_in_force", found: created } };
  }
  return domains?.length ? { step: { name, status: "ok", reason: "ok" } } : unchecked("domain_unproven");
}

const unchecked = (reason: CertificateGap): Finding => ({ step: { name, status: "unchecked", reason } });
