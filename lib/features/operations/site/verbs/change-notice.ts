import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { Actor } from "#lib/gate/actor.ts";
import { requireOperator } from "#lib/gate/may-operate.ts";
import { proven } from "#lib/gate/proven.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import type { Notice, NoticeName } from "../types.ts";

/**
 * What the imprint, or the operators' part of the privacy page, says from now on. What it said before stays in the table.
 *
 * @throws {SealbookError} `operators_only`.
 */
export async function changeNotice(input: {
  actor: Actor;
  name: NoticeName;
  notice: Notice;
}): Promise<{ changed: boolean }> {
  await requireOperator(input.actor);
  const { actor, name, notice } = input;
  const behind = (tx: Tx) => tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('site_notice', 0))`;
  return await proven({ actor, authority: "operate", behind }, async (tx) => {
    const before = await tx.siteNotice.findFirst({ where: { name }, orderBy: { number: "desc" } });
    const { en = "", zh = "", url = "", number = 0 } = before ?? {};
    if (notice.en === en && notice.zh === zh && notice.url === url) return { changed: false };
    const userId = actor.kind === "user" ? actor.userId : null;
    await tx.siteNotice.create({ data: { name, number: number + 1, ...notice, userId } });
    const organisationId = actor.kind === "user" ? actor.organisationId : null;
    // The texts themselves are in the table, each under its number.
    const details = { number: number + 1, urlBefore: url, url: notice.url };
    await writeAuditEvent(tx, { actor, organisationId, action: "site.notice", subject: name, details });
    return { changed: true };
  });
}
