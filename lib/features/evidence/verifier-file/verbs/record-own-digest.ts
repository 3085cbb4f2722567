/** Putting the digest of a file of ours into the ledger. docs/decisions/0013-the-verifier-is-recorded.md */
import { createHash } from "node:crypto";
import { insertApiKey } from "#lib/features/accounts/api-keys/verbs/insert-api-key.ts";
import type { Recorded } from "#lib/features/evidence/intake/types.ts";
import { recordEvidence } from "#lib/features/evidence/intake/verbs/record-evidence.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";
import { prisma } from "#lib/infra/db/prisma.ts";

/** The key works for one act of a moment; nobody learns its secret. */
const KEY_LIFE_MS = 60_000;

/**
 * Records the digest for the organisation that runs the installation. The record states what is true: a key of that organisation
 * handed it in, which the worker made for this alone, as both its audit rows say.
 */
export async function recordOwnDigest(
  organisationId: OrganisationId,
  own: { content: Uint8Array; name: string; keyName: string; mediaType: string; idempotencyKey: string },
): Promise<Recorded> {
  const { content, name, keyName, mediaType, idempotencyKey } = own;
  const expiresAt = new Date(Date.now() + KEY_LIFE_MS);
  const { key } = await prisma().$transaction((tx) =>
    insertApiKey(tx, {
      actor: { kind: "worker" },
      organisationId,
      name: keyName,
      scopes: ["evidence:write"],
      expiresAt,
    }),
  );
  const digest = (name: string) => new Uint8Array(createHash(name).update(content).digest());
  return await recordEvidence({
    // It came from no address.
    actor: { kind: "api-key", apiKeyId: key.id, ...whole(organisationId), scopes: key.scopes, address: "" },
    submission: {
      type: "digest",
      sha256: digest("sha256"),
      // The file goes with its build: what a renewal binds has to be taken now.
      second: { "sha3-256": digest("sha3-256") },
      size: content.length,
      ...{ name, mediaType, idempotencyKey },
    },
  });
}
