/** The console's list of evidence at a million records: what the server does for one page, the page's drawing aside. */
import { randomInt } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { type ListPage, readListPage } from "#lib/features/evidence/records/rows/list-page.ts";
import type { EvidenceFilter } from "#lib/features/evidence/records/types.ts";
import type { OrganisationId } from "#lib/gate/actor.ts";
import { whole } from "#lib/gate/reach.ts";
import type { Cursor } from "#lib/infra/db/cursor-page.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { type MadeOrganisation, makeEvidence } from "#tests/support/evidence-factory.ts";
import { ownerPool, rewrite } from "#tests/support/ledger.ts";
import { type Measurement, median, timed } from "./measure.ts";

const RUNS = 15;
const LIMIT_MS = 300;
/** What is waiting while the list is read, as while an upload is under way. */
const WAITING = 1_000;

/** With which the numbers of contracts begin. */
const NUMBERS = "HT-2026-";

interface Asked {
  what: string;
  filter?: EvidenceFilter;
  cursor?: Cursor;
  /** Says whether the page holds what it must: a quick wrong answer is no measurement. */
  holds: (page: ListPage) => boolean;
}

interface Row {
  id: string;
  name: string;
  sha256: Buffer;
  received_at: Date;
}

/** @param organisation that holds the evidence, all of it anchored */
export async function benchList(organisation: MadeOrganisation, say: (line: string) => void): Promise<Measurement[]> {
  await label(organisation);
  await makeEvidence({ organisation, count: WAITING });
  const rows = await pool().query<{ count: string }>("SELECT count(*) FROM evidence WHERE organisation_id = $1", [
    organisation.id,
  ]);
  const entries = Number(rows.rows[0]?.count);
  const middle = await rowAt(organisation, Math.floor(entries / 2));
  const measurements: Measurement[] = [];
  for (const asked of questions(organisation, { middle, early: await rowAt(organisation, 100) })) {
    const milliseconds = await cost(organisation, asked);
    say(`list, ${asked.what}: ${milliseconds.toFixed(1)} ms`);
    measurements.push({
      what: `evidence list of ${entries}: ${asked.what}`,
      figure: `${milliseconds.toFixed(1)} ms`,
      aim: `< ${LIMIT_MS} ms`,
      holds: milliseconds < LIMIT_MS,
    });
  }
  return measurements;
}

/**
 * Two own fields for every record, a tag on every other and another on a few, and witnesses up to the block half-way: written as the owner
 * of the tables, since records made in bulk have none of it.
 */
async function label({ id, ledger }: MadeOrganisation): Promise<void> {
  const owner = ownerPool();
  const each =
    "FROM (SELECT organisation_id, id, row_number() OVER (ORDER BY id) AS n FROM evidence WHERE organisation_id = $1) e";
  try {
    await owner.query(
      `INSERT INTO evidence_field (organisation_id, evidence_id, name, value)
       SELECT organisation_id, id, f.name, f.prefix || lpad(n::text, 8, '0') ${each}
       CROSS JOIN (VALUES ('Number', '${NUMBERS}'), ('Holder', 'holder ')) AS f (name, prefix)`,
      [id],
    );
    await owner.query("INSERT INTO tag VALUES ($1, 'half'), ($1, 'few')", [id]);
    await owner.query(`INSERT INTO evidence_tag SELECT organisation_id, 'half', id ${each} WHERE n % 2 = 0`, [id]);
    await owner.query(`INSERT INTO evidence_tag SELECT organisation_id, 'few', id ${each} WHERE n <= 10`, [id]);
    await rewrite(
      owner,
      "INSERT INTO block_witnessed (ledger, height, policy) SELECT ledger, max(height) / 2, 1 FROM ledger_block WHERE ledger = $1 GROUP BY 1",
      [ledger],
    );
    await owner.query("VACUUM ANALYZE evidence_field, evidence_tag");
  } finally {
    await owner.end();
  }
}

/** Every way of asking of which the page is capable; for each the dearest case where there are several. */
function questions({ id: who }: MadeOrganisation, { middle, early }: { middle: Row; early: Row }): Asked[] {
  const one = ({ rows }: ListPage) => rows.length === 1;
  const full = ({ rows }: ListPage) => rows.length === 50;
  const none = ({ rows }: ListPage) => rows.length === 0;
  const only = ({ rows }: ListPage) => rows.length === 1 && rows[0]?.id === middle.id;
  const from = new Date(middle.received_at.getTime() - 1_000);
  const to = new Date(middle.received_at.getTime() + 1_000);
  const within = ({ rows }: ListPage) =>
    rows.length > 0 && rows.every(({ receivedAt }) => new Date(receivedAt) >= from && new Date(receivedAt) < to);
  return [
    { what: "first page", holds: full },
    { what: "a page half-way, by cursor", cursor: { older: middle.id }, holds: full },
    { what: "a page near the end, towards newer", cursor: { newer: early.id }, holds: full },
    { what: "part of a name that all share", filter: { q: "contract" }, holds: full },
    { what: "part of a name that none has", filter: { q: "诊断书" }, holds: none },
    { what: "digest", filter: { sha256: new Uint8Array(middle.sha256) }, holds: only },
    { what: "id", filter: { id: middle.id }, holds: only },
    { what: "two seconds half-way", filter: { from, to }, holds: within },
    { what: "anchored", filter: { state: "anchored" }, holds: full },
    { what: "recorded, not anchored", filter: { state: "recorded" }, holds: full },
    { what: "who submitted all", filter: { who }, holds: full },
    { what: "who submitted nothing", filter: { who: uuidv7() }, holds: none },
    { what: "part of a field that all have", filter: { q: NUMBERS.toLowerCase() }, holds: full },
    { what: "a whole field, the oldest", filter: { value: `${NUMBERS}00000001` }, holds: one },
    { what: "a tag that half have", filter: { tag: "half" }, holds: full },
    { what: "a tag that few have", filter: { tag: "few" }, holds: ({ rows }) => rows.length === 10 },
    { what: "a tag and a part that none has", filter: { tag: "half", q: "诊断书" }, holds: none },
    { what: "witnessed, of which half are", filter: { state: "witnessed" }, holds: full },
    {
      what: "witnessed, and a part of a field",
      filter: { state: "witnessed", q: NUMBERS.slice(0, 4) },
      holds: full,
    },
    {
      what: "name, state, who and days at once",
      filter: { q: "contract", state: "anchored", who, from, to },
      holds: within,
    },
  ];
}

async function cost(organisation: MadeOrganisation, { what, filter = {}, cursor = {}, holds }: Asked): Promise<number> {
  const costs: number[] = [];
  const organisationId = organisation.id as OrganisationId;
  for (let run = 0; run < RUNS; run++) {
    let page: ListPage | undefined;
    costs.push(
      await timed(async () => {
        page = await readListPage({ reach: whole(organisationId), filter, cursor });
      }),
    );
    if (!page || !holds(page)) throw new Error(`the list answered something else: ${what}`);
  }
  return median(costs);
}

/** The row at this place in the order of recording. */
async function rowAt(organisation: MadeOrganisation, place: number): Promise<Row> {
  const { rows } = await pool().query<Row>(
    "SELECT id, name, sha256, received_at FROM evidence_whole WHERE organisation_id = $1 ORDER BY id OFFSET $2 LIMIT 1",
    [organisation.id, place + randomInt(50)],
  );
  const [row] = rows;
  if (!row) throw new RangeError(`there is no evidence at ${place}`);
  return row;
}
