/** What the pages of factors show. */
import { findAwaiting, readProvenAt } from "#lib/features/accounts/sessions/rows.ts";
import { isFresh } from "#lib/features/accounts/sessions/types.ts";
import { currentSessionId } from "#lib/gate/browser-session.ts";
import { requirePerson } from "#lib/gate/page-member.ts";
import { readFactors } from "./rows.ts";
import type { Factors } from "./types.ts";

/** `fresh`: whether who is signed in has proven lately that it is they; before that nothing of it can be changed. `page`: which shows it. */
export async function loadFactors(page: string) {
  const actor = await requirePerson(page);
  const [factors, provenAt] = await Promise.all([readFactors(actor), readProvenAt(actor)]);
  return { factors, fresh: isFresh(provenAt), restricted: actor.restricted };
}

/** Of whoever waits to give a second factor: which they have, and their e-mail address; undefined when nobody does. */
export async function loadAwaiting(): Promise<{ email: string; factors: Factors } | undefined> {
  const sessionId = await currentSessionId();
  const awaiting = sessionId === undefined ? undefined : await findAwaiting(sessionId);
  return awaiting && { email: awaiting.email, factors: await readFactors(awaiting) };
}
