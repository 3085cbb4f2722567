/** Checking a receipt with what this installation knows: its own ledgers' keys, and whether a record is anchored by now. */
import { formatPolicy } from "#lib/core/log/policy.ts";
import type { OpenedReceipt } from "#lib/core/receipt/open-receipt.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import { endsOf, keysOf, type LedgerTrust, trustFor } from "#lib/core/verify/site-trust.ts";
import { readBytes } from "#lib/features/evidence/records/rows/bytes.ts";
import type { EvidenceState } from "#lib/features/evidence/records/types.ts";
import { readEpochPolicies } from "#lib/features/ledger/publishing/rows/policy-epochs.ts";
import { logsOf } from "#lib/features/ledger/publishing/rows/witness-policy.ts";
import { listLedgers } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import type { Ledger } from "#lib/features/ledger/sealing/types.ts";
import { authoritiesFile } from "#lib/features/ledger/timestamps/pages.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { timestampAuthorities } from "#lib/infra/tsa/authorities.ts";
import { readPemCertificates } from "#lib/pki/pem.ts";
import { inspect } from "#lib/verify/inspect.ts";
import { type FileKind, isKnown } from "#lib/verify/inspection.ts";
import { open } from "#lib/verify/open.ts";
import { verify } from "#lib/verify/verify.ts";
import type { CheckedCose, CheckedReceipt } from "./types.ts";

const COSE_KINDS: readonly FileKind[] = ["cose_receipt", "cose_root_receipt", "signed_statement"];
/** Policies of one ledger that are handed out: far more than there are changes of witnesses in its life. */
const POLICIES_MAX = 64;

/**
 * What this installation states about its ledgers: their keys and where they ended, how large they are, the policies about their witnesses, and the authorities
 * whose timestamps it accepts. A reader who wants to trust others brings a policy of their own to another program.
 */
export async function siteTrust(): Promise<LedgerTrust[]> {
  const ledgers = await listLedgers();
  const trusted = timestampAuthorities();
  return await Promise.all(ledgers.map((ledger) => trustIn(ledger, trusted)));
}

async function trustIn(ledger: Ledger, trusted: ReturnType<typeof timestampAuthorities>): Promise<LedgerTrust> {
  return {
    origin: ledger.origin,
    keys: formatPolicy({ logs: logsOf(ledger), witnesses: [], groups: [] }),
    policies: await readEpochPolicies(ledger, POLICIES_MAX),
    authorities: trusted.length === 0 ? "" : authoritiesFile(trusted),
    ends: ledger.keys.flatMap(({ verifierKey: key, endSize }) =>
      endSize === undefined ? [] : [{ key, size: `${endSize}` }],
    ),
    size: `${ledger.treeSize}`,
  };
}

/**
 * Checks a receipt against itself, a digest and what this installation states: keys, the policy in force at the size of the
 * receipt's tree, authorities. Too few witnesses are reported, and fail nothing.
 *
 * A receipt of another origin is checked without a policy, so that its issuer stays unproven; one that names an origin
 * of ours with another key fails. What a receipt without a proof says is handed out only when this installation has that very record.
 */
export async function checkReceipt(input: {
  receipt: Uint8Array;
  sha256?: Uint8Array | undefined;
  sha3?: Uint8Array | undefined;
  sm3?: Uint8Array | undefined;
}): Promise<CheckedReceipt> {
  const { sha256, sha3, sm3 } = input;
  const receipt = await open(input.receipt);
  const site = await siteTrust();
  const trust = trustFor(receipt, site);
  const { stated, ...verification } = await verify({
    receipt,
    at: new Date(),
    requireQuorum: false,
    ...(sha256 ? { sha256 } : {}),
    ...(sha3 ? { sha3 } : {}),
    ...(sm3 ? { sm3 } : {}),
    ...(trust
      ? { policy: trust.policy, extent: trust.extent, authorities: readPemCertificates(trust.authorities) }
      : {}),
  });
  // No receipt could be read: most often it is another of our own formats, or a print.
  if (receipt.parts === undefined) {
    const inspection = await inspect(input.receipt, { policy: keysOf(site) });
    return isKnown(inspection) ? { ...verification, inspection } : verification;
  }
  const state = stated && (await findState(stated.id, receipt));
  return state === undefined ? verification : { ...verification, facts: stated, state };
}

/** Checks a COSE receipt against what it is said to be about, by the keys of this installation's ledgers and where they ended. */
export async function checkCose(input: { cose: Uint8Array; entry?: Uint8Array | undefined }): Promise<CheckedCose> {
  const site = await siteTrust();
  const inspection = await inspect(input.cose, { policy: keysOf(site), ends: endsOf(site), beside: input.entry });
  const { kind, checks, missing } = inspection;
  // A certificate, or a statement without a receipt, may be well-formed: the ledger has signed nothing about it.
  const isSigned = COSE_KINDS.includes(kind) && checks.some(({ name }) => name === "signature");
  const isWhole = isSigned && checks.every(({ status }) => status === "ok");
  // Who issued a statement is another question than whether it is in the ledger.
  const lacks = missing.filter((name) => name !== "issuer_key");
  if (checks.some(({ status }) => status === "failed")) return { verdict: "failed", inspection };
  return { verdict: isWhole && lacks.length === 0 ? "valid" : "unchecked", inspection };
}

/** Of the record that a receipt without a proof carries, byte for byte; its salt is known to none who has not seen it. */
async function findState(id: string, { parts }: OpenedReceipt): Promise<EvidenceState | undefined> {
  const [row] = await readBytes(undefined, [id]);
  if (!row?.record.equals(utf8(parts?.receipt.record ?? ""))) return undefined;
  return (await prisma().ledgerEntry.count({ where: { evidenceId: id } })) > 0 ? "anchored" : "recorded";
}
