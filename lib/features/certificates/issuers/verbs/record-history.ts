import { sha256, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { issuerDid } from "#lib/credentials/did-web.ts";
import { publicUrl } from "#lib/env.ts";
import { momentKey } from "#lib/features/accounts/api-keys/verbs/moment-key.ts";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import type { ApiKeyActor, OrganisationId } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";

interface Waiting {
  issuerId: string;
  organisationId: OrganisationId;
  slug: string;
  number: number;
  text: string;
  /** The record of the version before; null of the first. */
  previous: Buffer | null;
}

/** The oldest version that waits of each issuer, of organisations that may record. */
const WAITING = `SELECT DISTINCT ON (h.issuer_id) h.issuer_id AS "issuerId", i.organisation_id AS "organisationId", i.slug, h.number, h.text,
    (SELECT e.record FROM issuer_history b JOIN evidence e ON e.id = b.evidence_id
     WHERE b.issuer_id = h.issuer_id AND b.number = h.number - 1) AS previous
  FROM issuer_history h JOIN issuer i ON i.id = h.issuer_id
  WHERE h.evidence_id IS NULL AND coalesce((SELECT e.event FROM organisation_event e
    WHERE e.organisation_id = i.organisation_id ORDER BY e.number DESC LIMIT 1), 'active') = 'active'
  ORDER BY h.issuer_id, h.number`;

/**
 * Records each version of each issuer's history that waits, once and behind the one before: what was recorded before a crash is found by its
 * digest, and only noted.
 *
 * @returns how many were recorded
 * @throws what recording throws of an issuer, once the others had their turn
 */
export async function recordHistories(): Promise<number> {
  const { rows } = await pool().query<Waiting>(WAITING);
  const troubles: unknown[] = [];
  for (const waiting of rows) {
    try {
      await record(await momentKey(waiting.organisationId, "Sealbook issuer keys"), waiting);
    } catch (error) {
      troubles.push(error);
    }
  }
  if (troubles.length > 0) throw troubles[0];
  return rows.length;
}

async function record(actor: ApiKeyActor, waiting: Waiting): Promise<void> {
  const { issuerId, slug, number, text, previous } = waiting;
  if (number > 1 && previous === null) throw new Error(`Version ${number - 1} of issuer ${issuerId} has no record.`);
  const bytes = utf8(text);
  const digest = new Uint8Array(sha256(bytes));
  const { evidence } = await recordEvidence({
    actor,
    submission: {
      ...{ type: "digest", sha256: digest, size: bytes.length, name: `sealbook-issuer-${slug}-keys-${number}.json` },
      mediaType: "application/json",
      idempotencyKey: `sealbook-issuer-keys:${issuerId}:${number}:${toHex(digest)}`,
      event: {
        issuer: issuerDid(publicUrl, slug),
        ...(previous === null ? {} : { previous: { record: new Uint8Array(previous) } }),
      },
    },
  });
  // Recorded: a crash before this is made good by the next round, which finds the same record.
  await pool().query(
    "UPDATE issuer_history SET evidence_id = $3 WHERE issuer_id = $1 AND number = $2 AND evidence_id IS NULL",
    [issuerId, number, evidence.id],
  );
}
