/** What is wrong with a bag, in words. */
import type { BagReport } from "#lib/core/bag/check-bag.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { table } from "#lib/infra/terminal/terminal.ts";
import type { Say } from "#lib/infra/terminal/words.ts";

/** A line for each problem that is named, and how many are not. */
export function bagProblems({ problems, problemCount }: BagReport, say: Say): string {
  const lines = problems.map(({ problem, path, expected, found }) => {
    const compared: [string, string][] = [];
    if (expected !== undefined) compared.push([say("/steps.expected"), plain(expected)]);
    if (found !== undefined) compared.push([say("/steps.found"), plain(found)]);
    const what = `  ${plain(path)}: ${say(`bag.problem.${problem}`)}\n`;
    return compared.length === 0 ? what : what + table(compared, "      ");
  });
  const rest = problemCount - problems.length;
  return `${lines.join("")}${rest > 0 ? `  ${say("bag.more", { count: rest })}\n` : ""}`;
}
