/** Contracts for strangers: by a number or an id that nobody guesses, and without what they say and of whom. */
import { toHex } from "#lib/core/text/bytes.ts";
import { readEnvelope } from "#lib/features/contracts/envelopes/rows/envelopes.ts";
import type { Envelope } from "#lib/features/contracts/envelopes/types.ts";
import { explorerPath } from "#lib/features/ledger/sealing/types.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { Reference } from "./schema.ts";
import type { CheckedContract, CheckedRecord, CheckedSigning } from "./types.ts";

/** How often one document may be out for signing, as far as it is told: the newest. */
const SIGNINGS_MAX = 5;

/** Undefined where there is none, and for a contract that was not sent. */
export async function findChecked(reference: Reference): Promise<CheckedContract | undefined> {
  const found = await locate(reference);
  const document = found && (await readChecked(found.evidenceId));
  if (!found || !document) return undefined;
  const { number, organisationId, envelopes } = found;
  const { name, testOfId } = await prisma().organisation.findUniqueOrThrow({
    where: { id: organisationId },
    select: { name: true, testOfId: true },
  });
  const signings = await Promise.all(
    envelopes.map(async (id) => await toSigning(await readEnvelope(id), { isErased: document.sha256 === undefined })),
  );
  return { number, organisation: name, test: testOfId !== null, document, signings };
}

interface Located {
  number: string | undefined;
  organisationId: string;
  evidenceId: string;
  envelopes: string[];
}

async function locate(reference: Reference): Promise<Located | undefined> {
  const sent = { sentAt: { not: null } } as const;
  if ("envelope" in reference) {
    const row = await prisma().contractEnvelope.findFirst({ where: { id: reference.envelope, ...sent } });
    if (!row) return undefined;
    const { id, sourceId: evidenceId, organisationId } = row;
    const composed = await prisma().composedContract.findUnique({ where: { evidenceId }, select: { number: true } });
    return { number: composed?.number, organisationId, evidenceId, envelopes: [id] };
  }
  const row = await prisma().composedContract.findUnique({ where: { number: reference.number } });
  if (!row) return undefined;
  const { number, organisationId, evidenceId } = row;
  const envelopes = await prisma().contractEnvelope.findMany({
    where: { organisationId, sourceId: evidenceId, ...sent },
    select: { id: true },
    orderBy: { id: "desc" },
    take: SIGNINGS_MAX,
  });
  return { number, organisationId, evidenceId, envelopes: envelopes.map(({ id }) => id) };
}

type Row = {
  recordedAt: Date;
  sha256: Buffer;
  erased: boolean;
  open: boolean;
  ledger: string | null;
  index: bigint | null;
  at: Date | null;
};
const RECORD = `SELECT e.received_at AS "recordedAt", e.sha256, n.ledger, n.index, b.time AS at,
    EXISTS (SELECT FROM evidence_erasure x WHERE x.evidence_id = e.id) AS erased,
    coalesce((SELECT p.public FROM evidence_publication p WHERE p.evidence_id = e.id ORDER BY p.number DESC LIMIT 1), true) AS open
  FROM evidence e LEFT JOIN ledger_entry n ON n.evidence_id = e.id
    LEFT JOIN ledger_block b ON b.ledger = n.ledger AND b.height = n.block_height
  WHERE e.id = $1`;

async function readChecked(id: string): Promise<CheckedRecord | undefined> {
  const [row] = (await pool().query<Row>(RECORD, [id])).rows;
  if (!row) return undefined;
  const { recordedAt, sha256, erased, open, ledger, index, at } = row;
  return {
    ...{ id, open, recordedAt: recordedAt.toISOString() },
    anchored:
      ledger !== null && index !== null && at !== null
        ? { at: at.toISOString(), index: `${index}`, href: `${explorerPath(ledger)}/entries/${index}` }
        : undefined,
    sha256: erased ? undefined : toHex(new Uint8Array(sha256)),
  };
}

/** @param of.isErased so is what it was made from */
async function toSigning(
  { id, state, sentAt, expiresAt, endedAt, parties }: Envelope,
  of: { isErased: boolean },
): Promise<CheckedSigning> {
  if (sentAt === undefined || state === "draft") throw new Error("A contract was not sent, and is shown.");
  const rows = await prisma().contractVersion.findMany({
    where: { envelopeId: id },
    select: { number: true, sha256: true, evidenceId: true },
    orderBy: { number: "asc" },
  });
  const last = rows.at(-1)?.evidenceId;
  const completed = last ? await readChecked(last) : undefined;
  const isErased = of.isErased || (completed !== undefined && completed.sha256 === undefined);
  const versions = rows.map(({ number, sha256 }) => ({ signatures: number, sha256: toHex(new Uint8Array(sha256)) }));
  return {
    // Late by itself, before the worker writes it down.
    state: state === "sent" && expiresAt <= new Date() ? "expired" : state,
    ...{ sentAt: sentAt.toISOString(), expiresAt: expiresAt.toISOString(), endedAt: endedAt?.toISOString() },
    parties: parties.map((party) => ({
      ...{ role: party.role, state: party.state, doneAt: party.doneAt?.toISOString() },
    })),
    versions: isErased ? [] : versions,
    completed,
  };
}
