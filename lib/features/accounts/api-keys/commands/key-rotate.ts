/** `sealbook key rotate` and `sealbook key end-old` */

import { plain } from "#lib/core/text/plain-text.ts";
import { organisationOf } from "#lib/features/accounts/organisations/commands/organisation-of.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson, table } from "#lib/infra/terminal/terminal.ts";
import { OVERLAP_DAYS_MAX } from "../types.ts";
import { keyIdOf } from "./key-id.ts";

const HOUR_MS = 60 * 60 * 1_000;

export async function keyRotate(context: Context): Promise<ExitCode> {
  const { say, json, options } = context;
  const apiKeyId = keyIdOf(context);
  const hours = Number(options.overlap ?? 24);
  if (!(Number.isInteger(hours) && hours >= 1 && hours <= OVERLAP_DAYS_MAX * 24)) {
    const reason = say("database.overlapBad", { max: OVERLAP_DAYS_MAX * 24 });
    throw new CommandError(say("database.invalid", { option: "--overlap", reason }), { code: "usage" });
  }
  const { key, secret } = await withInstallation(context, async () => {
    const { id: organisationId } = await organisationOf(context);
    const { rotateKey } = await import("../verbs/rotate-key.ts");
    const oldSecretUntil = new Date(Date.now() + hours * HOUR_MS);
    return await rotateKey({ actor: { kind: "operator" }, organisationId, apiKeyId, oldSecretUntil });
  });
  const until = key.old?.until.toISOString() ?? "";
  if (json) {
    printJson({ id: key.id, name: key.name, secret, oldSecretUntil: until });
    return EXIT.ok;
  }
  const rows: [string, string][] = [
    [say("database.apiKey"), secret],
    [say("database.id"), key.id],
    [say("options.name"), plain(key.name)],
    [say("database.oldUntil"), until],
  ];
  print(`${table(rows, "")}\n${say("database.keepSecret")}`);
  return EXIT.ok;
}

export async function keyEndOld(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const apiKeyId = keyIdOf(context);
  await withInstallation(context, async () => {
    const { id: organisationId } = await organisationOf(context);
    const { endOldSecret } = await import("../verbs/rotate-key.ts");
    await endOldSecret({ actor: { kind: "operator" }, organisationId, apiKeyId });
  });
  if (json) printJson({ id: apiKeyId, oldSecretEnded: true });
  else print(say("database.oldEnded", { id: plain(apiKeyId) }));
  return EXIT.ok;
}
