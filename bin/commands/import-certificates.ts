/**
 * `sealbook import-certificates`: certificates that other systems issued become evidence, each with what could be checked of its original.
 * What fails does not stop the rest; a second run records nothing twice.
 */
import { readdir, stat } from "node:fs/promises";
import {
  FIELD_NAME_CHARS_MAX,
  FIELD_VALUE_CHARS_MAX,
  OWN_FIELDS_MAX,
  type OwnFields,
  readOwnFields,
} from "#lib/core/claim/own-fields.ts";
import { concat, sha256, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import type { Ways } from "#lib/credentials/elsewhere/asker.ts";
import { checkElsewhere } from "#lib/credentials/elsewhere/check.ts";
import { CHECK_FIELDS, checkFields } from "#lib/credentials/elsewhere/record-fields.ts";
import { type ElsewhereCheck, elsewhereVerdict } from "#lib/credentials/elsewhere/words.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { readFileUpTo } from "#lib/infra/terminal/files.ts";
import { print, printJson, progressLine, tell } from "#lib/infra/terminal/terminal.ts";
import { SheetError, textOf } from "#lib/sheets/cell.ts";
import { readTable } from "#lib/sheets/read-table.ts";
import { insideFolder } from "./inside-folder.ts";
import { serverOf } from "./server.ts";
import { type Evidence, recordFile, type Setting } from "./submit.ts";
import { NETWORK } from "./ways.ts";

const TABLE_BYTES_MAX = 64 * 1024 * 1024;
/** A larger file is recorded, and no certificate in data. */
const CHECKED_BYTES_MAX = 4 * 1024 * 1024;
/** They travel in the address of the request. */
const FIELDS_CHARS_MAX = 4_000;
const FILE_HEADING = /^(file|file ?name|pdf|文件|文件名)$/i;
/** Beside a table's own columns. */
const COLUMNS_MAX = OWN_FIELDS_MAX - CHECK_FIELDS;

interface Row {
  file: string;
  /** In the table, as the program that shows it counts. */
  line?: number;
  fields: [string, string][];
}

type Result = Row & ({ evidence: Evidence; check: ElsewhereCheck | undefined } | { error: CommandError });

export async function importCertificates(context: Context): Promise<ExitCode> {
  const { operands, options, json, say } = context;
  const folder = operands[0] ?? "";
  const rows =
    typeof options.table === "string" ? await tableRows(options.table, context) : await allFiles(folder, context);
  const setting: Setting = { context, server: await serverOf(context), progress: progressLine() };
  const results: Result[] = [];
  for (const row of rows) {
    const result = await attempt(row, { folder, setting });
    results.push(result);
    tellResult(result, context);
    // It will not be there for the next file either.
    if ("error" in result && result.error.code === "unreachable" && results.length === 1) break;
  }
  if (json) printJson(results.map(spelled));
  const done = results.filter((result) => "evidence" in result);
  const bad = done.filter((result) => "check" in result && isFailed(result.check)).length;
  tell(say("importCertificates.summary", { done: done.length, all: rows.length, bad }));
  return done.length === rows.length && bad === 0 ? EXIT.ok : EXIT.failed;
}

const isFailed = (check: ElsewhereCheck | undefined): boolean =>
  check?.steps.some(({ status }) => status === "failed") ?? false;

/** A refusal is a result; anything else is a defect. */
async function attempt(row: Row, { folder, setting }: { folder: string; setting: Setting }): Promise<Result> {
  try {
    const path = await inside(folder, { row, setting });
    const size = (await stat(path).catch(() => undefined))?.size ?? 0;
    // What cannot be read is refused below, with the reason.
    const isChecked = size > 0 && size <= CHECKED_BYTES_MAX;
    const check = isChecked ? await checkFile(path, setting) : undefined;
    const fields = fieldsOf(row, { check, setting });
    const more = (digest: Uint8Array) => ({
      fields,
      // The same file with the same fields is the same record, however often it is brought.
      key: `import-${toHex(sha256(concat(digest, utf8(JSON.stringify(row.fields)))))}`,
    });
    return { ...row, evidence: await recordFile(path, setting, more), check };
  } catch (error) {
    if (error instanceof CommandError) return { ...row, error };
    throw error;
  } finally {
    setting.progress.clear();
  }
}

async function checkFile(path: string, { context }: Setting): Promise<ElsewhereCheck | undefined> {
  const { say, options } = context;
  const ways: Ways | undefined = options.online === undefined ? undefined : NETWORK;
  return await checkElsewhere(await readFileUpTo(path, { bytesMax: CHECKED_BYTES_MAX, say }), { ways });
}

/** A table names files of its folder, and of no other place. @throws {CommandError} */
async function inside(folder: string, { row, setting }: { row: Row; setting: Setting }): Promise<string> {
  const path = await insideFolder(folder, row.file);
  if (path !== undefined) return path;
  throw new CommandError(setting.context.say("importCertificates.outside"), { code: "file_unreadable" });
}

/** @throws {CommandError} where they cannot be own fields of a record */
function fieldsOf(row: Row, { check, setting }: { check: ElsewhereCheck | undefined; setting: Setting }): OwnFields {
  const { say } = setting.context;
  const own = Object.fromEntries(row.fields.map(([name, value]) => [name, { type: "text", value }]));
  const fields = readOwnFields({ ...own, ...checkFields(check) });
  if (fields !== undefined && JSON.stringify(fields).length <= FIELDS_CHARS_MAX) return fields;
  const limits = { name: FIELD_NAME_CHARS_MAX, value: FIELD_VALUE_CHARS_MAX, all: FIELDS_CHARS_MAX };
  throw new CommandError(say("importCertificates.badFields", limits), { code: "invalid_field" });
}

/** @throws {CommandError} for a table that cannot be read, or has no column of files */
async function tableRows(path: string, { say }: Context): Promise<Row[]> {
  const bytes = await readFileUpTo(path, { bytesMax: TABLE_BYTES_MAX, say });
  const { rows } = await readTable(bytes).catch((error: unknown) => {
    if (!(error instanceof SheetError)) throw error;
    const values = { path, reason: error.fault, row: error.row ?? 0 };
    throw new CommandError(say("importCertificates.badTable", values), { code: "file_malformed" });
  });
  const headings = (rows[0]?.cells ?? []).map((cell) => (textOf(cell) ?? "").trim());
  const column = headings.findIndex((heading) => FILE_HEADING.test(heading));
  const named = headings.filter((heading, at) => heading !== "" && at !== column);
  if (column === -1 || named.length > COLUMNS_MAX || new Set(named).size < named.length)
    throw new CommandError(say("importCertificates.badHeadings", { path, max: COLUMNS_MAX }), {
      code: "file_malformed",
    });
  return rows.slice(1).map(({ number, cells }) => {
    const texts = headings.map((_, at) => (cells[at] ? (textOf(cells[at]) ?? "") : "").trim());
    const fields = headings.flatMap((heading, at): [string, string][] =>
      heading === "" || at === column || texts[at] === "" ? [] : [[heading, texts[at] ?? ""]],
    );
    return { file: texts[column] ?? "", line: number, fields };
  });
}

/** Files of the folder itself, in the order of their names. @throws {CommandError} when it cannot be read */
async function allFiles(folder: string, { say }: Context): Promise<Row[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(say("files.unreadable", { path: folder, reason: error.code ?? error.message }), {
      code: "file_unreadable",
    });
  });
  const names = entries.filter((entry) => entry.isFile() && !entry.name.startsWith(".")).map(({ name }) => name);
  return names.sort().map((file) => ({ file, fields: [] }));
}

function tellResult(result: Result, { say, json }: Context): void {
  const path = plain(result.line === undefined ? result.file : `${result.line}: ${result.file}`);
  if ("error" in result) {
    tell(say("submit.failed", { path, reason: plain(result.error.message) }));
    return;
  }
  if (json) return;
  const { id } = result.evidence;
  const { check } = result;
  const system = say(`/elsewhere.system.${check?.system ?? "none"}`);
  const said = check ? say(`/elsewhere.headline.${elsewhereVerdict(check.steps)}`, { system }) : system;
  print([plain(id), path, said].join("  "));
}

function spelled(result: Result): object {
  const { file, line } = result;
  if (!("error" in result)) return { file, line, evidence: result.evidence, check: result.check ?? null };
  const { code, message } = result.error;
  return { file, line, error: { code, message } };
}
