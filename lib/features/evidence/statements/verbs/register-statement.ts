/** A signed statement is taken into the ledger: RFC 9943 section 6.3, with the registration policy of docs/decisions/0033. */
import { X509Certificate } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { type Cbor, isCborArray, isCborBytes } from "#lib/core/cbor/value.ts";
import { isFailed } from "#lib/core/cose/failures.ts";
import type { CoseKey } from "#lib/core/cose/key.ts";
import { HEADER } from "#lib/core/cose/labels.ts";
import { parseStatement, type Statement, statementId, verifyStatement } from "#lib/core/cose/statement.ts";
import { toHex } from "#lib/core/text/bytes.ts";
import { isLine } from "#lib/core/text/json-fields.ts";
import { writeAuditRow } from "#lib/features/audit-log/verbs/write-audit-row.ts";
import { requireClocks } from "#lib/features/ledger/sealing/rows/clocks.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proveOn } from "#lib/gate/proven.ts";
import { requireWhole } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { pool, transaction } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findIssuerKey, findStatement, ledgerFor } from "../rows/statements.ts";
import type { Registered } from "../types.ts";

/** UTF-16 code units of an issuer, or of a subject. */
const CLAIM_CHARS_MAX = 1024;

/**
 * Registers a statement once: the same bytes again, whatever their unprotected header, are the same registration. It is durable when this
 * returns.
 *
 * @throws {SealbookError} `statement_malformed`, `statement_payload_missing`, `statement_key_unknown`, `statement_certificate_expired`,
 *   `statement_signature_invalid`, `statement_exposed`; as `proveOn`
 */
export async function registerStatement(input: { actor: MemberActor; bytes: Uint8Array }): Promise<Registered> {
  requirePermission(input.actor, "evidence:write");
  requireWhole(input.actor);
  await requireClocks();
  const { actor, bytes } = input;
  const { organisationId } = actor;
  const statement = parseStatement(bytes);
  if (isFailed(statement)) throw new SealbookError("statement_malformed", { details: { reason: statement.failed } });
  // They are listed, and stand in the receipt.
  if (![statement.issuer, statement.subject].every((text) => isLine(text, CLAIM_CHARS_MAX)))
    throw new SealbookError("statement_malformed", { details: { reason: "claims_malformed" } });
  await checkSignature(statement, organisationId);
  const hash = toHex(statementId(statement));
  const { entry, issuer, subject } = statement;
  const ledger = await transaction(pool(), async (connection) => {
    await proveOn(connection, { actor, authority: "evidence:write", activeOnly: true });
    const { ledger, isPublic } = await ledgerFor(organisationId, connection);
    if (!isPublic && !statement.isHashEnvelope) throw new SealbookError("statement_exposed", { details: { ledger } });
    const id = uuidv7();
    const { rowCount } = await connection.query(
      `INSERT INTO statement (id, organisation_id, ledger, entry, hash, issuer, subject, received_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (ledger, hash) DO NOTHING`,
      [id, organisationId, ledger, entry, Buffer.from(hash, "hex"), issuer, subject, new Date()],
    );
    if (rowCount === 0) return ledger;
    const details = { sha256: hash, ledger };
    await writeAuditRow(connection, { organisationId, actor, action: "statement.register", subject: id, details });
    return ledger;
    // COMMIT follows. Before it nothing was taken; after it the statement waits for the next block, and is answered for.
  });
  const registered = await findStatement({ hash, ledger });
  if (!registered) throw new Error(`Statement ${hash} is not there, though it was recorded.`);
  return registered;
}

async function checkSignature(statement: Statement, organisationId: string): Promise<void> {
  const key = await issuerKeyOf(statement, organisationId);
  if (key === undefined) throw new SealbookError("statement_key_unknown");
  const failed = await verifyStatement(statement, key);
  if (failed === undefined) return;
  if (failed.failed === "payload_missing") throw new SealbookError("statement_payload_missing");
  throw new SealbookError("statement_signature_invalid", { details: { reason: failed.failed } });
}

/** The key in the statement's own protected certificate (RFC 9360), or the one that the organisation named for this `kid`. */
async function issuerKeyOf({ message, kid }: Statement, organisationId: string): Promise<CoseKey | undefined> {
  const chain = message.protectedHeader.get(HEADER.x5chain);
  if (chain !== undefined) return keyOfCertificate(chain, new Date());
  return kid === undefined ? undefined : await findIssuerKey(organisationId, kid);
}

/**
 * @param at when the statement is registered: later on the ledger proves that this was before its certificate ended
 * @throws {SealbookError} `statement_certificate_expired`
 */
function keyOfCertificate(chain: Cbor, at: Date): CoseKey | undefined {
  const leaf = isCborArray(chain) ? chain[0] : chain;
  if (!isCborBytes(leaf)) return undefined;
  try {
    const certificate = new X509Certificate(leaf);
    if (certificate.validFromDate > at || certificate.validToDate < at) {
      const details = { from: certificate.validFromDate.toISOString(), to: certificate.validToDate.toISOString() };
      throw new SealbookError("statement_certificate_expired", { details });
    }
    const { kty, crv, x = "", y = "" } = certificate.publicKey.export({ format: "jwk" });
    const [first, second] = [x, y].map((text) => Buffer.from(text, "base64url"));
    if (kty === "OKP" && crv === "Ed25519" && first) return { type: "ed25519", publicKey: new Uint8Array(first) };
    if (kty !== "EC" || crv !== "P-256" || !first || !second) return undefined;
    return { type: "p256", publicKey: new Uint8Array(Buffer.concat([first, second])) };
  } catch (error) {
    if (error instanceof SealbookError) throw error;
    return undefined;
  }
}
