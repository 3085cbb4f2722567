/** The loan of the examples, with its events: each as a service would state it, an hour after the one before. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { OwnFields } from "#lib/core/claim/own-fields.ts";
import { sha256, toBase64, utf8 } from "#lib/core/text/bytes.ts";
import { DATA_V1, digestOf, EVENT_V1, encodeTrailData, encodeTrailEvent, type TrailEvent } from "#lib/trails/event.ts";
import { canonicalProcedure, type Procedure, procedureOf } from "#lib/trails/procedure.ts";
import { type Given, loadProcedure, type Machine } from "#lib/trails/replay.ts";

export const LOAN_FILE = readFileSync(join(import.meta.dirname, "../../docs/examples/trails/online-loan.json"), "utf8");
export const LOAN_TEXT = canonicalProcedure(LOAN_FILE) ?? "";
export const LOAN = digestOf(LOAN_TEXT);

export const uuid = (number: number): string => `0198c000-0000-7000-8000-${String(number).padStart(12, "0")}`;
export const hash = (text: string): string => toBase64(sha256(utf8(text)));
export const TRAIL = uuid(1);
const BANK = uuid(2);
export const DAY_MS = 86_400_000;
const START_MS = Date.parse("2026-11-22T08:00:00.000Z");

/** A copy that may be changed. */
export function loan(): Procedure {
  const read = procedureOf(JSON.parse(LOAN_FILE));
  if ("code" in read) throw new Error(`${read.code} ${read.at}`);
  return read;
}

export function machineOf(text: string): Machine {
  const loaded = loadProcedure(text);
  if ("machine" in loaded) return loaded.machine;
  throw new Error(JSON.stringify(loaded));
}

export const person = (number: number): TrailEvent["actor"] => ({
  kind: "user",
  id: uuid(100 + number),
  organisation: BANK,
});
export const [ANNA, OTTO, OLGA, CARL, COLIN] = [1, 2, 3, 4, 5].map(person) as [
  TrailEvent["actor"],
  TrailEvent["actor"],
  TrailEvent["actor"],
  TrailEvent["actor"],
  TrailEvent["actor"],
];

export type Told = Partial<Omit<TrailEvent, "attachments">> & {
  type: string;
  fields?: OwnFields;
  attach?: [as: string, kind?: string][];
  /** After the beginning. */
  atMs?: number;
};

/** The texts of an event, and what replay takes of them. */
export function told(number: number, { fields, attach, atMs = number * 3_600_000, ...members }: Told) {
  const salt = toBase64(sha256(utf8(`${number}`)).slice(0, 16));
  const data = fields && encodeTrailData({ data: DATA_V1, fields, salt });
  const event: TrailEvent = {
    ...{ statement: EVENT_V1, trail: TRAIL, id: uuid(1_000 + number), number, salt },
    ...{ received: new Date(START_MS + atMs).toISOString(), actor: OTTO },
    ...members,
    ...(data && { data: digestOf(data) }),
    ...(attach && {
      attachments: attach.map(([as, kind = "content"]) => ({ as, kind, record: hash(`${number} ${as} ${kind}`) })),
    }),
  };
  const given: Given = { event, fields };
  return { given, statement: encodeTrailEvent(event), data };
}

const cny = (value: string) => ({ amount: { type: "amount", value, currency: "CNY" } }) as const;
export const APPROVAL = {
  ...cny("20000.00"),
  "yearly-rate": { type: "number", value: "7.2" },
  "repaid-by": { type: "date", value: "2027-11-22" },
} as const;
export const BEGUN: Told = { type: "begin", procedure: LOAN, actor: ANNA, role: "applicant" };
export const IDENTIFIED: Told = {
  ...{ type: "check-identity", actor: OTTO, role: "officer", attach: [["identity"]] },
  fields: { method: { type: "text", value: "face" } },
};
export const approvedBy = (actor: TrailEvent["actor"]): Told => ({
  ...{ type: "approve", actor, role: "officer", fields: APPROVAL },
});
export const SIGNED: Told = { type: "sign", actor: ANNA, role: "applicant", attach: [["contract", "contract"]] };
export const DISBURSED: Told = {
  ...{ type: "disburse", actor: CARL, role: "cashier", attach: [["transfer"]], fields: cny("20000.00") },
};
export const REPAID: Told = { type: "repay", actor: ANNA, role: "applicant", fields: cny("1733.33") };
export const CLOSED: Told = { type: "close", actor: CARL, role: "cashier", attach: [["settlement"]] };
export const WHOLE: readonly Told[] = [
  ...[BEGUN, IDENTIFIED, approvedBy(OTTO), approvedBy(OLGA), SIGNED, DISBURSED, REPAID, CLOSED],
];
