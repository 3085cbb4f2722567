import type { Tx } from "#lib/infra/db/prisma.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findIssuer } from "../rows.ts";
import type { Issuer } from "../types.ts";

/** Until the caller's transaction ends nobody else makes the organisation an issuer, or changes its keys and profile. */
export async function lockIssuer(tx: Tx, organisationId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sealbook issuer ' || ${organisationId}, 0))`;
}

/** @throws {SealbookError} `issuer_absent`: the organisation is none yet */
export async function lockedIssuer(tx: Tx, organisationId: string): Promise<Issuer> {
  const issuer = await findIssuer(organisationId, tx);
  if (!issuer) throw new SealbookError("issuer_absent");
  return issuer;
}
