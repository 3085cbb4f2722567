/** What rows of the audit log are about: the record, member, key or node that a row names, as it is called today. */
import type { OrganisationId } from "#lib/gate/actor.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import type { AuditEventRow, AuditThing } from "../types.ts";

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** What these are about is a ledger, and its name stands in the row. */
const OF_LEDGERS = /^(ledger|ledger_key|policy)\./;

interface Asked {
  organisationId: OrganisationId;
  rows: readonly AuditEventRow[];
  /** Nodes and alerts are shown to those alone who steer the installation. */
  mayOperate: boolean;
}

/** By the row's id. Only what this organisation may see has a link. */
export async function findThings(asked: Asked): Promise<Map<string, AuditThing>> {
  const { organisationId, rows } = asked;
  const named = await namesOf(organisationId, [...new Set(rows.flatMap(idsIn))]);
  return new Map(
    rows.flatMap((row) => {
      const known = idsIn(row).flatMap((id) => named.get(id) ?? []);
      const thing = known[0] ?? toldThing(row, asked.mayOperate);
      return thing ? [[row.id, thing] as const] : [];
    }),
  );
}

/** The record comes first: what is done to a link to it is done to the record. */
function idsIn({ subject, details }: AuditEventRow): string[] {
  return [details.evidence, subject].filter((id): id is string => typeof id === "string" && ID.test(id));
}

async function namesOf(organisationId: OrganisationId, ids: string[]): Promise<Map<string, AuditThing>> {
  const mine = { organisationId, id: { in: ids } };
  const [records, keys, users, organisation] = await Promise.all([
    prisma().evidencePrivate.findMany({
      where: { organisationId, evidenceId: { in: ids } },
      select: { evidenceId: true, name: true },
    }),
    prisma().apiKey.findMany({ where: mine, select: { id: true, name: true, prefix: true } }),
    prisma().user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true, email: true } }),
    prisma().organisation.findUnique({ where: { id: organisationId }, select: { id: true, name: true } }),
  ]);
  const at = (path: string, q: string) => `${path}?${new URLSearchParams({ q })}`;
  return new Map<string, AuditThing>([
    ...records.map(({ evidenceId: id, name }) => [id, { text: name, href: `/evidence/${id}` }] as const),
    ...keys.map(({ id, name, prefix }) => [id, { text: name, href: at("/settings/keys", prefix) }] as const),
    ...users.map(({ id, name, email }) => [id, { text: name, href: at("/settings/members", email) }] as const),
    ...(organisation ? [[organisation.id, { text: organisation.name, href: "/settings/organisation" }] as const] : []),
  ]);
}

/** What the row itself says that it is about. */
function toldThing({ action, subject, details }: AuditEventRow, mayOperate: boolean): AuditThing | undefined {
  if (OF_LEDGERS.test(action))
    return { text: subject, href: subject === "main" ? "/explorer" : `/explorer/l/${subject}` };
  const text = [details.name, details.email, details.label].find((each) => typeof each === "string" && each !== "");
  if (action.startsWith("node.") && typeof text === "string")
    return { text, ...(mayOperate ? { href: `/operations/nodes/${subject}` } : {}) };
  if (action.startsWith("alert.") && typeof details.about === "string")
    return { text: details.about, ...(mayOperate ? { href: "/operations/alerts" } : {}) };
  if (action.startsWith("certificate.")) return { text: subject, href: `/v/${subject}` };
  if (typeof text === "string") return { text };
  return ID.test(subject) ? undefined : { text: subject };
}
