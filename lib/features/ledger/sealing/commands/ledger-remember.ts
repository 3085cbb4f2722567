/** `sealbook ledger remember` */
import { exactNumber } from "#lib/core/text/decimal.ts";
import { type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { readFileUpTo } from "#lib/infra/terminal/files.ts";
import { withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson } from "#lib/infra/terminal/terminal.ts";
import { ledgerOf } from "./ledger-key.ts";

const CHECKPOINT_BYTES_MAX = 256 * 1024;

export async function ledgerRemember(context: Context): Promise<ExitCode> {
  const { say, json, operands } = context;
  const [path = ""] = operands;
  const ledger = ledgerOf(context);
  const bytes = await readFileUpTo(path, { bytesMax: CHECKPOINT_BYTES_MAX, say });
  const { named, size } = await withInstallation(context, async () => {
    const { rememberCheckpoint } = await import("../verbs/remember-checkpoint.ts");
    const note = Buffer.from(bytes).toString("utf8");
    return await rememberCheckpoint({ actor: { kind: "operator" }, ledger, note });
  });
  if (json) printJson({ ledger, named: exactNumber(named), size: exactNumber(size) });
  else print(say("ledgerKey.remembered", { named: String(named), size: String(size) }));
  return EXIT.ok;
}
