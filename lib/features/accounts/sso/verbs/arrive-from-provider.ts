import type { Client, SignedIn } from "#lib/features/accounts/links/types.ts";
import { admitByMail } from "#lib/features/accounts/members/verbs/admit-by-mail.ts";
import { beginSession } from "#lib/features/accounts/sessions/verbs/begin-session.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import { callerOfAddress } from "#lib/gate/admit.ts";
import { countAttempt } from "#lib/gate/count-attempt.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { countSignIn } from "#lib/infra/telemetry/web-metrics.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { Role } from "#lib/words/permissions.ts";
import { arrive } from "../checks/openid.ts";
import { findProvider } from "../rows.ts";
import type { Journey, Provider, Vouched } from "../types.ts";
import { JOURNEY_LIMIT } from "./depart-to-provider.ts";

/**
 * Signs in whom an organisation's provider vouches for, in that organisation alone. docs/decisions/0039
 *
 * @param input.query of the address at which somebody came back
 * @throws {SealbookError} `gone`, `sso_refused`, `sso_unreachable`, `sso_no_member`, `too_many_attempts`.
 */
export async function arriveFromProvider(input: {
  journey: Journey;
  query: string;
  client: Client;
}): Promise<SignedIn> {
  const { journey, query, client } = input;
  await countAttempt(JOURNEY_LIMIT, callerOfAddress(client.address));
  const provider = await findProvider(journey.slug);
  if (!provider) throw new SealbookError("gone");
  const { organisationId } = provider;
  try {
    const vouched = await arrive(provider, { query, journey });
    const signedIn = await prisma().$transaction(async (tx) => {
      const { userId, role } = await memberOf(tx, { provider, vouched, address: client.address });
      return await beginSession(tx, { userId, organisationId, role, client, proof: "sso" });
    });
    countSignIn("begun");
    return signedIn;
  } catch (error) {
    if (error instanceof SealbookError) await noteRefusal(provider, { address: client.address, reason: error.code });
    throw error;
  }
}

interface Arrival {
  provider: Provider;
  vouched: Vouched;
  address: string;
}

/** Who it is: by the subject that was bound, or at the first time by what the organisation itself has said of the e-mail address. */
async function memberOf(tx: Tx, { provider, vouched, address }: Arrival): Promise<{ userId: string; role: Role }> {
  const { organisationId, issuer } = provider;
  const { subject } = vouched;
  const key = { organisationId, issuer, subject };
  // Of several first sign-ins at once the others wait, then find the subject bound.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${organisationId} ${issuer} ${subject}`}, 0))`;
  const bound = await tx.ssoIdentity.findUnique({ where: { organisationId_issuer_subject: key } });
  if (bound) {
    const member = { organisationId_userId: { organisationId, userId: bound.userId } };
    const membership = await tx.membership.findUnique({ where: member });
    if (!membership) throw new SealbookError("sso_no_member");
    return { userId: bound.userId, role: membership.role as Role };
  }
  const email = emailFor(provider, vouched);
  if (email === undefined) throw new SealbookError("sso_no_member");
  const actor = { kind: "stranger", address } as const;
  const { letsIn, letsInRole: role, letsInUnit: unitId } = provider;
  const admission = { actor, organisationId, email, name: vouched.name, ...(letsIn && { letsIn: { role, unitId } }) };
  const admitted = await admitByMail(tx, admission);
  if (!admitted) throw new SealbookError("sso_no_member");
  // Somebody else at the provider has the address by now: the account stays with whom it was bound to.
  const { count } = await tx.ssoIdentity.createMany({
    data: { ...key, userId: admitted.userId },
    skipDuplicates: true,
  });
  if (count === 0) throw new SealbookError("sso_no_member");
  await writeAuditEvent(tx, {
    actor,
    organisationId,
    action: "sso.bind",
    subject: admitted.userId,
    details: { issuer, email },
  });
  return admitted;
}

/** The address that the provider has verified and may vouch for. */
function emailFor({ domains }: Provider, { email }: Vouched): string | undefined {
  const at = email?.lastIndexOf("@") ?? -1;
  return email !== undefined && at > 0 && domains.includes(email.slice(at + 1)) ? email : undefined;
}

async function noteRefusal(
  { organisationId }: Provider,
  { address, reason }: { address: string; reason: string },
): Promise<void> {
  countSignIn("refused");
  const actor = { kind: "stranger", address } as const;
  const event = { actor, organisationId, action: "sso.refuse", subject: organisationId } as const;
  await prisma().$transaction((tx) => writeAuditEvent(tx, { ...event, details: { reason } }));
}
