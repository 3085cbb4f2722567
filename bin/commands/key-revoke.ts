/** `sealbook key revoke` */

import { plain } from "#lib/core/text/plain-text.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "./command.ts";
import { organisationOf, withInstallation } from "./database.ts";
import { print, printJson } from "./terminal.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export async function keyRevoke(context: Context): Promise<ExitCode> {
  const { operands, say, json } = context;
  const [id = ""] = operands;
  const gone = new CommandError(say("database.keyGone", { id }), { code: "not_found", exitCode: EXIT.failed });
  if (!UUID.test(id)) throw gone;
  await withInstallation(say, async () => {
    const { revokeApiKey } = await import("#lib/features/accounts/api-keys/verbs/revoke-api-key.ts");
    const { id: organisationId } = await organisationOf(context);
    await revokeApiKey({ actor: { kind: "operator" }, organisationId, apiKeyId: id });
  }).catch((error: Error & { code?: string }) => {
    throw error.code === "gone" ? gone : error;
  });
  if (json) printJson({ id, revoked: true });
  else print(say("database.keyRevoked", { id: plain(id) }));
  return EXIT.ok;
}
