/** What a file is and says, as a person at a terminal reads it. */
import { plain } from "#lib/core/text/plain-text.ts";
import type { Step } from "#lib/core/verify/verification.ts";
import { EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { cells, padded, table } from "#lib/infra/terminal/terminal.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import type { Inspection } from "#lib/verify/inspection.ts";
import { claimLines } from "./claim-lines.ts";
import { elsewhereReport } from "./elsewhere-report.ts";
import { signaturesCode, signaturesReport } from "./signatures-report.ts";

export function inspectionReport(inspection: Inspection, say: Say): string {
  const { kind, states, checks, missing, verification, elsewhere, signatures } = inspection;
  const lines = [`${say(`/inspect.kind.${kind}`)}\n`, `${say(`/inspect.about.${kind}`)}\n`];
  if (elsewhere) lines.push(elsewhereReport(elsewhere, say));
  if (signatures) lines.push(signaturesReport(signatures, say));
  const facts = verification?.facts ?? verification?.inside?.facts;
  if (states.length > 0) {
    const stated = states.map(({ name, value }) => [say(`/inspect.state.${name}`), plain(value)] as const);
    const rows = [...stated, ...(facts ? claimLines(facts, say) : [])];
    lines.push(`${say("/inspect.states")}\n${table(rows)}`);
  }
  const steps = stepsOf(verification);
  const checked = [
    ...checks.map(({ name, status, reason }) => ({
      label: say(`/inspect.check.${name}`),
      status,
      why: reason ? `: ${say(`/inspect.cose.${reason}`)}` : "",
    })),
    ...steps.map(({ name, status }) => ({ label: say(`/steps.name.${name}`), status, why: "" })),
  ];
  const width = Math.max(0, ...checked.map(({ label }) => cells(label)));
  if (checked.length > 0) {
    const rows = checked.map(
      ({ label, status, why }) => `  ${padded(label, width)}  ${say(`/inspect.status.${status}`)}${why}\n`,
    );
    lines.push(`${say("/inspect.checks")}\n${rows.join("")}`);
  }
  if (missing.length > 0) {
    lines.push(
      `${say("/inspect.missingTitle")}\n${missing.map((name) => `  ${say(`/inspect.missing.${name}`)}\n`).join("")}`,
    );
  }
  return lines.join("\n");
}

/** The steps to print: of a PDF that was saved anew its own, then those of the receipt inside, each once. */
function stepsOf(verification: Inspection["verification"]): readonly Step[] {
  const { steps = [], inside } = verification ?? {};
  return inside ? [...steps.filter(({ name }) => name === "document"), ...inside.steps] : steps;
}

/** 1 when something in the file does not hold. */
export function inspectionCode({ checks, verification, elsewhere, signatures }: Inspection): ExitCode {
  if (signatures) return signaturesCode(signatures);
  const isBad = checks.some(({ status }) => status === "failed") || verification?.verdict === "failed";
  if (elsewhere?.steps.some(({ status }) => status === "failed")) return EXIT.failed;
  return isBad ? EXIT.failed : EXIT.ok;
}
