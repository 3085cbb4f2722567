/** What the pages of the first run show. */
import { hasOrganisation } from "#lib/features/accounts/organisations/rows.ts";
import { findOpenLink } from "./rows.ts";
import type { OpenLink } from "./types.ts";

/** The link's door, or why there is none: whether anybody has set the installation up tells what to do next. */
export async function loadSetup(token: string | undefined): Promise<OpenLink | { purpose: "none"; isSetUp: boolean }> {
  const open = token === undefined ? undefined : await findOpenLink(token);
  return open ?? { purpose: "none", isSetUp: await hasOrganisation() };
}

export async function loadIsSetUp(): Promise<boolean> {
  return await hasOrganisation();
}
