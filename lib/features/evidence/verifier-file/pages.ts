/** What pages and API say about the offline verifier, and where this installation publishes what others check. */
import { publicUrl } from "#lib/env.ts";
import { listLedgers } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { FIRST_LEDGER, keysOf } from "#lib/features/ledger/sealing/types.ts";
import { timestampAuthorities } from "#lib/infra/tsa/authorities.ts";
import { findVerifierRecord, readVerifierFile } from "./rows.ts";
import type { VerifierJson } from "./schema.ts";
import type { OfferedVerifier } from "./types.ts";

/** Undefined where there is no build. */
export async function loadVerifier(): Promise<OfferedVerifier | undefined> {
  const found = readVerifierFile();
  if (!found) return undefined;
  const record = await findVerifierRecord(found.file.sha256);
  return { ...found.file, ...(record && { record }) };
}

/** The answer of the API. */
export async function loadVerifierJson(): Promise<VerifierJson | undefined> {
  const verifier = await loadVerifier();
  if (!verifier) return undefined;
  const { record, ...file } = verifier;
  const url = `${publicUrl}/verifier.html?v=${file.sha256}`;
  if (!record) return { ...file, url };
  const { id, index } = record;
  return {
    ...file,
    url,
    record: { ...(record.public && { page: `${publicUrl}/v/${id}` }), ...(index !== undefined && { index }) },
  };
}

/** The bytes; undefined where there is no build, or where another file than this one is built. */
export function loadVerifierContent(sha256: string | undefined): Uint8Array<ArrayBuffer> | undefined {
  const found = readVerifierFile();
  return sha256 === undefined || found?.file.sha256 === sha256 ? found?.content : undefined;
}

/**
 * What the page about checking needs to print commands that work here.
 *
 * @param wanted name of a ledger, as it stands in the address; any other means the first
 */
export async function loadCheckUs(wanted: string | undefined) {
  const [ledgers, verifier] = await Promise.all([listLedgers(), loadVerifier()]);
  const ledger = ledgers.find(({ name }) => name === wanted) ?? ledgers.find(({ name }) => name === FIRST_LEDGER);
  if (!ledger) throw new Error(`There is no ledger ${FIRST_LEDGER}.`);
  const { name, origin, verifierKey, format } = ledger;
  return {
    publicUrl,
    verifier,
    ledgers: ledgers.map((each) => each.name),
    ledger: { name, origin, verifierKey, format, keys: keysOf(ledger, "ed25519") },
    stamps: timestampAuthorities().length > 0,
  };
}
