/** `sealbook org owner-link` */

import { organisationOf } from "#lib/features/accounts/organisations/commands/organisation-of.ts";
import { type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { parseOption, withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson } from "#lib/infra/terminal/terminal.ts";

export async function orgOwnerLink(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const link = await withInstallation(context, async () => {
    const { emailSchema } = await import("#lib/gate/parse-form.ts");
    const email = parseOption(emailSchema, { option: "owner-email", context });
    const { id: organisationId } = await organisationOf(context);
    const { issueOwnerLink } = await import("../verbs/issue-owner-link.ts");
    return await issueOwnerLink({ actor: { kind: "operator" }, organisationId, email });
  });
  const until = link.expiresAt.toISOString();
  if (json) printJson({ url: link.url, expiresAt: until });
  else print(`${say("database.ownerLink", { until })}\n${link.url}`);
  return EXIT.ok;
}
