/** A certificate of another system, as a person at a terminal reads what was checked of it. */
import { plain } from "#lib/core/text/plain-text.ts";
import {
  type ElsewhereCheck,
  type ElsewhereVerdict,
  elsewhereVerdict,
  STATED,
} from "#lib/credentials/elsewhere/words.ts";
import { EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { cells, padded, table } from "#lib/infra/terminal/terminal.ts";
import type { Say } from "#lib/infra/terminal/words.ts";

/** Only what was checked whole is 0. */
const EXITS: Record<ElsewhereVerdict, ExitCode> = {
  altered: EXIT.failed,
  wrong_issuer: EXIT.failed,
  revoked: EXIT.withdrawn,
  out_of_time: EXIT.period,
  unchecked: EXIT.impossible,
  partly: EXIT.impossible,
  holds: EXIT.ok,
};

export const elsewhereCode = ({ steps }: ElsewhereCheck): ExitCode => EXITS[elsewhereVerdict(steps)];

export function elsewhereReport({ system, steps, states, asked }: ElsewhereCheck, say: Say): string {
  const verdict = elsewhereVerdict(steps);
  const named = { system: say(`/elsewhere.system.${system}`) };
  const stated = STATED.flatMap((name) =>
    states[name] === undefined ? [] : [[say(`/elsewhere.stated.${name}`), plain(states[name])] as const],
  );
  const width = Math.max(...steps.map(({ name }) => cells(say(`/elsewhere.name.${name}`))));
  const lines = steps.map((step) => {
    const why = say(step.status === "ok" ? `/elsewhere.ok.${step.name}` : `/elsewhere.reason.${step.reason}`);
    const found = step.found ? ` (${plain(step.found)})` : "";
    const status = say(`/elsewhere.status.${step.status}`);
    return `  ${padded(say(`/elsewhere.name.${step.name}`), width)}  ${status}: ${why}${found}\n`;
  });
  return [
    `${say(`/elsewhere.headline.${verdict}`, named)}\n${say(`/elsewhere.body.${verdict}`)}\n`,
    ...(stated.length > 0 ? [`${say("/elsewhere.states")}\n${table(stated)}`] : []),
    `${say("/elsewhere.checks")}\n${lines.join("")}`,
    `${asked.length > 0 ? say("/elsewhere.asked", { hosts: asked.map(plain).join(", ") }) : say("/elsewhere.askedNobody")}\n`,
  ].join("\n");
}
