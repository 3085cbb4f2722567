/** What pages know of whoever looks at them. */
import { cookies } from "next/headers";
import { cache } from "react";
import { currentMember, requirePerson } from "#lib/gate/page-member.ts";
import { DEFAULT_ZONE, ZONE_COOKIE, zoneNamed } from "#lib/i18n/time-zone.ts";
import { readPerson } from "./rows.ts";
import type { Person } from "./types.ts";

export async function loadYou(): Promise<Person> {
  return await readPerson(await requirePerson("/settings/you"));
}

/**
 * The time zone in which the reader counts days, for pages and loaders: the one that they chose for their account, else their
 * browser's, else UTC. A name of the IANA database.
 */
export const readerZone = cache(async (): Promise<string> => {
  const actor = await currentMember();
  const chosen = actor && (await readPerson(actor)).timeZone;
  const jar = await cookies();
  return zoneNamed(chosen) ?? zoneNamed(jar.get(ZONE_COOKIE)?.value) ?? DEFAULT_ZONE;
});
