/** `sealbook ledger remember` */
import { exactNumber } from "#lib/core/text/decimal.ts";
import { type Context, EXIT, type ExitCode } from "./command.ts";
import { withInstallation } from "./database.ts";
import { readFileUpTo } from "./files.ts";
import { ledgerOf } from "./ledger-key.ts";
import { print, printJson } from "./terminal.ts";

const CHECKPOINT_BYTES_MAX = 256 * 1024;

export async function ledgerRemember(context: Context): Promise<ExitCode> {
  const { say, json, operands } = context;
  const [path = ""] = operands;
  const ledger = ledgerOf(context);
  const bytes = await readFileUpTo(path, { bytesMax: CHECKPOINT_BYTES_MAX, say });
  const { named, size } = await withInstallation(say, async () => {
    const { rememberCheckpoint } = await import("#lib/features/ledger/sealing/verbs/remember-checkpoint.ts");
    const note = Buffer.from(bytes).toString("utf8");
    return await rememberCheckpoint({ actor: { kind: "operator" }, ledger, note });
  });
  if (json) printJson({ ledger, named: exactNumber(named), size: exactNumber(size) });
  else print(say("ledgerKey.remembered", { named: String(named), size: String(size) }));
  return EXIT.ok;
}
