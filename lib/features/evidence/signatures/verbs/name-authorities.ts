/** Whom an organisation lets vouch for the signers of its documents: named, between which days they count, and no longer. */
import { v7 as uuidv7 } from "uuid";
import { fromHex } from "#lib/core/text/bytes.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { factsOf, type NamedRole, namedIn } from "#lib/verify/pdf/named.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { AUTHORITIES_BYTES_MAX, AUTHORITIES_MAX } from "../types.ts";

/**
 * Names the certificates of a file, or the lists and answers in it; what is named already stays as it is.
 *
 * @throws {SealbookError} `forbidden`; `authorities_unreadable`, about `file`; `too_many_authorities`
 */
export async function nameAuthorities(input: {
  actor: MemberActor;
  role: NamedRole;
  file: Uint8Array;
}): Promise<{ added: number }> {
  requirePermission(input.actor, "organisation:manage");
  const { actor, role, file } = input;
  const { organisationId } = actor;
  const rows = (namedIn(file, role) ?? []).flatMap((named) => {
    const facts = factsOf(named);
    if (!facts) return [];
    const { name, since, until, fingerprint } = facts;
    const bytes = { der: new Uint8Array(named.der), fingerprint: new Uint8Array(fromHex(fingerprint) ?? []) };
    return [{ id: uuidv7(), organisationId, role, ...bytes, name, since, until: until ?? null }];
  });
  if (rows.length === 0) throw new SealbookError("authorities_unreadable", { field: "file" });
  const behind = (tx: Tx) => lock(tx, organisationId);
  return await proven({ actor, authority: "organisation:manage", behind }, async (tx) => {
    const { count: added } = await tx.namedAuthority.createMany({ data: rows, skipDuplicates: true });
    const [sum] = await tx.$queryRaw<{ count: bigint; bytes: bigint }[]>`
      SELECT count(*) AS count, coalesce(sum(octet_length(der)), 0)::bigint AS bytes FROM named_authority
      WHERE organisation_id = ${organisationId}::uuid`;
    const isTooMuch = (sum?.count ?? 0n) > AUTHORITIES_MAX || (sum?.bytes ?? 0n) > AUTHORITIES_BYTES_MAX;
    if (isTooMuch) throw new SealbookError("too_many_authorities", { field: "file" });
    if (added === 0) return { added };
    const details = { role, added, names: rows.slice(0, 20).map(({ name }) => name) };
    await writeAuditEvent(tx, { actor, organisationId, action: "authority.add", subject: organisationId, details });
    return { added };
  });
}

/** @throws {SealbookError} `forbidden`; `not_found`; `dates_reversed`, about `to` */
export async function dateAuthority(input: {
  actor: MemberActor;
  id: string;
  from: string | undefined;
  to: string | undefined;
}): Promise<void> {
  requirePermission(input.actor, "organisation:manage");
  const { actor, id, from, to } = input;
  const { organisationId } = actor;
  if (from && to && to < from) throw new SealbookError("dates_reversed", { field: "to" });
  const data = { validFrom: from ? new Date(from) : null, validTo: to ? new Date(to) : null };
  await proven({ actor, authority: "organisation:manage" }, async (tx) => {
    const { count } = await tx.namedAuthority.updateMany({ where: { id, organisationId }, data });
    if (count === 0) throw new SealbookError("not_found");
    const details = { from: from ?? null, to: to ?? null };
    await writeAuditEvent(tx, { actor, organisationId, action: "authority.date", subject: id, details });
  });
}

/** What was found by it stays. @throws {SealbookError} `forbidden`; `not_found` */
export async function forgetAuthority(input: { actor: MemberActor; id: string }): Promise<void> {
  requirePermission(input.actor, "organisation:manage");
  const { actor, id } = input;
  const { organisationId } = actor;
  await proven({ actor, authority: "organisation:manage" }, async (tx) => {
    const row = await tx.namedAuthority.findFirst({
      where: { id, organisationId },
      select: { name: true, role: true },
    });
    if (!row) throw new SealbookError("not_found");
    await tx.namedAuthority.deleteMany({ where: { id, organisationId } });
    await writeAuditEvent(tx, { actor, organisationId, action: "authority.remove", subject: id, details: row });
  });
}

/** Two files at once would go past the bound together. */
async function lock(tx: Tx, organisationId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('sealbook authorities ' || ${organisationId}, 0))`;
}
