import { TEST_LEDGER } from "#lib/core/log/test-ledger.ts";
import { listSubscribers } from "#lib/features/accounts/webhooks/rows.ts";
import type { Event } from "#lib/features/accounts/webhooks/types.ts";
import { queueEvents } from "#lib/features/accounts/webhooks/verbs/queue-events.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { type Found, findReached, listAnchored, listQueued, type NewsType } from "../rows.ts";

/** Of one round and one type. */
const STEP_ENTRIES = 1_000;

/**
 * Tells subscribed programs what happened to records of a ledger since the last round. How far it came and what it handed over are one
 * commit: nothing is told twice or left out, wherever a worker dies.
 *
 * That something is recorded is seen in the queue, where numbers may become visible out of their order, and seen again when it is
 * anchored: what was told before is not told again.
 *
 * @returns whether there is more
 */
export async function followLedger(ledger: string): Promise<boolean> {
  const types = ["evidence.recorded", "evidence.anchored", "evidence.witnessed", "evidence.timestamped"] as const;
  const more = [];
  for (const type of types) more.push(await prisma().$transaction((tx) => follow(tx, { ledger, type })));
  return more.includes(true);
}

async function follow(tx: Tx, { ledger, type }: { ledger: string; type: NewsType }): Promise<boolean> {
  const reached = await findReached(tx, { ledger, type });
  // What happened before anybody followed it is nobody's news.
  await tx.evidenceNews.createMany({ data: { ledgerName: ledger, type, position: reached }, skipDuplicates: true });
  // Of several workers one follows; the others see then what it did.
  const [row] = await tx.$queryRaw<{ position: bigint }[]>`
    SELECT position FROM evidence_news WHERE ledger = ${ledger} AND type = ${type} FOR UPDATE`;
  const from = row?.position ?? reached;
  if (from >= reached) return false;
  const wanted = type === "evidence.anchored" ? (["evidence.recorded", type] as const) : [type];
  const organisations = [...new Set((await listSubscribers(wanted, tx)).map(({ organisationId }) => organisationId))];
  const list = type === "evidence.recorded" ? listQueued : listAnchored;
  const range = { ledger, organisations, from, to: reached, limit: STEP_ENTRIES };
  const found = organisations.length === 0 ? [] : await list(tx, range);
  for (const each of wanted)
    await queueEvents(
      tx,
      found.map((entry) => eventOf(each, { ledger, entry })),
    );
  const isWhole = found.length < STEP_ENTRIES;
  const position = isWhole ? reached : (found.at(-1)?.position ?? reached) + 1n;
  await tx.evidenceNews.update({ where: { ledgerName_type: { ledgerName: ledger, type } }, data: { position } });
  return !isWhole;
}

/** Ids and states: what a record says is read under its id, by whoever may. */
function eventOf(type: NewsType, { ledger, entry }: { ledger: string; entry: Found }): Event {
  const { evidenceId: id, organisationId, unitId, receivedAt, position } = entry;
  const facts = { organisationId, unitId, type, subject: id };
  const test: Event["data"] = ledger === TEST_LEDGER ? { test: true } : {};
  if (type === "evidence.recorded") return { ...facts, at: receivedAt, data: { id, ledger, ...test } };
  return { ...facts, at: new Date(), data: { id, ledger, index: Number(position), ...test } };
}
