import { randomBytes } from "node:crypto";
import { endVouchedSessions } from "#lib/features/accounts/sessions/verbs/end-sessions.ts";
import { requireFreshProof } from "#lib/features/accounts/sessions/verbs/require-fresh-proof.ts";
import { holdUnit } from "#lib/features/accounts/units/rows.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { countAttempt } from "#lib/gate/count-attempt.ts";
import { mayNameProvider } from "#lib/gate/may.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { RateLimit } from "#lib/infra/http/rate-limits.ts";
import { openSecret, sealSecret } from "#lib/infra/keys/sealed-secret.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { discover } from "../checks/openid.ts";
import { sealedFor } from "../rows.ts";
import type { LetInRole } from "../types.ts";

/** Sixteen letters and digits of base32. */
const SLUG_LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
const SLUG_CHARS = 16;
/** Each asks a machine elsewhere. */
const CHANGE_LIMIT: RateLimit = { name: "sso change", requests: 30, windowSeconds: 60 * 60 };

export interface ProviderInput {
  issuer: string;
  clientId: string;
  /** Empty: the one that is there. */
  secret: string;
  domains: string[];
  letsIn: boolean;
  /** Of whom it lets in; an auditor unless said. */
  letsInRole?: LetInRole | undefined;
  /** Id of the unit into which it lets; none: the organisation itself. */
  unit?: string | null | undefined;
}

/**
 * Names the provider through which members of the actor's organisation sign in; for owners. It is asked what it says of itself before it
 * is kept.
 *
 * @throws {SealbookError} `forbidden`, `proof_needed`, `too_many_attempts`; `sso_unreachable` of the field `issuer`, `value_missing` of
 *   the field `secret`; `unit_unknown` of the field `unit`.
 */
export async function changeProvider(input: { actor: UserActor; provider: ProviderInput }): Promise<void> {
  requirePermission(input.actor, "organisation:manage");
  const { actor, provider } = input;
  requireNaming(actor);
  const { issuer, clientId, domains, letsIn, letsInRole = "auditor", unit = null } = provider;
  const { organisationId } = actor;
  await countAttempt(CHANGE_LIMIT, organisationId);
  const before = await prisma().ssoProvider.findUnique({ where: { organisationId } });
  const sealing = sealedFor(organisationId);
  const kept = before && Buffer.from(openSecret(before.secret, sealing)).toString("utf8");
  // A secret that was given to one issuer is not handed to another.
  const secret = provider.secret !== "" ? provider.secret : before?.issuer === issuer ? kept : undefined;
  if (!secret) throw new SealbookError("value_missing", { field: "secret" });
  await discover({ issuer, clientId, secret });
  const facts = { issuer, clientId, domains, letsIn, letsInRole };
  const row = {
    ...{ ...facts, letsInUnit: unit },
    secret: new Uint8Array(sealSecret(Buffer.from(secret, "utf8"), sealing)),
    updatedAt: new Date(),
  };
  await proven({ actor, authority: "organisation:manage", activeOnly: true }, async (tx, current) => {
    requireNaming(current);
    await requireFreshProof(tx, actor);
    await holdUnit(tx, current, unit);
    const where = { organisationId };
    await tx.ssoProvider.upsert({ where, create: { ...where, ...row, slug: newSlug() }, update: row });
    const event = { actor, organisationId, action: "sso.change", subject: organisationId } as const;
    // What an earlier provider has vouched for counts no more.
    const moved = before !== null && before.issuer !== issuer;
    const sessionsEnded = moved ? await endVouchedSessions(tx, organisationId) : 0;
    const details = {
      ...facts,
      ...(unit !== null && { unit }),
      ...(moved && { issuerBefore: before.issuer, sessionsEnded }),
    };
    await writeAuditEvent(tx, { ...event, details });
  });
}

/** Members sign in through it no more; sessions that it vouched for end. @throws {SealbookError} `forbidden`, `proof_needed`, `gone`. */
export async function removeProvider(input: { actor: UserActor }): Promise<void> {
  requirePermission(input.actor, "organisation:manage");
  const { actor } = input;
  const { organisationId } = actor;
  await proven({ actor, authority: "organisation:manage" }, async (tx, current) => {
    requireNaming(current);
    await requireFreshProof(tx, actor);
    const { requireSso } = await tx.organisation.findUniqueOrThrow({ where: { id: organisationId } });
    // Nobody but owners would get in any more.
    if (requireSso) throw new SealbookError("sso_present");
    const { count } = await tx.ssoProvider.deleteMany({ where: { organisationId } });
    if (count === 0) throw new SealbookError("gone");
    const event = { actor, organisationId, action: "sso.remove", subject: organisationId } as const;
    await writeAuditEvent(tx, { ...event, details: { sessionsEnded: await endVouchedSessions(tx, organisationId) } });
  });
}

/** @throws {SealbookError} `forbidden` */
function requireNaming(actor: UserActor): void {
  if (!mayNameProvider(actor.role)) throw new SealbookError("forbidden");
}

function newSlug(): string {
  return Array.from(randomBytes(SLUG_CHARS), (byte) => SLUG_LETTERS[byte % SLUG_LETTERS.length]).join("");
}
