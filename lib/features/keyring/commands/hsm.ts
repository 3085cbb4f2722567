/** `sealbook hsm status|make-master-key`: what the hardware security module of the configuration can do, and a key of it that wraps others. */
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson } from "#lib/infra/terminal/terminal.ts";

/** As it stands in MASTER_KEYS, between commas. */
const LABEL = /^[A-Za-z0-9._-]{1,32}$/;

export async function hsmStatus(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const { label, serial, signs, wraps } = await withHsm(context, async () => {
    const { describeToken } = await import("#lib/infra/keys/hsm/module.ts");
    return describeToken();
  });
  if (json) printJson({ label, serial, signs, wraps });
  else {
    const can = (able: boolean) => say(able ? "hsm.can" : "hsm.cannot");
    print(
      `${say("hsm.token", { label, serial })}\n${say("hsm.signs", { can: can(signs) })}\n${say("hsm.wraps", { can: can(wraps) })}`,
    );
  }
  return signs && wraps ? EXIT.ok : EXIT.failed;
}

export async function hsmMakeMasterKey(context: Context): Promise<ExitCode> {
  const { say, json, operands } = context;
  const [label = ""] = operands;
  if (!LABEL.test(label)) throw new CommandError(say("hsm.labelInvalid"), { code: "usage" });
  await withHsm(context, async () => {
    const { createWrappingKey } = await import("#lib/infra/keys/hsm/wrapping.ts");
    createWrappingKey(label);
  });
  if (json) printJson({ label });
  else print(say("hsm.made", { label }));
  return EXIT.ok;
}

async function withHsm<T>(context: Context, work: () => Promise<T>): Promise<T> {
  return await withInstallation(context, async () => {
    const { hasHsm } = await import("#lib/infra/keys/hsm/module.ts");
    if (!hasHsm()) throw new CommandError(context.say("hsm.absent"), { code: "configuration" });
    return await work();
  });
}
