import type { OrganisationId } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { openSecret } from "#lib/infra/keys/sealed-secret.ts";
import { slugSchema } from "./schema.ts";
import { LET_IN_ROLES, type Provider, type ShownProvider } from "./types.ts";

const PLACE = { letsIn: true, letsInRole: true, letsInUnit: true } as const;

/** The database accepts no other. */
const roleOf = ({ letsInRole }: { letsInRole: string }) =>
  LET_IN_ROLES.find((role) => role === letsInRole) ?? "auditor";

/** A provider's secret opens beside its organisation alone. */
export function sealedFor(organisationId: string): { purpose: string; aad: string } {
  return { purpose: "provider secret", aad: organisationId };
}

export async function readShownProvider(organisationId: OrganisationId): Promise<ShownProvider | undefined> {
  const provider = await prisma().ssoProvider.findUnique({
    where: { organisationId },
    select: { slug: true, issuer: true, clientId: true, domains: true, ...PLACE },
  });
  if (!provider) return undefined;
  const people = await prisma().ssoIdentity.count({ where: { organisationId, issuer: provider.issuer } });
  return { ...provider, letsInRole: roleOf(provider), people };
}

/** The provider of whoever signs in at this address; undefined for an address that leads nowhere, also of an organisation that retired. */
export async function findProvider(slug: string): Promise<Provider | undefined> {
  if (!slugSchema.safeParse(slug).success) return undefined;
  const found = await prisma().ssoProvider.findFirst({
    where: { slug, organisation: { events: { none: { event: "retired" } } } },
  });
  if (!found) return undefined;
  const { issuer, clientId, domains, letsIn, letsInUnit } = found;
  // The row was written for a proven organisation.
  const organisationId = found.organisationId as OrganisationId;
  const secret = Buffer.from(openSecret(found.secret, sealedFor(organisationId))).toString("utf8");
  return { organisationId, slug, issuer, clientId, secret, domains, letsIn, letsInRole: roleOf(found), letsInUnit };
}
