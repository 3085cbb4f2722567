/** What a day of the log comes to, computed from its rows alone. */
import { createHash } from "node:crypto";
import {
  AUDIT_DAY_V1,
  AUDIT_DAYS_V1,
  type AuditDay,
  type AuditDayPart,
  auditStatement,
  statementDigest,
} from "#lib/core/audit-log/day.ts";
import { EMPTY_ROOT } from "#lib/core/log/merkle.ts";
import { appendLeaves, edgeRoot, type TreeEdge } from "#lib/core/log/tiles.ts";
import { toBase64 } from "#lib/core/text/bytes.ts";
import { partsTree, readLines } from "../rows.ts";

const LEAF_PREFIX = Buffer.of(0x00);
const NODE_PREFIX = Buffer.of(0x01);
const hashLeaf = (line: string): Uint8Array => createHash("sha256").update(LEAF_PREFIX).update(line).digest();
const joinNodes = (left: Uint8Array, right: Uint8Array): Uint8Array =>
  createHash("sha256").update(NODE_PREFIX).update(left).update(right).digest();

interface Growing {
  edge: TreeEdge;
  rows: bigint;
}

export interface MadeDay {
  statement: string;
  /** In the order of the tree: the installation itself, then organisations by their ids. */
  parts: { organisationId: string | null; statement: string }[];
}

/**
 * Reads all rows of a day, a page at a time: in memory is the right edge of each organisation's tree.
 *
 * @param given.previous statement of the day before; previousOf: of an organisation's last day with rows before this one
 */
export async function makeStatements(given: {
  day: string;
  previous: string | undefined;
  previousOf: (organisationId: string | null) => Promise<string | undefined>;
}): Promise<MadeDay> {
  const { day, previous, previousOf } = given;
  const trees = new Map<string | null, Growing>();
  for await (const page of readLines(day, { all: true })) {
    for (const [organisation, lines] of Map.groupBy(page, ({ organisation }) => organisation)) {
      const { edge, rows } = trees.get(organisation) ?? { edge: [], rows: 0n };
      const leaves = lines.map(({ line }) => hashLeaf(line));
      const grown = appendLeaves(edge, rows, leaves, joinNodes);
      trees.set(organisation, { edge: grown.edge, rows: grown.size });
    }
  }
  const parts: MadeDay["parts"] = [];
  for (const [organisation, { edge, rows }] of [...trees].sort(byId)) {
    const before = await previousOf(organisation);
    const part: AuditDayPart = {
      ...{ audit: AUDIT_DAY_V1, day, organisation, rows: Number(rows), root: toBase64(edgeRoot(edge, joinNodes)) },
      ...(before === undefined ? {} : { previous: statementDigest(before) }),
    };
    parts.push({ organisationId: organisation, statement: auditStatement(part) });
  }
  const root = parts.length === 0 ? EMPTY_ROOT : partsTree(parts.map(({ statement }) => statement)).root;
  const whole: AuditDay = {
    ...{ audit: AUDIT_DAYS_V1, day, parts: parts.length, root: toBase64(root) },
    ...(previous === undefined ? {} : { previous: statementDigest(previous) }),
  };
  return { statement: auditStatement(whole), parts };
}

function byId([one]: [string | null, Growing], [other]: [string | null, Growing]): number {
  return (one ?? "") < (other ?? "") ? -1 : 1;
}
