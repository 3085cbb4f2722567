/** `sealbook audit` */

import { plain } from "#lib/core/text/plain-text.ts";
import { FIRST_LEDGER } from "#lib/features/ledger/sealing/types.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { readFileUpTo } from "#lib/infra/terminal/files.ts";
import { withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson, progressLine, table } from "#lib/infra/terminal/terminal.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import type { Since } from "../checks/since.ts";
import type { AuditProgress, AuditReport } from "../verbs/audit-ledger.ts";

/** The longest that a receipt PDF may be, the largest of what --since takes. */
const SINCE_BYTES_MAX = 16 * 1024 * 1024;

export async function audit(context: Context): Promise<ExitCode> {
  const { options, say, json } = context;
  const ledger = typeof options.ledger === "string" ? options.ledger : FIRST_LEDGER;
  const sincePath = typeof options.since === "string" ? options.since : undefined;
  const progress = progressLine();
  const report = await withInstallation(context, async () => {
    const since = sincePath === undefined ? undefined : await readEarlier(sincePath, say);
    const { auditLedger } = await import("../verbs/audit-ledger.ts");
    const onProgress = (now: AuditProgress) => progress.show(progressText(now, say));
    return await auditLedger({ ledger, since, onProgress }).catch((error: Error & { code?: string }) => {
      if (error.code !== "ledger_absent") throw error;
      throw new CommandError(say("audit.noLedger", { ledger }), { code: error.code });
    });
  }).finally(() => progress.clear());
  if (json) printJson(report);
  else print(reportText(report, say));
  return report.finding ? EXIT.failed : EXIT.ok;
}

async function readEarlier(path: string, say: Say): Promise<Since> {
  const bytes = await readFileUpTo(path, { bytesMax: SINCE_BYTES_MAX, say });
  const { readSince } = await import("../checks/since.ts");
  const since = readSince(bytes);
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
  const key = Object.entries(finding.key).map(([name, value]) => `${name}=${value}`);
  const wrong = table([
    [say("audit.table"), finding.table],
    [say("audit.row"), plain(key.join(" "))],
    [say("audit.column"), finding.column],
    [say("/steps.expected"), plain(finding.expected)],
    [say("/steps.found"), plain(finding.found)],
  ]);
  return `${head}\n${say("audit.wrong", { check: finding.check })}\n${wrong}`;
}
