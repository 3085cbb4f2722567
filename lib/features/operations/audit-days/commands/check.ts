/** `sealbook audit-log check` */
import { type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson, progressLine } from "#lib/infra/terminal/terminal.ts";

export async function checkAuditLog(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const progress = progressLine();
  const report = await withInstallation(context, async () => {
    const { checkDays } = await import("../checks/check-days.ts");
    return await checkDays((day) => progress.show(() => day));
  }).finally(() => progress.clear());
  const { days, unrecorded, findings } = report;
  if (json) printJson(report);
  else {
    const wrong = findings.map(({ day, wrong, organisationId }) =>
      say(`auditLog.findings.${wrong}`, { day, whose: organisationId ?? (organisationId === null ? "–" : "*") }),
    );
    const open = unrecorded === 0 ? [] : [say("auditLog.unrecorded", { count: unrecorded })];
    print([...wrong, ...open, say(findings.length === 0 ? "auditLog.ok" : "auditLog.wrong", { days })].join("\n"));
  }
  return findings.length === 0 ? EXIT.ok : EXIT.failed;
}
