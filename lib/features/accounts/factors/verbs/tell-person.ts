import { tellOrganisations } from "#lib/features/accounts/people/verbs/tell-organisations.ts";
import type { AuditActor, AuditDetails } from "#lib/features/audit-log/types.ts";
import { queueItems } from "#lib/features/outbox/verbs/queue-items.ts";
import { DEFAULT_LOCALE, type Locale } from "#lib/i18n/locale.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { AuditAction } from "#lib/words/audit-actions.ts";
import { FACTOR_AGE_MS_MAX, factorLetter } from "../letters.ts";
import { readMailbox } from "../rows.ts";
import type { FactorEvent } from "../types.ts";

interface Told {
  actor: AuditActor;
  userId: string;
  action: AuditAction;
  details?: AuditDetails;
  /** Of the letter. */
  event: FactorEvent;
}

/** Tells in the caller's transaction of a change to how somebody signs in: the logs of their organisations, and their mailbox. */
export async function tellPerson(tx: Tx, { actor, userId, action, details = {}, event }: Told): Promise<void> {
  await tellOrganisations(tx, { actor, userId, action, details });
  const { email, locale } = await readMailbox(tx, userId);
  const expiresAt = new Date(Date.now() + FACTOR_AGE_MS_MAX);
  const letter = { recipient: email, locale: (locale as Locale | null) ?? DEFAULT_LOCALE, subject: event, expiresAt };
  await queueItems(tx, factorLetter, [letter]);
}
