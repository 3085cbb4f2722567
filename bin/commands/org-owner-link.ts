/** `sealbook org owner-link` */
import { type Context, EXIT, type ExitCode } from "./command.ts";
import { organisationOf, parseOption, withInstallation } from "./database.ts";
import { print, printJson } from "./terminal.ts";

export async function orgOwnerLink(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const link = await withInstallation(say, async () => {
    const { emailSchema } = await import("#lib/gate/parse-form.ts");
    const email = parseOption(emailSchema, { option: "owner-email", context });
    const { id: organisationId } = await organisationOf(context);
    const { issueOwnerLink } = await import("#lib/features/setup/verbs/issue-owner-link.ts");
    return await issueOwnerLink({ actor: { kind: "operator" }, organisationId, email });
  });
  const until = link.expiresAt.toISOString();
  if (json) printJson({ url: link.url, expiresAt: until });
  else print(`${say("database.ownerLink", { until })}\n${link.url}`);
  return EXIT.ok;
}
