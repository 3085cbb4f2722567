/** `sealbook ledger public` */
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson } from "#lib/infra/terminal/terminal.ts";
import { ledgerOf } from "./ledger-key.ts";

export async function ledgerPublic(context: Context): Promise<ExitCode> {
  const { say, json, operands } = context;
  const ledger = ledgerOf(context);
  const [wish] = operands;
  if (wish !== "on" && wish !== "off") throw new CommandError(say("ledgerPublic.badWish"), { code: "usage" });
  const isPublic = wish === "on";
  await withInstallation(context, async () => {
    const { setLedgerPublic } = await import("../verbs/set-public.ts");
    await setLedgerPublic({ actor: { kind: "operator" }, ledger, isPublic });
  });
  if (json) printJson({ ledger, public: isPublic });
  else print(say(`ledgerPublic.${wish}`, { ledger }));
  return EXIT.ok;
}
