/** The audit log as people read it: what one actor did over and over is one line, which can be unfolded. */
import { pool } from "#lib/infra/db/pool.ts";
import type { AuditAction } from "#lib/words/audit-actions.ts";
import type { AuditEntry, AuditEventRow, AuditPage, StoredActor } from "../types.ts";
import { actorNames } from "./actors.ts";
import { cursorsOf, readAuditEvents } from "./events.ts";
import { SCANNED_ROWS_MAX, type Scan, scanStatement } from "./scan.ts";

export const ENTRIES_PER_PAGE = 50;
/** Enough for a page as it usually is; only when it is not, so much is looked through as may be. */
const FIRST_SCANNED_ROWS = 500;
/** So few of a kind are shown one by one. */
const SHOWN_SINGLY_MAX = 3;
/** A longer pause begins a run anew. */
const PAUSE = "1 hour";

interface StoredRun {
  count: number;
  /** At most SHOWN_SINGLY_MAX, in the order of reading. */
  ids: string[];
  first: string;
  last: string;
  from: Date;
  to: Date;
  action: string;
  actor: StoredActor;
  scanned: number;
  reached: string;
}

export async function listAuditEntries(scan: Scan): Promise<AuditPage> {
  const quick = await readRuns(scan, FIRST_SCANNED_ROWS);
  const isWhole = quick.length > ENTRIES_PER_PAGE || (quick[0]?.scanned ?? 0) < FIRST_SCANNED_ROWS;
  const scannedMax = isWhole ? FIRST_SCANNED_ROWS : SCANNED_ROWS_MAX;
  const found = isWhole ? quick : await readRuns(scan, SCANNED_ROWS_MAX);
  const inOrder = found.filter(({ count }) => count > 0).slice(0, ENTRIES_PER_PAGE);
  const more = found.length > ENTRIES_PER_PAGE;
  const cut = !more && (found[0]?.scanned ?? 0) === scannedMax;
  const { query, organisationId } = scan;
  const furthest = inOrder.at(-1);
  const end = more ? (query.newer ? furthest?.first : furthest?.last) : cut ? found[0]?.reached : undefined;
  const runs = query.newer ? inOrder.toReversed() : inOrder;
  const cursors = cursorsOf({ query, end, first: runs[0]?.first, last: runs.at(-1)?.last });
  return { entries: await entriesOf(organisationId, runs), ...cursors, unfinished: cut };
}

/** Runs in the order of reading, one more than a page has; where nothing fits, one of none, which says what was looked through. */
async function readRuns(scan: Scan, scannedMax: number): Promise<StoredRun[]> {
  const { text, values, value, order } = scanStatement(scan, scannedMax);
  const { rows } = await pool().query<StoredRun>(
    `${text}, marked AS (
       SELECT *, CASE WHEN action = lag(action) OVER reading AND actor->>'kind' = lag(actor->>'kind') OVER reading
         AND actor->>'id' IS NOT DISTINCT FROM lag(actor->>'id') OVER reading
         AND abs(extract(epoch FROM at - lag(at) OVER reading)) < extract(epoch FROM interval '${PAUSE}')
         THEN 0 ELSE 1 END AS begins FROM hit WINDOW reading AS (ORDER BY id ${order})
     ), numbered AS (SELECT *, sum(begins) OVER (ORDER BY id ${order}) AS run FROM marked
     ), runs AS (
       SELECT run, count(*)::int AS count, (array_agg(id ORDER BY id ${order}))[1:${SHOWN_SINGLY_MAX}] AS ids,
         (array_agg(id ORDER BY id DESC))[1] AS first, (array_agg(id ORDER BY id))[1] AS last, min(at) AS "from", max(at) AS "to",
         min(action) AS action, (array_agg(actor ORDER BY id DESC))[1] AS actor
       FROM numbered GROUP BY run ORDER BY run LIMIT ${value(ENTRIES_PER_PAGE + 1)}
     )
     SELECT r.*, s.count AS scanned, s.reached FROM (
       SELECT count(*)::int AS count, (array_agg(id ORDER BY id ${order === "ASC" ? "DESC" : "ASC"}))[1] AS reached FROM scanned
     ) s LEFT JOIN runs r ON true ORDER BY r.run`,
    values,
  );
  return rows.map((row) => ({ ...row, count: row.count ?? 0 }));
}

async function entriesOf(organisationId: Scan["organisationId"], runs: readonly StoredRun[]): Promise<AuditEntry[]> {
  const isRun = ({ count }: StoredRun) => count > SHOWN_SINGLY_MAX;
  const [events, names] = await Promise.all([
    readAuditEvents(
      organisationId,
      runs.filter((run) => !isRun(run)).flatMap(({ ids }) => ids),
    ),
    actorNames(
      organisationId,
      runs.filter(isRun).map(({ actor }) => actor),
    ),
  ]);
  const rows = new Map(events.map((event) => [event.id, event]));
  return runs.flatMap((run): AuditEntry[] => {
    const { count, first, last, from, to, actor, ids } = run;
    if (!isRun(run))
      return ids
        .toSorted()
        .toReversed()
        .flatMap((id) => single(rows.get(id)));
    const actorName = actor.id === undefined ? undefined : names.get(actor.id);
    return [{ kind: "run", count, first, last, from, at: to, actor, actorName, action: run.action as AuditAction }];
  });
}

const single = (event: AuditEventRow | undefined): AuditEntry[] => (event ? [{ kind: "event", ...event }] : []);
