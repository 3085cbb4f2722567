/** `sealbook export`: an organisation's evidence as a folder that holds without us. Stopped, the same command goes on. */
import { resolve } from "node:path";
import { utf8 } from "#lib/core/text/bytes.ts";
import { csvLine } from "#lib/core/text/csv.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import type { Facts } from "#lib/core/verify/verification.ts";
import { LOCALES } from "#lib/i18n/locale.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { type Progress, print, printJson, progressLine, tell } from "#lib/infra/terminal/terminal.ts";
import { words } from "#lib/infra/terminal/words.ts";
import { INDEX_FILE } from "#lib/parties/bag/archive-paths.ts";
import { BagExists, BagWriter } from "#lib/parties/bag/bag-writer.ts";
import { WitnessError } from "#lib/parties/witness/witness-error.ts";
import { bagProblems } from "./bag-report.ts";
import { readVersion } from "./cli-env.ts";
import { type ExportFilter, readExportFilter } from "./export-filter.ts";
import { exportLedger, exportVerifier } from "./export-ledgers.ts";
import { type ExportedRow, type Exporting, exportPage } from "./export-records.ts";
import { stopSignal } from "./ledger-trust.ts";
import { type Server, serverOf } from "./server.ts";

const COLUMNS = [
  ...(["id", "name", "receivedAt", "type", "sha256", "size", "submitter", "organisation"] as const),
  ...(["ledger", "index", "receipt", "content", "problem"] as const),
];
/** Readmes lie beside the payload, each under a name in its language. */
const README_NAMES = { en: "README.en.txt", "zh-CN": "说明.txt" } as const;

/** What is known of an export, also of what an earlier run did of it. */
interface State {
  rows: number;
  notAnchored: number;
  ledgers: Set<string>;
  contents: Map<string, Promise<string>>;
  done: Set<string>;
  /** Of records of which something is missing. */
  problems: { id: string; problem: string }[];
  organisation: { id: string; name: string } | undefined;
  /** Where the pages go on; null: they are over. */
  cursor: string | null | undefined;
}

export async function exportArchive(context: Context): Promise<ExitCode> {
  const { operands, say, json } = context;
  const folder = resolve((operands[0] ?? "").replace(/(?<=.)\/+$/, ""));
  const filter = readExportFilter(context);
  const server = await serverOf(context);
  const state: State = {
    rows: 0,
    notAnchored: 0,
    ledgers: new Set(),
    contents: new Map(),
    done: new Set(),
    problems: [],
    organisation: undefined,
    cursor: undefined,
  };
  const signal = stopSignal();
  const progress = progressLine();
  let writer: BagWriter | undefined;
  try {
    writer = await openWriter(folder, { filter, server, state, context });
    if (state.rows > 0) tell(say("export.goesOn", { count: state.rows }));
    await exportAll({ filter, writer, server, state, signal, progress, context });
    const { files, bytes } = await finish({ filter, writer, server, state, signal, progress, context });
    progress.clear();
    const { rows: records, notAnchored, problems } = state;
    const contents = state.contents.size;
    if (json) printJson({ folder, records, notAnchored, contents, files, bytes, problems });
    else {
      for (const { id, problem } of problems) tell(say("export.problem", { id, problem: plain(problem) }));
      print(say("export.done", { folder: plain(folder), records, contents, files, bytes }));
      if (notAnchored > 0) print(say("export.notAnchored", { count: notAnchored }));
      print(say("export.verify", { folder: plain(folder) }));
    }
    return problems.length > 0 ? EXIT.failed : EXIT.ok;
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new CommandError(say("export.stopped", { count: state.rows }), { code: "stopped" });
  } finally {
    progress.clear();
    await writer?.close();
  }
}

type Setting = {
  filter: ExportFilter;
  writer: BagWriter;
  server: Server;
  state: State;
  signal: AbortSignal;
  progress: Progress;
  context: Context;
};

async function openWriter(
  folder: string,
  { filter, server, state, context: { say } }: Pick<Setting, "filter" | "server" | "state" | "context">,
): Promise<BagWriter> {
  const head = JSON.stringify({ export: "sealbook.archive/v1", server: server.at("/").href, ...filter });
  const onNote = (note: unknown): void => {
    const { row, page } = note as { row?: ExportedRow; page?: string | null };
    if (row) count(row, state);
    if (page !== undefined) state.cursor = page;
  };
  try {
    return await BagWriter.open(folder, { head, onNote });
  } catch (error) {
    if (error instanceof WitnessError)
      throw new CommandError(say("export.busy", { folder: plain(folder), process: error.subject }), {
        code: "folder_busy",
      });
    if (!(error instanceof BagExists)) throw error;
    throw new CommandError(say("export.exists", { folder: plain(error.message) }), { code: "folder_exists" });
  }
}

/** Once for each row, whichever run wrote it. */
function count(row: ExportedRow, state: State): void {
  state.rows++;
  state.done.add(row.id);
  state.ledgers.add(row.ledger);
  state.organisation ??= { id: row.organisation, name: row.submitter };
  if (row.index === "") state.notAnchored++;
  if (row.content !== "") state.contents.set(row.sha256, Promise.resolve(row.content));
  if (row.problem !== "") state.problems.push({ id: row.id, problem: row.problem });
}

async function exportAll({ filter, writer, server, state, signal, progress, context }: Setting): Promise<void> {
  const { say } = context;
  const admit = ({ submitter }: Facts): void => {
    state.organisation ??= { id: submitter.organisation, name: submitter.name };
    if (submitter.organisation === state.organisation.id) return;
    throw new CommandError(say("export.otherOrganisation"), { code: "other_organisation" });
  };
  const onRow = (row: ExportedRow): void => {
    count(row, state);
    progress.show(say("export.progress", { count: state.rows, files: writer.files.size }));
  };
  const { done, contents } = state;
  const exporting: Exporting = { server, say, signal, writer, done, contents, pdf: filter.pdf, admit, onRow };
  for (const id of filter.ids.filter((each) => !done.has(each))) {
    await exportPage({ id }, exporting);
    if (!done.has(id)) throw new CommandError(say("export.noRecord", { id }), { code: "not_found" });
  }
  while (filter.ids.length === 0 && state.cursor !== null) {
    const { from, to } = filter;
    state.cursor = (await exportPage({ from, to, cursor: state.cursor }, exporting)) ?? null;
    await writer.note({ page: state.cursor });
  }
  for (const ledger of state.ledgers) await exportLedger(ledger, exporting);
  if (!(await exportVerifier(exporting))) tell(say("export.noVerifier"));
}

async function finish(setting: Setting): Promise<{ files: number; bytes: number }> {
  const { filter, writer, server, state, signal, progress, context } = setting;
  const { say } = context;
  const readmes = LOCALES.map((locale) => {
    const values = { server: plain(server.at("/").href), organisation: plain(state.organisation?.name ?? "–") };
    const figures = { records: state.rows, contents: state.contents.size, notAnchored: state.notAnchored };
    return [README_NAMES[locale], `${words(locale)("export.readme", { ...values, ...figures })}\n`] as const;
  });
  const { from, to } = filter;
  const info: [string, string][] = [
    ["Source-Organization", plain(state.organisation?.name ?? "–")],
    ["External-Description", LOCALES.map((locale) => words(locale)("export.description")).join(" / ")],
    ["Bagging-Date", new Date().toISOString().slice(0, 10)],
    ["Bag-Software-Agent", `sealbook/${readVersion()}`],
    ["Sealbook-Server", plain(server.at("/").href)],
    ...(state.organisation ? [["Sealbook-Organisation", state.organisation.id] as [string, string]] : []),
    ...(from === undefined ? [] : [["Sealbook-From", from] as [string, string]]),
    ...(to === undefined ? [] : [["Sealbook-To", to] as [string, string]]),
    ["Sealbook-Records", `${state.rows}`],
    ["Sealbook-Records-Not-Anchored", `${state.notAnchored}`],
    ["Sealbook-Contents", `${state.contents.size}`],
  ];
  const report = await writer.finish({
    last: { [INDEX_FILE]: index(writer) },
    tags: Object.fromEntries(readmes),
    info,
    signal,
    onProgress: ({ files }) => progress.show(say("export.checking", { files, all: writer.files.size })),
  });
  const { problemCount, payload } = report;
  if (problemCount === 0) return payload;
  throw new CommandError(`${say("export.notWhole")}\n${bagProblems(report, say)}`, {
    code: "bag_broken",
    exitCode: EXIT.failed,
  });
}

/** The records as a table that spreadsheets open. */
async function* index(writer: BagWriter): AsyncGenerator<Uint8Array> {
  yield utf8(`\ufeff${csvLine(COLUMNS)}`);
  for await (const note of writer.notes()) {
    const { row } = note as { row?: ExportedRow };
    if (row) yield utf8(csvLine(COLUMNS.map((column) => row[column])));
  }
}
