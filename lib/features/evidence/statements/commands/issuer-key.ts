/** `sealbook issuer-key add` and `end`: whose signed statements an organisation registers. */
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { readFileUpTo } from "#lib/infra/terminal/files.ts";
import { withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson } from "#lib/infra/terminal/terminal.ts";

const KEYS_BYTES_MAX = 64 * 1024;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const KID = /^[0-9a-f]{64}$/;
const actor = { kind: "operator" } as const;

function organisationOf({ options, say }: Context): string {
  const id = typeof options.org === "string" ? options.org.toLowerCase() : "";
  if (!UUID.test(id)) throw new CommandError(say("issuerKey.badOrganisation"), { code: "usage" });
  return id;
}

export async function issuerKeyAdd(context: Context): Promise<ExitCode> {
  const { say, json, operands } = context;
  const organisationId = organisationOf(context);
  const bytes = await readFileUpTo(operands[0] ?? "", { bytesMax: KEYS_BYTES_MAX, say });
  const kids = await withInstallation(context, async () => {
    const { addIssuerKeys } = await import("../verbs/change-issuer-keys.ts");
    return await addIssuerKeys({ actor, organisationId, bytes });
  });
  if (json) printJson({ organisation: organisationId, kids });
  else for (const kid of kids) print(say("issuerKey.added", { kid }));
  return EXIT.ok;
}

export async function issuerKeyEnd(context: Context): Promise<ExitCode> {
  const { say, json, operands } = context;
  const organisationId = organisationOf(context);
  const kid = (operands[0] ?? "").toLowerCase();
  if (!KID.test(kid)) throw new CommandError(say("issuerKey.badKid"), { code: "usage" });
  await withInstallation(context, async () => {
    const { endIssuerKey } = await import("../verbs/change-issuer-keys.ts");
    await endIssuerKey({ actor, organisationId, kid });
  });
  if (json) printJson({ organisation: organisationId, kid });
  else print(say("issuerKey.ended", { kid }));
  return EXIT.ok;
}
