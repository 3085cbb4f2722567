/** `sealbook org create` */

import { plain } from "#lib/core/plain-text.ts";
import { type Context, EXIT, type ExitCode } from "./command.ts";
import { parseOption, withInstallation } from "./database.ts";
import { print, printJson, table } from "./terminal.ts";

export async function orgCreate(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const created = await withInstallation(say, async () => {
    const { emailSchema, nameSchema } = await import("#lib/features/forms/schema.ts");
    const name = parseOption(nameSchema, { option: "name", context });
    const ownerEmail = parseOption(emailSchema, { option: "owner-email", context });
    const { createOrganisation } = await import("#lib/features/organisations/mutations/create-organisation.ts");
    return await createOrganisation({ actor: { kind: "operator" }, name, ownerEmail });
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
