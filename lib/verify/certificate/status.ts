/**
 * What became of it since: by the list that the issuer signs anew each day, and by the ledger. Both are looked at, and the stricter one
 * counts. There are three outcomes: in force, not in force, and could not be checked; only the first is ever good news.
 */
import type { ReadCredential } from "./credential.ts";
import type { IssuerKeys } from "./keys.ts";
import type { LedgerFinding } from "./ledger.ts";
import type { ReceiptOfCertificate } from "./opened.ts";
import type { CertificateGiven } from "./sources.ts";
import { type LedgerStatus, ledgerStatus } from "./statuses.ts";
import type { CertificateGap, CertificateStep, FoundStatus } from "./words.ts";

const name = "status";
type Finding = { step: CertificateStep; status?: FoundStatus };

/** The stricter first. */
const STATES = ["revoked", "superseded", "withdrawn", "suspended"] as const;
/** Values of a token status list (draft-ietf-oauth-status-list section 7, and 3 for what was replaced). */
const TOKEN_STATES: readonly FoundStatus["state"][] = ["active", "revoked", "suspended", "superseded"];
const LIST_GAPS: Readonly<Record<string, CertificateGap>> = {
  malformed: "list_malformed",
  unsigned: "list_unsigned",
  key_unknown: "list_unsigned",
  foreign: "list_foreign",
  stale: "list_stale",
  wrong_purpose: "list_wrong_purpose",
};

type Asked = {
  credential: ReadCredential | undefined;
  keys: IssuerKeys | undefined;
  receipt: ReceiptOfCertificate | undefined;
  ledger: LedgerFinding | undefined;
  given: CertificateGiven;
};

export async function checkStatus(asked: Asked): Promise<Finding> {
  if (asked.credential && asked.credential.status === undefined) {
    return { step: { name, status: "not_applicable", reason: "short_validity" } };
  }
  const [listed, recorded] = await Promise.all([listStatus(asked), recordedStatus(asked)]);
  const states = [recorded, listed].filter((each) => typeof each === "object");
  for (const state of STATES) {
    const found = states.find((each) => each.state === state);
    if (found === undefined) continue;
    // The ledger tells revoked from suspended, which one bit cannot.
    const said = state === "withdrawn" ? (states.find((each) => each.state === "suspended") ?? found) : found;
    return { step: { name, status: "failed", reason: said.state as (typeof STATES)[number] }, status: said };
  }
  const gap = [listed, recorded].find((each) => typeof each === "string");
  if (gap !== undefined) return { step: { name, status: "unchecked", reason: gap } };
  return { step: { name, status: "ok", reason: "ok" }, status: { state: "active" } };
}

/** By the list that the credential names; undefined for one that names none, where the ledger says it all. */
async function listStatus({ credential, keys, given }: Asked): Promise<FoundStatus | CertificateGap | undefined> {
  if (credential === undefined) return given.sources.statuses === undefined ? "list_not_named" : undefined;
  const text = given.sources.statusList;
  if (credential.status === undefined) return "list_not_named";
  if (text === undefined) return "list_missing";
  if (keys === undefined) return "issuer_keys_missing";
  const { address, index, kind } = credential.status;
  const asked = { issuer: credential.did, address, now: given.now };
  let isForeign = false;
  const isGood = (id: string) => {
    isForeign ||= !id.startsWith(`${keys.did}#`);
    const key = keys.keys.get(id);
    return key?.compromisedAsOf === undefined ? key : undefined;
  };
  if (kind === "bitstring") {
    const { checkStatusList } = await import("#lib/credentials/status-list.ts");
    const keyOf = (id: string) => (isGood(id)?.type === "ed25519" ? isGood(id)?.publicKey : undefined);
    const list = await checkStatusList({ ...asked, text, keyOf, purpose: "revocation" });
    if (!list.ok) return isForeign ? "list_foreign" : (LIST_GAPS[list.failure] ?? "list_malformed");
    const value = list.valueAt(index);
    return value === undefined ? "list_malformed" : { state: value === 0 ? "active" : "withdrawn" };
  }
  const { checkTokenStatusList } = await import("#lib/credentials/token-status-list.ts");
  const keyOf = (id: string) => (isGood(id)?.type === "p256" ? isGood(id)?.publicKey : undefined);
  const list = await checkTokenStatusList({ ...asked, jwt: text, keyOf });
  if (!list.ok) return LIST_GAPS[list.failure] ?? "list_malformed";
  const state = TOKEN_STATES[list.valueAt(index) ?? -1];
  return state === undefined ? "list_malformed" : { state };
}

/** By the ledger; undefined where no receipt came by which its entries are found. */
async function recordedStatus({ receipt, ledger, given }: Asked): Promise<LedgerStatusOrGap | undefined> {
  const certificate = receipt?.certificate;
  if (certificate === undefined) return undefined;
  const { statuses } = given.sources;
  if (statuses === undefined) return "ledger_not_asked";
  // Whose entries count is what the batch's own record says; one that does not hold says nothing.
  if (ledger?.organisation === undefined) return "ledger_unproven";
  const about = { certificate, organisation: ledger.organisation, given };
  const found: LedgerStatus = await ledgerStatus(statuses, about);
  if (found === "malformed") return "statements_malformed";
  return found.state === "active" && given.sources.isPartial ? "ledger_not_asked" : found;
}
type LedgerStatusOrGap = FoundStatus | CertificateGap;
