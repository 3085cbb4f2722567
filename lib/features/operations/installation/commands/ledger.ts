/** `sealbook ledger create|list`: the ledgers of an installation, each with an origin, a key and blocks of its own. */
import { plain } from "#lib/core/text/plain-text.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson, table } from "#lib/infra/terminal/terminal.ts";

export async function ledgerCreate(context: Context): Promise<ExitCode> {
  const { operands, say, json } = context;
  const [given = ""] = operands;
  const made = await withInstallation(context, async () => {
    const { LEDGER_NAME } = await import("#lib/features/ledger/sealing/types.ts");
    if (!LEDGER_NAME.test(given)) throw new CommandError(say("/errors.invalid_ledger_name.detail"), { code: "usage" });
    const { openLedger } = await import("#lib/features/ledger/sealing/verbs/open-ledger.ts");
    return await openLedger({ actor: { kind: "operator" }, name: given });
  });
  if (json) printJson(made);
  else print(say("ledgerCreate.made", { name: plain(made.name), origin: plain(made.origin) }));
  return EXIT.ok;
}

export async function ledgerList(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const lines = await withInstallation(context, async () => {
    const { listLedgerLines } = await import("../rows/lines.ts");
    return await listLedgerLines();
  });
  if (json) {
    printJson(
      lines.map(({ name, origin, treeSize, block, organisations }) => ({
        name,
        origin,
        treeSize: Number(treeSize),
        height: block ? Number(block.height) : null,
        organisations,
      })),
    );
    return EXIT.ok;
  }
  const lineOf = (line: (typeof lines)[number]) =>
    [plain(line.origin), say("node.size", { size: String(line.treeSize) })].join("  ");
  print(
    table(
      lines.map((line) => [plain(line.name), lineOf(line)]),
      "",
    ),
  );
  return EXIT.ok;
}
