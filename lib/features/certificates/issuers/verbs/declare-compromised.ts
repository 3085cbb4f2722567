import { raiseAlert } from "#lib/features/alarms/verbs/raise-alert.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { proven } from "#lib/gate/proven.ts";
import { type ForOrganisation, requireOrganisation } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { type KeyKind, keyUrl } from "../types.ts";
import { insertKey } from "./insert-key.ts";
import { lockedIssuer, lockIssuer } from "./lock-issuer.ts";
import { endKey } from "./rotate-key.ts";
import { writeHistory } from "./write-history.ts";

/**
 * Declares a key compromised: whatever it signed from `asOf` on is bad, and stays so. A key that signs now is ended at once, and a new one
 * made. The time can be moved to an earlier one later on, never to a later one.
 *
 * @param input.note why, for those who read the settings; not published
 * @throws {SealbookError} `forbidden`, `issuer_absent`, `issuer_key_absent`, `compromise_time`, `issuer_key_compromised`
 */
export async function declareCompromised(
  input: { kind: KeyKind; number: number; asOf: Date; note: string } & ForOrganisation,
): Promise<{ madeNew: boolean }> {
  const organisationId = requireOrganisation(input, "organisation:manage");
  const { actor, kind, number, asOf, note } = input;
  const behind = (tx: Tx) => lockIssuer(tx, organisationId);
  return await proven({ actor, authority: "organisation:manage", behind }, async (tx, by) => {
    const { id: issuerId, did, name } = await lockedIssuer(tx, organisationId);
    const where = { issuerId_kind_number: { issuerId, kind, number } };
    const key = await tx.issuerKey.findUnique({ where });
    if (!key) throw new SealbookError("issuer_key_absent");
    const at = new Date();
    if (asOf > at || asOf < key.fromAt) throw new SealbookError("compromise_time", { field: "asOf" });
    if (key.compromisedAsOf && asOf >= key.compromisedAsOf)
      throw new SealbookError("issuer_key_compromised", { field: "asOf" });
    const signs = key.untilAt === null;
    if (signs) await endKey(tx, { issuerId, kind, at });
    await tx.issuerKey.update({ where, data: { compromisedAsOf: asOf, note, secret: null }, select: { number: true } });
    if (signs) await insertKey(tx, { issuerId, kind, at });
    await writeHistory(tx, { issuerId, at });
    const details = { kind, number, asOf: asOf.toISOString(), reason: note };
    await writeAuditEvent(tx, {
      actor: by,
      organisationId,
      action: "issuer.key_compromise",
      subject: issuerId,
      details,
    });
    const subject = keyUrl(did, { kind, number });
    await raiseAlert(
      { kind: "issuer_key_compromised", subject, details: { name, key: subject, asOf: asOf.toISOString() } },
      tx,
    );
    return { madeNew: signs };
    // COMMIT follows. Before it nothing is said; after it nothing is signed by the key, and everybody can read as of when it is bad.
  });
}
