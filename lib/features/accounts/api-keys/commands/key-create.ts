/** `sealbook key create` */

import { plain } from "#lib/core/text/plain-text.ts";
import { organisationOf } from "#lib/features/accounts/organisations/commands/organisation-of.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { parseOption, withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson, table } from "#lib/infra/terminal/terminal.ts";
import { DEFAULT_SCOPES, SCOPES, type Scope } from "#lib/words/permissions.ts";

export async function keyCreate(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const scopes = readScopes(context);
  const test = context.options.test === true;
  const created = await withInstallation(context, async () => {
    const { newApiKeySchema } = await import("../schema.ts");
    const name = parseOption(newApiKeySchema.shape.name, { option: "name", context });
    const expiresAt = parseOption(newApiKeySchema.shape.expires, { option: "expires", context });
    const addresses = { ...context, options: { addresses: (context.lists.address ?? []).join(" ") } };
    const addressRanges = parseOption(newApiKeySchema.shape.addresses, { option: "addresses", context: addresses });
    const { id: organisationId } = await organisationOf(context);
    const { createApiKey } = await import("../verbs/create-api-key.ts");
    const unit = parseOption(newApiKeySchema.shape.unit, { option: "unit", context }) ?? undefined;
    const made = { name, scopes, addressRanges, expiresAt, test, unit };
    return await createApiKey({ actor: { kind: "operator" }, organisationId, ...made });
  });
  const { key, secret } = created;
  const expires = key.expiresAt?.toISOString();
  if (json) {
    printJson({
      ...{ id: key.id, name: key.name, secret, scopes: key.scopes, addressRanges: key.addressRanges },
      expiresAt: expires ?? null,
      ...(key.unitId !== null && { unit: key.unitId }),
      ...(key.test && { test: true }),
    });
    return EXIT.ok;
  }
  const rows: [string, string][] = [
    [say("database.apiKey"), secret],
    [say("database.id"), key.id],
    [say("options.name"), plain(key.name)],
    [say("database.scopes"), key.scopes.join(" ")],
    [say("database.expires"), expires ?? say("database.never")],
  ];
  print(`${table(rows, "")}\n${say("database.keepSecret")}`);
  return EXIT.ok;
}

function readScopes({ lists, say }: Context): Scope[] {
  const given = (lists.scope ?? []).flatMap((text) => text.split(","));
  const known = given.map((text) => SCOPES.find((scope) => scope === text.trim()));
  if (known.includes(undefined)) {
    const reason = say("database.scopeUnknown", { scopes: SCOPES.join(", ") });
    throw new CommandError(say("database.invalid", { option: "--scope", reason }), { code: "usage" });
  }
  const scopes = known.filter((scope) => scope !== undefined);
  return scopes.length > 0 ? scopes : [...DEFAULT_SCOPES];
}
