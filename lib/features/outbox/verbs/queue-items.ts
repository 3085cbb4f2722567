import { v7 as uuidv7 } from "uuid";
import type { OrganisationId } from "#lib/gate/actor.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import { OUTBOX_CHANNEL } from "../types.ts";

/** A kind as its feature declares it: a letter or a delivery. */
export interface ItemKind {
  channel: "mail" | "webhook";
  kind: string;
}

export interface NewItem {
  recipient: string;
  /** Of a letter. */
  locale?: Locale;
  subject?: string;
  /** In whose outbox it is seen; without, in nobody's. */
  organisationId?: OrganisationId;
  /** Later it is of no use to anybody. */
  expiresAt: Date;
}

/** Puts items of one kind into the outbox, in the caller's transaction and in this order; the worker sends them. */
export async function queueItems(tx: Tx, { channel, kind }: ItemKind, items: readonly NewItem[]): Promise<void> {
  if (items.length === 0) return;
  await tx.outboxItem.createMany({ data: items.map((item) => ({ ...item, id: uuidv7(), channel, kind })) });
  await wakeOutbox(tx);
}

/** The worker looks when the transaction commits. */
export async function wakeOutbox(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${OUTBOX_CHANNEL}, '')`;
}
