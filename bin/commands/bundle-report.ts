/** What a comparison with a bundle's list came to, in words. */
import { plain } from "#lib/core/text/plain-text.ts";
import { EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import type { Compared } from "./bundle-list.ts";

/** Files of each kind that are named one by one; all are in the JSON. */
const NAMED_MAX = 100;

export function comparedLines({ same, missing, added, changed }: Compared, say: Say): string {
  const lines = (["changed", "missing", "added"] as const).flatMap((kind) => {
    const names = { changed, missing, added }[kind];
    const named = names.slice(0, NAMED_MAX).map((name) => `  ${say(`bundle.${kind}`)}  ${plain(name)}`);
    return names.length > NAMED_MAX
      ? [...named, `  ${say("bundle.more", { count: names.length - NAMED_MAX })}`]
      : named;
  });
  const summary = say("bundle.compared", {
    ...{ same, missing: missing.length, added: added.length, changed: changed.length },
  });
  return `\n${[...lines, summary].join("\n")}\n`;
}

/** A file that is missing, added or changed is as much a failure as a step that is. */
export function worseOf(exitCode: ExitCode, compared: Compared | undefined): ExitCode {
  if (compared === undefined) return exitCode;
  const differs = compared.missing.length + compared.added.length + compared.changed.length > 0;
  return differs ? EXIT.failed : exitCode;
}
