/** `sealbook org create` */

import { plain } from "#lib/core/text/plain-text.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { parseOption, withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson, table } from "#lib/infra/terminal/terminal.ts";

export async function orgCreate(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const created = await withInstallation(context, async () => {
    const { emailSchema, nameSchema } = await import("#lib/gate/parse-form.ts");
    const name = parseOption(nameSchema, { option: "name", context });
    const ownerEmail = parseOption(emailSchema, { option: "owner-email", context });
    if (context.options["allow-same-name"] === undefined) await refuseTakenName(context, name);
    const { createOrganisationWithKey } = await import("../verbs/create-organisation-with-key.ts");
    return await createOrganisationWithKey({ actor: { kind: "operator" }, name, ownerEmail });
  });
  const { organisation, ownerLink, apiKey } = created;
  const until = ownerLink.expiresAt.toISOString();
  if (json) {
    printJson({
      organisation: { id: organisation.id, name: organisation.name, ledger: organisation.ledger },
      ownerLink: { url: ownerLink.url, expiresAt: until },
      apiKey: { id: apiKey.key.id, secret: apiKey.secret, scopes: apiKey.key.scopes },
    });
    return EXIT.ok;
  }
  print(
    table(
      [
        [say("database.organisation"), plain(organisation.name)],
        [say("database.id"), organisation.id],
        [say("database.apiKey"), apiKey.secret],
      ],
      "",
    ),
  );
  print(`\n${say("database.ownerLink", { until })}\n${ownerLink.url}\n\n${say("database.keepSecret")}`);
  return EXIT.ok;
}

/** Names need not differ, but who runs the command a second time seldom wants a second organisation. */
async function refuseTakenName({ say }: Context, name: string): Promise<void> {
  const { findOrganisationsAsOperator } = await import("#lib/features/accounts/organisations/rows.ts");
  const [taken] = await findOrganisationsAsOperator(name);
  if (!taken || taken.name !== name) return;
  const words = say("database.orgTaken", { org: plain(name), id: taken.id });
  throw new CommandError(words, { code: "name_taken", exitCode: EXIT.failed });
}
