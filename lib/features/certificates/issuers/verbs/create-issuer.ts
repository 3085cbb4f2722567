import { v7 as uuidv7 } from "uuid";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findIssuer, readIssuer } from "../rows.ts";
import { ISSUER_SLUG, type Issuer, OWN_KEY_KINDS } from "../types.ts";
import { insertKey } from "./insert-key.ts";
import { lockIssuer } from "./lock-issuer.ts";
import type { IssuerProfile } from "./update-issuer.ts";
import { writeHistory } from "./write-history.ts";

/**
 * Makes the actor's organisation an issuer, with a key of each kind that every issuer has. Its slug is part of its DID, and so of every certificate: it is
 * chosen this once.
 *
 * @throws {SealbookError} `forbidden`, `organisation_suspended`, `invalid_slug`, `slug_taken`, `issuer_present`
 */
export async function createIssuer(input: { actor: UserActor; slug: string; profile: IssuerProfile }): Promise<Issuer> {
  requirePermission(input.actor, "organisation:manage");
  const { actor, slug, profile } = input;
  const { organisationId } = actor;
  if (!ISSUER_SLUG.test(slug)) throw new SealbookError("invalid_slug", { field: "slug" });
  const behind = async (tx: Tx) => {
    await lockIssuer(tx, organisationId);
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sealbook issuer slug ' || ${slug}, 0))`;
  };
  return await proven({ actor, authority: "organisation:manage", activeOnly: true, behind }, async (tx) => {
    if (await findIssuer(organisationId, tx)) throw new SealbookError("issuer_present");
    if (await tx.issuer.findUnique({ where: { slug }, select: { id: true } }))
      throw new SealbookError("slug_taken", { field: "slug" });
    const [id, at] = [uuidv7(), new Date()];
    const { url, linkedinId, ...stated } = profile;
    const data = { id, organisationId, slug, ...stated, url: url ?? null, linkedinId: linkedinId ?? null };
    await tx.issuer.create({ data, select: { id: true } });
    for (const kind of OWN_KEY_KINDS) await insertKey(tx, { issuerId: id, kind, at });
    await writeHistory(tx, { issuerId: id, at });
    const details = { slug, name: profile.name };
    await writeAuditEvent(tx, { actor, organisationId, action: "issuer.create", subject: id, details });
    return await readIssuer(id, tx);
    // COMMIT follows. Before it there is no issuer and no key; after it the history waits to be recorded.
  });
}
