/** Reading a table page by page, newest first, by ids that are UUIDv7: their order is the order of making. */

/** From where to read; with neither, the newest. */
export interface Cursor {
  /** Rows older than the one with this id. */
  older?: string;
  /** Rows newer than the one with this id. */
  newer?: string;
}

export interface CursorPage<Row> {
  rows: Row[];
  /** Set when there are rows older than these: the cursor that leads to them. */
  older?: string;
  newer?: string;
}

/** The least UUIDv7 of a millisecond. RFC 9562 section 5.7. */
export function firstIdAt(milliseconds: number): string {
  const hex = Math.max(0, milliseconds).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** What a query of one page needs; `take` is one more than is shown, to know whether there are more. */
export function cursorQuery({ older, newer }: Cursor, limit: number) {
  const id = newer ? { gt: newer } : older ? { lt: older } : undefined;
  return { id, orderBy: { id: newer ? ("asc" as const) : ("desc" as const) }, take: limit + 1 };
}

/** The page made of what that query found. */
export function cursorPage<Row extends { id: string }>(
  found: Row[],
  { cursor, limit }: { cursor: Cursor; limit: number },
): CursorPage<Row> {
  const more = found.length > limit;
  const rows = found.slice(0, limit);
  if (cursor.newer) rows.reverse();
  const hasOlder = cursor.newer ? true : more;
  const hasNewer = cursor.newer ? more : cursor.older !== undefined;
  return {
    rows,
    older: hasOlder ? rows.at(-1)?.id : undefined,
    newer: hasNewer ? rows[0]?.id : undefined,
  };
}
