/** What the organisation's settings page shows of its logo. */
import { requireMember } from "#lib/gate/page-member.ts";
import { findLogo } from "./rows.ts";
import type { LogoFacts } from "./types.ts";

export async function loadLogo(): Promise<LogoFacts | undefined> {
  const actor = await requireMember("/settings/organisation");
  return await findLogo(actor.organisationId);
}
