/** Records written within a transaction of the caller's, who has proven the actor there: many at once, or one with what belongs to it. */

import { SALT_BYTES } from "#lib/core/claim/members.ts";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import { PLATFORM } from "#lib/features/evidence/records/types.ts";
import type { MemberActor, OrganisationId } from "#lib/gate/actor.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { COPY_NULL, copyBytes, copyIn, copyText } from "#lib/infra/db/copy-in.ts";
import type { Connection } from "#lib/infra/db/pool.ts";
import type { Submission } from "../types.ts";
import type { EncodedSubmission } from "./encode-submission.ts";
import { submitters } from "./record-evidence.ts";

export interface Made {
  submission: Submission;
  encoded: EncodedSubmission;
}

/** Whose records they are. */
export interface SubmittingOrganisation {
  ledger: string;
  /** As records state it. */
  name: string;
  /** They have public pages. */
  publish: boolean;
}

/** As it is in this transaction; its name is remembered for the records to come. */
export async function readSubmitter(connection: Connection, id: OrganisationId): Promise<SubmittingOrganisation> {
  const { rows } = await connection.query<SubmittingOrganisation>(
    "SELECT ledger, name, publish_records AS publish FROM organisation WHERE id = $1",
    [id],
  );
  const [organisation] = rows;
  if (!organisation) throw new Error(`Organisation ${id} is not there.`);
  submitters.set(id, organisation.name);
  return organisation;
}

/** @param given.made records that state this very organisation */
export async function insertRecords(
  connection: Connection,
  given: { actor: MemberActor; organisation: SubmittingOrganisation; made: readonly Made[] },
): Promise<void> {
  requirePermission(given.actor, "evidence:write");
  const { actor, organisation, made } = given;
  await insert(connection, { actor, organisation, made });
  if (!organisation.publish) await close(connection, made);
}

const COLUMNS =
  "id, organisation_id, ledger, type, sha256, size, record, content_kept, idempotency_key, received_at, kind, after, upload, submitter_id, form, salt, sha3_256, sm3";
const PRIVATE_COLUMNS = "evidence_private (evidence_id, organisation_id, name, details, salt, media_type, fields)";
const NO_FORM = `\t${COPY_NULL}`.repeat(4);

async function insert(
  connection: Connection,
  { actor, organisation, made }: { actor: MemberActor; organisation: SubmittingOrganisation; made: readonly Made[] },
): Promise<void> {
  if (made.length === 0) return;
  const hasColumns = made.some(({ encoded }) => "salts" in encoded.bytes);
  const form = hasColumns ? await formOf(connection, { actor, submitter: organisation.name }) : undefined;
  // Who has no units sends no column for them.
  const hasUnits = made.some(({ submission }) => submission.unitId);
  const start = `\t${actor.organisationId}\t${copyText(organisation.ledger)}\tdigest\t\\\\x`;
  const submitter = actor.kind === "user" ? actor.userId : actor.apiKeyId;
  let rows = "";
  let privateRows = "";
  for (const { submission, encoded } of made) {
    const { sha256, size, name, idempotencyKey, upload, unitId } = submission;
    const { id, bytes, kind, receivedAt } = encoded;
    const after = encoded.after ? `\\\\x${hex(encoded.after)}` : COPY_NULL;
    rows +=
      `${id}${start}${hex(sha256)}\t${size ?? COPY_NULL}\t${"salts" in bytes ? COPY_NULL : copyBytes(bytes.record)}` +
      `\tf\t${idempotencyKey === undefined ? COPY_NULL : copyText(idempotencyKey)}\t${receivedAt.toISOString()}\t${kind}` +
      `\t${after}\t${upload ?? COPY_NULL}\t${submitter}${form === undefined || !("salts" in bytes) ? NO_FORM : columnsOf(form, bytes.salts, submission)}` +
      `${hasUnits ? `\t${unitId ?? COPY_NULL}` : ""}\n`;
    privateRows += `${id}\t${actor.organisationId}\t${copyText(name)}\t${privateOf(bytes, submission)}\n`;
  }
  await copyIn(connection, { into: `evidence (${COLUMNS}${hasUnits ? ", unit_id" : ""})`, rows });
  await copyIn(connection, { into: PRIVATE_COLUMNS, rows: privateRows });
}

/** What records that this actor submits by now have in common. */
async function formOf(
  connection: Connection,
  { actor, submitter }: { actor: MemberActor; submitter: string },
): Promise<number> {
  const { rows } = await connection.query<{ form: number }>("SELECT evidence_form_of($1, $2, $3) AS form", [
    actor.kind,
    submitter,
    PLATFORM,
  ]);
  return (rows[0] as { form: number }).form;
}

/** Details, or what they are made of, as COPY takes them. */
function privateOf(bytes: EncodedSubmission["bytes"], { mediaType, fields }: Submission): string {
  if (!("salts" in bytes)) return [copyBytes(bytes.details), COPY_NULL, COPY_NULL, COPY_NULL].join("\t");
  const texts = [mediaType, fields && canonicalJson(fields)].map((text) =>
    text === undefined ? COPY_NULL : copyText(text),
  );
  return `${COPY_NULL}\t\\\\x${hex(bytes.salts.subarray(SALT_BYTES))}\t${texts.join("\t")}`;
}

/** Of a record of columns, as COPY takes them. */
function columnsOf(form: number, salts: Uint8Array, { second = {} }: Submission): string {
  const digests = [second["sha3-256"], second.sm3].map((digest) =>
    digest === undefined ? COPY_NULL : `\\\\x${hex(digest)}`,
  );
  return `\t${form}\t\\\\x${hex(salts.subarray(0, SALT_BYTES))}\t${digests.join("\t")}`;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

/** Nobody finds the page of a record whose organisation publishes none. */
async function close(connection: Connection, made: readonly Made[]): Promise<void> {
  await connection.query(
    "INSERT INTO evidence_publication (evidence_id, number, public, at) SELECT id, 1, false, received_at FROM evidence WHERE id = ANY ($1::uuid[])",
    [made.map(({ encoded }) => encoded.id)],
  );
}
