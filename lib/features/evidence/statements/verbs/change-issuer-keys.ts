/** Whose statements an organisation registers: the operator names the issuers' keys. */
import { encodeCbor } from "#lib/core/cbor/encode.ts";
import { isFailed } from "#lib/core/cose/failures.ts";
import { coseKeyItem, parseKeys, thumbprint } from "#lib/core/cose/key.ts";
import { toHex } from "#lib/core/text/bytes.ts";
import { writeAuditRow } from "#lib/features/audit-log/verbs/write-audit-row.ts";
import type { Actor, OrganisationId } from "#lib/gate/actor.ts";
import { requireCommandLine } from "#lib/gate/require.ts";
import { type Connection, pool, transaction } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";

type OperatorActor = Extract<Actor, { kind: "operator" }>;

/**
 * Names a key, or several; one that ended is taken up again.
 *
 * @param input.bytes COSE_Key or COSE_KeySet
 * @returns their thumbprints, in hex
 * @throws {SealbookError} `forbidden`, `issuer_key_malformed`, `organisation_absent`
 */
export async function addIssuerKeys(input: {
  actor: OperatorActor;
  organisationId: string;
  bytes: Uint8Array;
}): Promise<string[]> {
  requireCommandLine(input.actor);
  const { actor, bytes } = input;
  const keys = parseKeys(bytes);
  if (isFailed(keys)) throw new SealbookError("issuer_key_malformed");
  return await transaction(pool(), async (connection) => {
    const organisationId = await namedOrganisation(connection, input.organisationId);
    for (const key of keys) {
      await connection.query(
        `INSERT INTO statement_key (organisation_id, thumbprint, key) VALUES ($1, $2, $3)
         ON CONFLICT (organisation_id, thumbprint) DO UPDATE SET ended_at = NULL`,
        [organisationId, thumbprint(key), encodeCbor(coseKeyItem(key, { kid: false }))],
      );
      const subject = toHex(thumbprint(key));
      await writeAuditRow(connection, { organisationId, actor, action: "issuer_key.add", subject, details: {} });
    }
    return keys.map((key) => toHex(thumbprint(key)));
  });
}

/** Statements by this key are taken no more; those that are in the ledger stay. @throws {SealbookError} `forbidden`, `organisation_absent`, `issuer_key_absent` */
export async function endIssuerKey(input: {
  actor: OperatorActor;
  organisationId: string;
  kid: string;
}): Promise<void> {
  requireCommandLine(input.actor);
  const { actor, kid } = input;
  await transaction(pool(), async (connection) => {
    const organisationId = await namedOrganisation(connection, input.organisationId);
    const { rowCount } = await connection.query(
      `UPDATE statement_key SET ended_at = now() WHERE organisation_id = $1 AND thumbprint = $2 AND ended_at IS NULL`,
      [organisationId, Buffer.from(kid, "hex")],
    );
    if (rowCount === 0) throw new SealbookError("issuer_key_absent");
    await writeAuditRow(connection, { organisationId, actor, action: "issuer_key.end", subject: kid, details: {} });
  });
}

async function namedOrganisation(connection: Connection, id: string): Promise<OrganisationId> {
  const { rows } = await connection.query<{ id: OrganisationId }>("SELECT id FROM organisation WHERE id = $1", [id]);
  if (!rows[0]) throw new SealbookError("organisation_absent");
  return rows[0].id;
}
