/** Contracts as they were composed. */
import { toHex } from "#lib/core/text/bytes.ts";
import type { Reach } from "#lib/gate/actor.ts";
import { within } from "#lib/gate/reach.ts";
import { type Cursor, type CursorPage, cursorPage, cursorQuery } from "#lib/infra/db/cursor-page.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { type Prisma, prisma } from "#lib/infra/db/prisma.ts";
import type { FormField } from "#lib/pades/form-fields.ts";
import type { ComposedContract, ContractParty } from "../types.ts";

type Row = Prisma.ComposedContractGetPayload<object>;

/** Those within reach, the newest first. @param options.number a part of it, as it is spelled */
export async function listContracts(
  reach: Reach,
  options: { number?: string | undefined; templateId?: string | undefined; limit: number } & Cursor,
): Promise<CursorPage<ComposedContract>> {
  const { number, templateId, limit } = options;
  const { id, orderBy, take } = cursorQuery(options, limit);
  const rows = await prisma().composedContract.findMany({
    where: {
      ...within(reach),
      id,
      ...(number ? { number: { contains: number } } : {}),
      ...(templateId ? { templateId } : {}),
    },
    orderBy,
    take,
  });
  const names = await namesOf(rows);
  return cursorPage(
    rows.map((row) => toContract(row, names)),
    { cursor: options, limit },
  );
}

/** @param number as it is spelled; undefined where there is none within reach */
export async function findContract(reach: Reach, number: string): Promise<ComposedContract | undefined> {
  const row = await prisma().composedContract.findFirst({ where: { number, ...within(reach) } });
  return row ? toContract(row, await namesOf([row])) : undefined;
}

async function namesOf(rows: readonly Row[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(rows.flatMap(({ templateId }) => templateId ?? []))];
  if (ids.length === 0) return new Map();
  const found = await prisma().contractTemplate.findMany({
    where: { id: { in: ids } },
    select: { id: true, name: true },
  });
  return new Map(found.map(({ id, name }) => [id, name]));
}

function toContract(row: Row, names: ReadonlyMap<string, string>): ComposedContract {
  const { id, number, templateId, templateVersion, sha256, size, parties, fields, evidenceId, createdAt, unitId } = row;
  const isFromTemplate = templateId !== null && templateVersion !== null;
  return {
    ...{ id, number, size, evidenceId, unitId, createdAt: createdAt.toISOString() },
    ...(isFromTemplate && {
      template: { id: templateId, version: templateVersion, name: names.get(templateId) ?? "" },
    }),
    sha256: toHex(new Uint8Array(sha256)),
    parties: parties as unknown as ContractParty[],
    fields: fields as unknown as FormField[],
  };
}

/** The bytes of a record; undefined where there is none. */
export async function readRecord(evidenceId: string): Promise<Uint8Array | undefined> {
  const { rows } = await pool().query<{ record: Buffer }>("SELECT record FROM evidence_whole WHERE id = $1", [
    evidenceId,
  ]);
  return rows[0]?.record;
}
