/** `sealbook user reset-link` */
import { type Context, EXIT, type ExitCode } from "./command.ts";
import { parseOption, withInstallation } from "./database.ts";
import { print, printJson } from "./terminal.ts";

export async function userResetLink(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const link = await withInstallation(say, async () => {
    const { emailSchema } = await import("#lib/gate/parse-form.ts");
    const email = parseOption(emailSchema, { option: "email", context });
    const { issueResetLink } = await import("#lib/features/accounts/passwords/verbs/issue-reset-link.ts");
    return await issueResetLink({ actor: { kind: "operator" }, email });
  });
  const until = link.expiresAt.toISOString();
  if (json) printJson({ url: link.url, expiresAt: until });
  else print(`${say("database.resetLink", { until })}\n${link.url}\n\n${say("database.handOver")}`);
  return EXIT.ok;
}
