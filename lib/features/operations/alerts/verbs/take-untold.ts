import type { Tx } from "#lib/infra/db/prisma.ts";
import type { NoticeChannel, NoticeEvent } from "../types.ts";

/** What happened longer ago is not told any more; the page shows it. */
export const NOTICE_DAYS_MAX = 3;
/** At a time; a letter names the first of them. */
const NOTICES_MAX = 500;

/**
 * Takes what was not told on this channel yet, the oldest first: with the caller's COMMIT it is the outbox's to tell. An
 * alert's own row says that it opened and ended, so that nothing is lost, whoever opened it. Of several workers that take at
 * once, each notice goes to one.
 */
export async function takeUntold(
  tx: Tx,
  { channel, batch }: { channel: NoticeChannel; batch?: string },
): Promise<{ alertId: string; event: NoticeEvent }[]> {
  return await tx.$queryRaw`
    WITH recent AS (SELECT now() - make_interval(days => ${NOTICE_DAYS_MAX}) AS since)
    INSERT INTO alert_notice (alert_id, event, channel, batch)
    SELECT a.id, e.event, ${channel}, ${batch ?? null}::uuid
    FROM recent, alert a, LATERAL (VALUES ('opened', a.opened_at), ('resolved', a.resolved_at)) AS e (event, at)
    WHERE (a.opened_at > since OR a.resolved_at > since) AND e.at > since
      AND NOT EXISTS (SELECT FROM alert_notice n WHERE n.alert_id = a.id AND n.event = e.event AND n.channel = ${channel})
    ORDER BY e.at, e.event, a.id LIMIT ${NOTICES_MAX}
    ON CONFLICT DO NOTHING
    RETURNING alert_id AS "alertId", event`;
}
