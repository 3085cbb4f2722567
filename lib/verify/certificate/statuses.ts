/**
 * What became of a certificate, by the ledger: entries that name it blinded. Anybody who has its receipt can have something recorded about
 * it; what counts is recorded by the organisation that recorded the batch, in the issuer's name, about this very leaf.
 */
import { parseStatusStatement, statusSubject } from "#lib/core/certificate/status.ts";
import { STATUSES } from "#lib/core/claim/kinds/status.ts";
import { kindOf } from "#lib/core/claim/record.ts";
import { RECORD_V2, type RecordV2 } from "#lib/core/claim/record-v2.ts";
import { openReceiptFile } from "#lib/core/receipt/open-receipt.ts";
import { sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import type { CertificateExtra } from "#lib/core/verify/extras/certificate.ts";
import { verify } from "../verify.ts";
import type { CertificateGiven, StatusEntry } from "./sources.ts";
import type { FoundStatus } from "./words.ts";

/** Of one certificate in its life. */
const ENTRIES_MAX = 200;

/** `malformed`: an entry about this certificate, of its issuer, that does not hold: nobody can say what it would have said. */
export type LedgerStatus = FoundStatus | "malformed";

/** The state in which the ledger's entries leave a certificate. Entries of others are passed over. */
export async function ledgerStatus(
  entries: readonly StatusEntry[],
  about: { certificate: CertificateExtra; organisation: string; given: CertificateGiven },
): Promise<LedgerStatus> {
  if (entries.length > ENTRIES_MAX) return "malformed";
  const found: FoundStatus[] = [];
  for (const entry of entries) {
    const read = await readEntry(entry, about);
    if (read === "malformed") return "malformed";
    if (read) found.push(read);
  }
  found.sort((left, right) => (left.index ?? 0) - (right.index ?? 0));
  // What was revoked or replaced stays so, whatever was recorded after it.
  const final = ["revoked", "superseded"] as const;
  for (const state of final) {
    const ended = found.find((each) => each.state === state);
    if (ended) return ended;
  }
  return found.at(-1) ?? { state: "active" };
}

async function readEntry(
  { receipt, statement }: StatusEntry,
  about: { certificate: CertificateExtra; organisation: string; given: CertificateGiven },
): Promise<FoundStatus | "malformed" | undefined> {
  const { certificate, organisation, given } = about;
  const opened = openReceiptFile(receipt);
  const record = opened.parts?.record;
  const isAbout =
    record?.record === RECORD_V2 &&
    kindOf(record) === "status" &&
    record.subject === statusSubject(certificate.bytes) &&
    record.issuer === certificate.statement.issuer &&
    record.submitter.organisation === organisation;
  if (!isAbout) return opened.parts === undefined ? "malformed" : undefined;
  const { verdict, facts } = await verify({
    receipt: opened,
    at: given.now,
    requireQuorum: false,
    ...given.trust(opened),
  });
  // What is not anchored yet, or of a ledger that the reader does not know, is no entry of the ledger.
  if (verdict !== "valid" || facts === undefined) return "malformed";
  const read = statement === undefined ? statedIn(record) : statementOf(statement, { record, certificate });
  if (read === undefined) return "malformed";
  return { ...read, ...(facts.index === undefined ? {} : { index: facts.index }) };
}

/** The words of a statement may be erased; what the record itself states stays. */
function statedIn({ claim, receivedAt }: RecordV2): FoundStatus | undefined {
  const state = STATUSES.find((each) => each === claim?.status);
  return state && { state: state === "issued" || state === "resumed" ? "active" : state, at: receivedAt };
}

function statementOf(
  text: string,
  { record, certificate }: { record: RecordV2; certificate: CertificateExtra },
): FoundStatus | undefined {
  const read = parseStatusStatement(text);
  const isRecorded = toBase64(sha256(utf8(text))) === record.digests.sha256;
  if (read === undefined || !isRecorded || read.certificate !== certificate.leaf.id) return undefined;
  if (read.state !== record.claim?.status) return undefined;
  const { state, at, reason, replacement } = read;
  return {
    state: state === "issued" || state === "resumed" ? "active" : state,
    at,
    ...(reason === undefined ? {} : { reason }),
    ...(replacement === undefined ? {} : { replacement }),
  };
}
