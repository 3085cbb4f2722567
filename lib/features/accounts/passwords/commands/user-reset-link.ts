/** `sealbook user reset-link` */
import { type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { parseOption, withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson } from "#lib/infra/terminal/terminal.ts";

export async function userResetLink(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const link = await withInstallation(context, async () => {
    const { emailSchema } = await import("#lib/gate/parse-form.ts");
    const email = parseOption(emailSchema, { option: "email", context });
    const { issueResetLink } = await import("../verbs/issue-reset-link.ts");
    return await issueResetLink({ actor: { kind: "operator" }, email });
  });
  const until = link.expiresAt.toISOString();
  if (json) printJson({ url: link.url, expiresAt: until });
  else print(`${say("database.resetLink", { until })}\n${link.url}\n\n${say("database.handOver")}`);
  return EXIT.ok;
}
