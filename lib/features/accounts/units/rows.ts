/** Reading units: the tree as far as somebody may see it, and where something new may belong. docs/decisions/0083 */
import type { MemberActor, Reach } from "#lib/gate/actor.ts";
import { ownUnit } from "#lib/gate/reach.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma, type Tx } from "#lib/infra/db/prisma.ts";
import { Recent } from "#lib/infra/db/recent.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { type PlacedUnit, UNITS_MAX, type Unit } from "./types.ts";

interface StoredUnit {
  id: string;
  parentId: string | null;
  name: string;
  createdAt: Date;
  closedAt: Date | null;
}

/** Those of the organisation that may be seen, each behind the one above it, by name. */
export async function listUnits({ organisationId, units }: Reach): Promise<PlacedUnit[]> {
  const rows = await prisma().unit.findMany({
    where: { organisationId, ...(units && { id: { in: [...units] } }) },
    take: UNITS_MAX,
  });
  return placed(rows);
}

export async function findUnit(reach: Reach, id: string): Promise<PlacedUnit | undefined> {
  return (await listUnits(reach)).find((unit) => unit.id === id);
}

/** The tree, written one below the other. */
export function placed(rows: readonly StoredUnit[]): PlacedUnit[] {
  const known = new Set(rows.map(({ id }) => id));
  const below = new Map<string | undefined, StoredUnit[]>();
  for (const row of rows) {
    const parent = parentOf(row, known);
    below.set(parent, [...(below.get(parent) ?? []), row]);
  }
  const walk = (parent: string | undefined, above: readonly string[]): PlacedUnit[] =>
    (below.get(parent) ?? []).sort(byName).flatMap((row) => {
      const path = [...above, row.name];
      return [{ ...toUnit(row, known), depth: above.length, path: path.join(" / ") }, ...walk(row.id, path)];
    });
  return walk(undefined, []);
}

const parentOf = ({ parentId }: StoredUnit, known: ReadonlySet<string>): string | undefined =>
  parentId !== null && known.has(parentId) ? parentId : undefined;

const COLLATOR = new Intl.Collator("zh-CN", { numeric: true });
const byName = (one: StoredUnit, other: StoredUnit): number =>
  COLLATOR.compare(one.name, other.name) || (one.id < other.id ? -1 : 1);

function toUnit(row: StoredUnit, known: ReadonlySet<string>): Unit {
  const { id, name, createdAt, closedAt } = row;
  const parent = parentOf(row, known);
  return { id, name, createdAt, ...(parent !== undefined && { parent }), ...(closedAt && { closedAt }) };
}

/** Ids of a unit and of those below it, as far as they may be seen; undefined where it may not. */
export async function findUnits({ organisationId, units }: Reach, id: string): Promise<string[] | undefined> {
  if (units !== null && !units.includes(id)) return undefined;
  const { rows } = await pool().query<{ units: string[] }>(
    "SELECT unit_reach(id) AS units FROM unit WHERE id = $1 AND organisation_id = $2",
    [id, organisationId],
  );
  return rows[0]?.units;
}

/** Ids of a unit and of those below it, as they are in this transaction. */
export async function reachedFrom(tx: Tx, id: string): Promise<string[]> {
  const [row] = await tx.$queryRaw<{ units: string[] | null }[]>`SELECT unit_reach(${id}::uuid) AS units`;
  return row?.units ?? [];
}

/** How long it is believed which units are open: who names one in each line of a bulk asks once. */
const BELIEVED_MS = 1_000;
const ORGANISATIONS_MAX = 1_000;
const open = new Recent<string, { ids: Promise<ReadonlySet<string>>; at: number }>(ORGANISATIONS_MAX);

async function isOpen(organisationId: string, id: string): Promise<boolean> {
  const known = open.get(organisationId);
  const isBelieved = known !== undefined && performance.now() - known.at < BELIEVED_MS;
  if (isBelieved && (await known.ids).has(id)) return true;
  // One that was made in this second is not refused.
  return (await openUnits(organisationId)).has(id);
}

async function openUnits(organisationId: string): Promise<ReadonlySet<string>> {
  const read = prisma().unit.findMany({ where: { organisationId, closedAt: null }, select: { id: true } });
  const ids = read.then((rows) => new Set(rows.map(({ id }) => id)));
  open.set(organisationId, { ids, at: performance.now() });
  ids.catch(() => open.delete(organisationId));
  return await ids;
}

/**
 * The unit to which something new belongs: the one that is asked for, or else the actor's own.
 *
 * @throws {SealbookError} `unit_unknown` of the field `unit`: it is none of theirs, or closed
 */
export async function unitOf(actor: MemberActor, asked: string | undefined): Promise<string | null> {
  if (asked === undefined) return ownUnit(actor);
  const isTheirs = actor.units === null || actor.units.includes(asked);
  if (!isTheirs || !(await isOpen(actor.organisationId, asked))) throw unknownUnit();
  return asked;
}

/**
 * Until the caller's transaction ends the unit is open. Nothing is asked of none.
 *
 * @throws {SealbookError} `unit_unknown` of the field `unit`
 */
export async function holdUnit(tx: Tx, { organisationId, units }: Reach, id: string | null): Promise<void> {
  if (id === null) return;
  const found = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM unit WHERE id = ${id}::uuid AND organisation_id = ${organisationId}::uuid AND closed_at IS NULL FOR SHARE`;
  if (found.length === 0 || (units !== null && !units.includes(id))) throw unknownUnit();
}

function unknownUnit(): SealbookError {
  return new SealbookError("unit_unknown", { field: "unit" });
}
