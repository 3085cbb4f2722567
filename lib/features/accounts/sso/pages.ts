/** What the pages of signing in through a provider show. */
import { publicUrl } from "#lib/env.ts";
import { listOwnOrganisations } from "#lib/features/accounts/sessions/rows.ts";
import { unitChoices } from "#lib/features/accounts/units/pages.ts";
import { mayNameProvider } from "#lib/gate/may.ts";
import { requireMember, requirePerson } from "#lib/gate/page-member.ts";
import { findProvider, readShownProvider } from "./rows.ts";
import { callbackPath, signInPath } from "./types.ts";

/** The organisation's provider, if it has one, with the addresses that its members and its provider need, and whether the reader names it. */
export async function loadProvider() {
  const actor = await requireMember("/settings/access");
  const { organisationId, role } = actor;
  const [provider, units] = await Promise.all([readShownProvider(organisationId), unitChoices(actor)]);
  return {
    mayName: mayNameProvider(role),
    units,
    provider: provider && {
      ...provider,
      memberUrl: `${publicUrl}${signInPath(provider.slug)}`,
      callbackUrl: `${publicUrl}${callbackPath(provider.slug)}`,
    },
  };
}

/** Whether somebody signs in at this address. */
export async function loadSignInAddress(slug: string): Promise<boolean> {
  return (await findProvider(slug)) !== undefined;
}

/** Of who has to sign in through a provider: where, and where else they belong. */
export async function loadProviderNeeded() {
  const actor = await requirePerson("/settings/provider");
  const [provider, choices] = await Promise.all([readShownProvider(actor.organisationId), listOwnOrganisations(actor)]);
  return {
    restricted: actor.restricted,
    path: provider && signInPath(provider.slug),
    choices,
    current: actor.organisationId,
  };
}
