/** `sealbook audit` */

import { TEST_LEDGER } from "#lib/core/log/test-ledger.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { FIRST_LEDGER } from "#lib/features/ledger/sealing/types.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { readFileUpTo } from "#lib/infra/terminal/files.ts";
import { withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson, progressLine, table, tell } from "#lib/infra/terminal/terminal.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import type { Finding } from "../checks/finding.ts";
import type { Since } from "../checks/since.ts";
import type { AuditProgress, AuditReport } from "../verbs/audit-ledger.ts";

/** The longest that a receipt PDF may be, the largest of what --since takes. */
const SINCE_BYTES_MAX = 16 * 1024 * 1024;

export async function audit(context: Context): Promise<ExitCode> {
  const { options, say, json } = context;
  const ledger = typeof options.ledger === "string" ? options.ledger : FIRST_LEDGER;
  if (ledger === TEST_LEDGER) throw new CommandError(say("audit.tests"), { code: "not_in_tests" });
  const sincePath = typeof options.since === "string" ? options.since : undefined;
  const all = options.all === true;
  const progress = progressLine();
  const report = await withInstallation(context, async () => {
    const since = sincePath === undefined ? undefined : await readEarlier(sincePath, say);
    const { auditLedger } = await import("../verbs/audit-ledger.ts");
    const onProgress = (now: AuditProgress) => progress.show(() => progressText(now, say));
    const found = await auditLedger({ ledger, since, all, onProgress }).catch((error: Error & { code?: string }) => {
      if (error.code !== "ledger_absent") throw error;
      throw new CommandError(say("audit.noLedger", { ledger }), { code: error.code });
    });
    const { noteAudit } = await import("../verbs/note-audit.ts");
    // A copy of the database that takes no writes can be audited, too.
    await noteAudit({ kind: "operator" }, found).catch(() => tell(say("audit.notNoted")));
    return found;
  }).finally(() => progress.clear());
  if (json) printJson(report);
  else print(reportText(report, say));
  if (!report.finding) return EXIT.ok;
  return report.findings.every(({ check }) => check === "file") ? EXIT.files : EXIT.failed;
}

async function readEarlier(path: string, say: Say): Promise<Since> {
  const bytes = await readFileUpTo(path, { bytesMax: SINCE_BYTES_MAX, say });
  const { readSince } = await import("../checks/since.ts");
  const since = await readSince(bytes);
  if (!("failed" in since)) return since;
  const step = since.step ? say(`/steps.name.${since.step}`) : "";
  throw new CommandError(say(`audit.since.${since.failed}`, { path, step }), { code: since.failed });
}

function progressText({ phase, entriesTotal, entries, waiting, files }: AuditProgress, say: Say): string {
  return say(`audit.${phase}`, { checked: { entries, waiting, files }[phase], all: entriesTotal });
}

function reportText(report: AuditReport, say: Say): string {
  const { origin, ledger, counts, since, finding, checkpoint, milliseconds } = report;
  const rows: [string, string][] = [
    [say("audit.ledger"), `${plain(ledger)} (${plain(origin)})`],
    [say("audit.entriesTitle"), say("audit.entriesValue", { ...counts })],
    [say("audit.waitingTitle"), say("audit.waitingValue", { ...counts })],
    [say("audit.filesTitle"), say("audit.filesValue", { ...counts })],
  ];
  if (since && !finding) {
    const kind = say(`audit.kind.${since.kind}`);
    rows.push([say("audit.sinceTitle"), say("audit.sinceValue", { kind, size: since.size })]);
  }
  rows.push([say("audit.time"), say("audit.timeValue", { seconds: (milliseconds / 1_000).toFixed(1) })]);
  const head = table(rows, "");
  if (!finding) return `${head}\n${say("audit.ok")}\n\n${say("audit.keep")}\n\n${checkpoint}`;
  const { findings, unchecked } = report;
  const one = findings.length === 1 && unchecked.length === 0;
  const wrong = findings.map(({ check, ...where }) => {
    const title = one ? say("audit.wrong", { check }) : say("audit.wrongOne", { check });
    return `${title}\n${findingText(where, say)}`;
  });
  const open = unchecked.map(({ what, from = 0 }) => say(`audit.unchecked.${what}`, { from }));
  return [head, ...(one ? [] : [say("audit.wrongCount", { count: findings.length })]), ...wrong, ...open].join("\n");
}

function findingText({ table: name, key, column, expected, found }: Omit<Finding, "check">, say: Say): string {
  const row = Object.entries(key).map(([name, value]) => `${name}=${value}`);
  return table([
    [say("audit.table"), name],
    [say("audit.row"), plain(row.join(" "))],
    [say("audit.column"), column],
    [say("/steps.expected"), plain(expected)],
    [say("/steps.found"), plain(found)],
  ]);
}
