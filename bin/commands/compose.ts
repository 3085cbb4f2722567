/**
 * `sealbook compose`: a contract of a template for each row of a table. A row that cannot be used is told with its line, its column and the
 * reason, and the rest goes on; the same table again composes nothing twice within the days for which the server remembers requests.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Sealbook } from "#lib/client/client.ts";
import { sha256, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { readValues } from "#lib/features/contracts/templates/schema/values.ts";
import type { ContractValue } from "#lib/features/contracts/templates/types.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { readFileUpTo, writeWhole } from "#lib/infra/terminal/files.ts";
import { print, printJson, tell } from "#lib/infra/terminal/terminal.ts";
import { type Cell, columnName, type Row, SheetError, textOf } from "#lib/sheets/cell.ts";
import { readTable } from "#lib/sheets/read-table.ts";
import { asking } from "./http.ts";
import { serverOf } from "./server.ts";

const TABLE_BYTES_MAX = 64 * 1024 * 1024;
const ROWS_MAX = 10_000;
/** As many as the server takes in one request. */
const ROWS_TOGETHER = 50;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface Template {
  id: string;
  version: number;
  values: readonly ContractValue[];
}

interface Filled {
  /** As the program that shows the table counts. */
  line: number;
  given: Record<string, string>;
}

type Result = { line: number } & (
  | { number: string; sha256: string; pdf: string }
  | { column?: string; code: string; reason: string }
);

export async function compose(context: Context): Promise<ExitCode> {
  const { operands, options, say, json } = context;
  const [path = ""] = operands;
  const id = typeof options.template === "string" ? options.template : "";
  if (!UUID.test(id)) throw new CommandError(say("compose.badId"), { code: "usage" });
  const bytes = await readFileUpTo(path, { bytesMax: TABLE_BYTES_MAX, say });
  const server = await serverOf(context);
  const client = server.client();
  const results = await asking({ server, say }, async () => {
    const template = await templateOf(client, { id, context });
    const rows = await rowsOf(bytes, { path, template, context });
    return await composeRows(rows, { client, template, bytes, context });
  });
  const done = results.filter((result) => "number" in result);
  if (typeof options.out === "string")
    await asking({ server, say }, async () => await fetchAll(done, { client, folder: `${options.out}`, context }));
  if (json) printJson(results);
  tell(say("compose.summary", { done: done.length, all: results.length }));
  return done.length === results.length ? EXIT.ok : EXIT.failed;
}

async function templateOf(client: Sealbook, { id, context }: { id: string; context: Context }): Promise<Template> {
  const { published, retiredAt } = await client.request("GET", "/api/v1/contracts/templates/{id}", { path: { id } });
  if (published === undefined || retiredAt !== undefined) {
    const code = published === undefined ? "template_unpublished" : "template_retired";
    throw new CommandError(context.say(`/errors.${code}.detail`), { code, exitCode: EXIT.failed });
  }
  const path = { id, number: String(published) };
  const version = await client.request("GET", "/api/v1/contracts/templates/{id}/versions/{number}", { path } as never);
  return { id, version: published, values: (version as { document: { values: ContractValue[] } }).document.values };
}

/** Columns are named as the sender is asked for the values, or by the values' names. @throws {CommandError} for a table that cannot be read */
async function rowsOf(
  bytes: Uint8Array,
  { path, template, context }: { path: string; template: Template; context: Context },
): Promise<(Filled | Result)[]> {
  const { say } = context;
  const { rows } = await readTable(bytes, { rowsMax: ROWS_MAX + 1 }).catch((error: unknown) => {
    if (!(error instanceof SheetError)) throw error;
    const values = { path, reason: error.fault, row: error.row ?? 0 };
    throw new CommandError(say("importCertificates.badTable", values), { code: "file_malformed" });
  });
  const [head, ...body] = rows;
  const headings = (head?.cells ?? []).map((cell) => (textOf(cell) ?? "").trim());
  const names = headings.map((heading) => template.values.find((each) => isNamed(each, heading))?.name);
  const unknown = headings.filter((heading, at) => heading !== "" && names[at] === undefined);
  const known = names.filter((name) => name !== undefined);
  if (unknown.length > 0 || known.length === 0 || new Set(known).size < known.length)
    throw new CommandError(say("compose.badHeadings", { path, unknown: plain(unknown.join(", ")) || "–" }), {
      code: "file_malformed",
    });
  return body.map((row) => filled(row, { names, template, context }));
}

const isNamed = ({ name, label }: ContractValue, heading: string): boolean => heading === name || heading === label;

function filled(
  { number: line, cells }: Row,
  given: { names: readonly (string | undefined)[]; template: Template; context: Context },
): Filled | Result {
  const { names, template, context } = given;
  const texts: Record<string, string> = {};
  for (const [at, name] of names.entries()) {
    const cell: Cell = cells[at] ?? { kind: "empty" };
    if (cell.kind === "fault")
      return { line, column: columnName(at), code: "file_malformed", reason: context.say("compose.badCell") };
    // A number as it is, not as the file shows it: “120 thousand” is no amount.
    if (name !== undefined) texts[name] = cell.kind === "number" ? String(cell.value) : (textOf(cell) ?? "");
  }
  const [refused] = readValues(template.values, texts).refused;
  if (refused === undefined) return { line, given: texts };
  const { label, fault, limit } = refused;
  const reason = context.say("/errors.contract_value_refused.detail", { label, fault, limit, count: 1 });
  const column = names.indexOf(refused.value);
  const code = "contract_value_refused";
  return { line, ...(column < 0 ? {} : { column: columnName(column) }), code, reason };
}

async function composeRows(
  rows: readonly (Filled | Result)[],
  given: { client: Sealbook; template: Template; bytes: Uint8Array; context: Context },
): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < rows.length; at += ROWS_TOGETHER) {
    const part = rows.slice(at, at + ROWS_TOGETHER);
    const answered = await composePart(
      part.filter((row) => "given" in row),
      given,
    );
    for (const row of part) {
      const result = "given" in row ? (answered.get(row.line) as Result) : row;
      results.push(result);
      tellResult(result, given.context);
    }
  }
  return results;
}

async function composePart(
  rows: readonly Filled[],
  { client, template, bytes, context }: { client: Sealbook; template: Template; bytes: Uint8Array; context: Context },
): Promise<Map<number, Result>> {
  if (rows.length === 0) return new Map();
  const { id, version } = template;
  const { unit } = context.options;
  const lines = rows.map(({ line }) => line).join(",");
  const idempotencyKey = `compose-${toHex(sha256(utf8(`${toHex(sha256(bytes))} ${id} ${version} ${lines}`)))}`;
  const body = { version, rows: rows.map((row) => row.given), ...(typeof unit === "string" && { unit }) };
  const path = "/api/v1/contracts/templates/{id}/compose-many";
  const { items } = await client.request("POST", path, { path: { id }, body, idempotencyKey });
  return new Map(
    items.map((item): [number, Result] => {
      const line = rows[item.row - 1]?.line ?? 0;
      if ("number" in item) return [line, { line, number: item.number, sha256: item.sha256, pdf: item.pdf }];
      return [line, { line, code: item.problem.code, reason: item.problem.detail }];
    }),
  );
}

function tellResult(result: Result, { say, json }: Context): void {
  if ("number" in result) {
    if (!json) print(`${result.line}  ${result.number}`);
    return;
  }
  const place = `${result.line}${result.column ? ` ${result.column}` : ""}`;
  tell(say("compose.refused", { place, reason: plain(result.reason) }));
}

async function fetchAll(
  done: readonly Extract<Result, { number: string }>[],
  { client, folder, context }: { client: Sealbook; folder: string; context: Context },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { number, pdf, sha256: digest } of done) {
    const { status, body } = await client.send({ method: "GET", path: pdf, waits: 0 });
    if (status !== 200 || toHex(sha256(body)) !== digest)
      throw new CommandError(context.say("compose.otherPdf", { number }), { code: "digest_mismatch" });
    await writeWhole(join(folder, `${number}.pdf`), body, context.say);
  }
}
