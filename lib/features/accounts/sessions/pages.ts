/** The gate of pages: who is signed in, or off to the sign-in page. */

import { cache } from "react";
import { currentMember, requirePerson } from "#lib/gate/page-member.ts";
import { listSessions, readAccount } from "./rows.ts";
import type { Account, SessionRow } from "./types.ts";

/** What the header of the console shows; undefined when nobody is signed in. */
export const loadAccount = cache(async (): Promise<Account | undefined> => {
  const actor = await currentMember();
  return actor && (await readAccount(actor));
});

export async function loadSessions(): Promise<SessionRow[]> {
  return await listSessions(await requirePerson("/settings/sessions"));
}
