import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { reachOf } from "#lib/gate/reach.ts";
import { type ForOrganisation, requireOrganisation } from "#lib/gate/require.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { keysOf } from "../rows.ts";

/**
 * Revokes a key of the organisation for good; the next request with it is refused.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`; `gone` when there is no such key, or it is revoked already.
 */
export async function revokeApiKey(input: { apiKeyId: string } & ForOrganisation<MemberActor>): Promise<void> {
  const organisationId = requireOrganisation(input, "keys:manage");
  const { actor, apiKeyId } = input;
  await proven({ actor, authority: "keys:manage" }, async (tx, by) => {
    const [key] = await tx.apiKey.updateManyAndReturn({
      where: { id: apiKeyId, ...keysOf(reachOf(by, organisationId)), revokedAt: null },
      data: { revokedAt: new Date() },
      select: { name: true, prefix: true },
    });
    if (!key) throw new SealbookError("gone");
    await writeAuditEvent(tx, { actor, organisationId, action: "key.revoke", subject: apiKeyId, details: { ...key } });
  });
}
