import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { proven } from "#lib/gate/proven.ts";
import { type ForOrganisation, requireOrganisation } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { IssuerKey, KeyKind } from "../types.ts";
import { insertKey } from "./insert-key.ts";
import { lockedIssuer, lockIssuer } from "./lock-issuer.ts";
import { writeHistory } from "./write-history.ts";

/**
 * Makes a new key of a kind, which signs from now on. The one before it stays published and good for what it signed; its secret part is
 * destroyed.
 *
 * @throws {SealbookError} `forbidden`, `issuer_absent`, `too_many_issuer_keys`; `issuer_key_absent`: none of the kind signs
 */
export async function rotateKey(input: { kind: KeyKind } & ForOrganisation): Promise<IssuerKey> {
  const organisationId = requireOrganisation(input, "organisation:manage");
  const { actor, kind } = input;
  const behind = (tx: Tx) => lockIssuer(tx, organisationId);
  return await proven({ actor, authority: "organisation:manage", behind }, async (tx, by) => {
    const { id: issuerId } = await lockedIssuer(tx, organisationId);
    const at = new Date();
    if (!(await endKey(tx, { issuerId, kind, at }))) throw new SealbookError("issuer_key_absent");
    const key = await insertKey(tx, { issuerId, kind, at });
    await writeHistory(tx, { issuerId, at });
    const details = { kind, number: key.number };
    await writeAuditEvent(tx, { actor: by, organisationId, action: "issuer.key_rotate", subject: issuerId, details });
    return key;
    // COMMIT follows. Before it the old key signs; after it only the new one does.
  });
}

/** The key that signs does so no more; what is secret of it is gone with the commit. @returns whether there was one */
export async function endKey(
  tx: Tx,
  { issuerId, kind, at }: { issuerId: string; kind: KeyKind; at: Date },
): Promise<boolean> {
  const where = { issuerId, kind, untilAt: null };
  const { count } = await tx.issuerKey.updateMany({ where, data: { untilAt: at, secret: null } });
  return count > 0;
}
