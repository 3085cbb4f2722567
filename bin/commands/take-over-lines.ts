/** From a row of the table to the line that is sent, or to what is wrong with it: by the schema that the server reads lines with. */
import { OWN_FIELDS_MAX } from "#lib/core/claim/own-fields.ts";
import { ORIGIN_MEMBERS } from "#lib/core/claim/stated-origin.ts";
import { sha256, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { canonicalJson } from "#lib/core/text/canonical-json.ts";
import { digestSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { parseInput } from "#lib/infra/http/input.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import { SealbookError } from "#lib/words/errors.ts";
import type { TableRow } from "./take-over-table.ts";

export interface LineProblem {
  code: string;
  field?: string | undefined;
  detail: string;
}

export interface TakenLine {
  line: number;
  name: string;
  /** Hex. */
  sha256: string;
  sm3: string | undefined;
  /** Name of the old receipt's file, as the table has it. */
  receipt: string | undefined;
  /** As it is sent, but for the id of the receipt's record. */
  body: { origin: Record<string, string>; [member: string]: unknown };
  /** The same for the same statement about the same digest, in whichever run. */
  key: string;
}

export interface Stating {
  say: Say;
  /** Where the table has no column of it. */
  service: string | undefined;
  /** Of times without a zone: "+08:00". */
  utcOffset: string | undefined;
  unit: string | undefined;
}

const LOCAL_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?$/;
const ZONED_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?) ?(Z|[+-]\d{2}:\d{2})$/;

export function lineOf(row: TableRow, stating: Stating): TakenLine | LineProblem {
  const { say } = stating;
  try {
    const body = bodyOf(row, stating);
    const read = parseInput(digestSchema, body);
    const [hex, sm3] = [toHex(read.sha256), read.sm3 && toHex(read.sm3)];
    const key = `take-over-${toHex(sha256(utf8(canonicalJson([hex, read.name, body.origin]))))}`;
    return { line: row.line, name: read.name, sha256: hex, sm3, receipt: row.values.receipt, body, key };
  } catch (error) {
    if (!(error instanceof SealbookError)) throw error;
    return { code: error.code, ...(error.field && { field: error.field }), detail: wordsOf(error, say) };
  }
}

function bodyOf({ values, others, unreadable }: TableRow, stating: Stating): TakenLine["body"] {
  if (unreadable !== undefined) throw new SealbookError("invalid_field", { field: unreadable || "line" });
  const { sha256: digest, sm3, name, size, time, receipt: _, service = stating.service, ...origin } = values;
  if (others.length + ORIGIN_MEMBERS.length > OWN_FIELDS_MAX)
    throw new SealbookError("invalid_field", { field: "fields" });
  const fields = Object.fromEntries(others.map(([title, value]) => [title, { type: "text", value }]));
  const stated = { service, ...origin, time: time === undefined ? undefined : momentOf(time, stating.utcOffset) };
  return {
    sha256: digest?.toLowerCase(),
    ...(sm3 !== undefined && { sm3: sm3.toLowerCase() }),
    // What has no name is called by its digest, which every list shows anyway.
    name: name ?? digest,
    ...(size !== undefined && { size: Number(size) }),
    ...(others.length > 0 && { fields }),
    ...(stating.unit !== undefined && { unit: stating.unit }),
    origin: Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >,
  };
}

/** RFC 3339 of what a table has. @throws {SealbookError} `invalid_field` where the zone is not known */
function momentOf(text: string, utcOffset: string | undefined): string {
  const [, date, zoned, zone] = ZONED_TIME.exec(text) ?? [];
  if (date !== undefined) return `${date}T${zoned}${zone}`;
  const [, day, minute, second = ":00"] = LOCAL_TIME.exec(text) ?? [];
  if (day === undefined || utcOffset === undefined) throw new SealbookError("invalid_field", { field: "origin.time" });
  return `${day}T${minute}${second}${utcOffset}`;
}

export function wordsOf({ code, field = "", details = {} }: SealbookError, say: Say): string {
  const values = Object.entries(details).filter(([, value]) => typeof value === "string" || typeof value === "number");
  return say(`/errors.${code}.detail`, { ...(Object.fromEntries(values) as Record<string, string | number>), field });
}
