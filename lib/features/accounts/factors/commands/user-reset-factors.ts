/** `sealbook user reset-factors` */
import { type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { parseOption, withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson } from "#lib/infra/terminal/terminal.ts";

export async function userResetFactors(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const reset = await withInstallation(context, async () => {
    const { emailSchema } = await import("#lib/gate/parse-form.ts");
    const email = parseOption(emailSchema, { option: "email", context });
    const { resetFactors } = await import("../verbs/reset-factors.ts");
    return await resetFactors({ actor: { kind: "operator" }, email });
  });
  if (json) printJson({ ...reset });
  else print(say("database.factorsReset", { ...reset }));
  return EXIT.ok;
}
