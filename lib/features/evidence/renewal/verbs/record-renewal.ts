/** A renewal's statement goes into the ledger that it renews, as the offline verifier does (docs/decisions/0013). */
import { sha3 } from "#lib/core/renewal/renewed-tree.ts";
import { sha256 as sha256Of, utf8 } from "#lib/core/text/bytes.ts";
import { insertApiKey } from "#lib/features/accounts/api-keys/verbs/insert-api-key.ts";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import { noteRecord } from "#lib/features/ledger/renewal/verbs/finish-renewal.ts";
import type { Actor } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";
import { requireCommandLine } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findRecorder } from "../rows.ts";

/** The key works for one act of a moment; nobody learns its secret. */
const KEY_LIFE_MS = 60_000;

/**
 * Records a statement once, by a key of one moment.
 *
 * @returns the id of its record
 * @throws {SealbookError} `renewal_without_organisation`; as `recordEvidence`.
 */
export async function recordRenewal(options: {
  actor: Extract<Actor, { kind: "operator" }>;
  ledger: string;
  number: number;
  statement: string;
}): Promise<string> {
  requireCommandLine(options.actor);
  const { actor, ledger, number, statement } = options;
  const organisationId = await findRecorder(ledger);
  if (organisationId === undefined) throw new SealbookError("renewal_without_organisation", { details: { ledger } });
  const name = `sealbook-renewal-${ledger}-${number}.txt`;
  const { key } = await prisma().$transaction((tx) =>
    insertApiKey(tx, {
      ...{ actor, organisationId, name, scopes: ["evidence:write"] },
      expiresAt: new Date(Date.now() + KEY_LIFE_MS),
    }),
  );
  const bytes = utf8(statement);
  const sha256 = new Uint8Array(sha256Of(bytes));
  const idempotencyKey = `sealbook-renewal:${ledger}:${number}:${Buffer.from(sha256).toString("hex")}`;
  const { evidence } = await recordEvidence({
    // It came from no address.
    actor: { kind: "api-key", apiKeyId: key.id, ...whole(organisationId), scopes: key.scopes, address: "" },
    submission: {
      ...{ type: "digest", sha256, size: bytes.length, name, mediaType: "text/plain", idempotencyKey },
      renewal: sha3(bytes),
    },
  });
  await noteRecord({ actor, renewal: { ledger, number }, evidenceId: evidence.id });
  return evidence.id;
}
