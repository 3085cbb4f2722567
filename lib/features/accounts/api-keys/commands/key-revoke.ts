/** `sealbook key revoke` */

import { plain } from "#lib/core/text/plain-text.ts";
import { organisationOf } from "#lib/features/accounts/organisations/commands/organisation-of.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson } from "#lib/infra/terminal/terminal.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export async function keyRevoke(context: Context): Promise<ExitCode> {
  const { operands, say, json } = context;
  const [id = ""] = operands;
  const gone = new CommandError(say("database.keyGone", { id }), { code: "not_found", exitCode: EXIT.failed });
  if (!UUID.test(id)) throw gone;
  await withInstallation(context, async () => {
    const { revokeApiKey } = await import("../verbs/revoke-api-key.ts");
    const { id: organisationId } = await organisationOf(context);
    await revokeApiKey({ actor: { kind: "operator" }, organisationId, apiKeyId: id });
  }).catch((error: Error & { code?: string }) => {
    throw error.code === "gone" ? gone : error;
  });
  if (json) printJson({ id, revoked: true });
  else print(say("database.keyRevoked", { id: plain(id) }));
  return EXIT.ok;
}
