/** `sealbook key revoke` */

import { plain } from "#lib/core/text/plain-text.ts";
import { organisationOf } from "#lib/features/accounts/organisations/commands/organisation-of.ts";
import { type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson } from "#lib/infra/terminal/terminal.ts";
import { keyGone, keyIdOf } from "./key-id.ts";

export async function keyRevoke(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const id = keyIdOf(context);
  await withInstallation(context, async () => {
    const { revokeApiKey } = await import("../verbs/revoke-api-key.ts");
    const { id: organisationId } = await organisationOf(context);
    await revokeApiKey({ actor: { kind: "operator" }, organisationId, apiKeyId: id });
  }).catch((error: Error & { code?: string }) => {
    throw error.code === "gone" ? keyGone(id, say) : error;
  });
  if (json) printJson({ id, revoked: true });
  else print(say("database.keyRevoked", { id: plain(id) }));
  return EXIT.ok;
}
