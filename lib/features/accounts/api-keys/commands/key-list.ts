/** `sealbook key list` */

import { plain } from "#lib/core/text/plain-text.ts";
import { organisationOf } from "#lib/features/accounts/organisations/commands/organisation-of.ts";
import { whole } from "#lib/gate/reach.ts";
import { type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { withInstallation } from "#lib/infra/terminal/installation.ts";
import { print, printJson } from "#lib/infra/terminal/terminal.ts";
import type { ApiKeyRow } from "../types.ts";

/** More pages than any organisation has keys for. */
const PAGES_MAX = 1_000;

export async function keyList(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const keys = await withInstallation(context, async () => {
    const { listApiKeys } = await import("../rows.ts");
    const { id: organisationId } = await organisationOf(context);
    const rows: ApiKeyRow[] = [];
    let older: string | undefined;
    for (let page = 0; page < PAGES_MAX; page++) {
      const found = await listApiKeys({ reach: whole(organisationId), ...(older ? { older } : {}) });
      rows.push(...found.rows);
      older = found.older;
      if (!older) break;
    }
    return rows;
  });
  if (json) {
    printJson(keys);
    return EXIT.ok;
  }
  if (keys.length === 0) print(say("database.noKeys"));
  for (const { id, prefix, state, scopes, expiresAt, name } of keys) {
    const until = expiresAt?.toISOString() ?? say("database.never");
    print([id, `${prefix}…`, say(`database.state.${state}`), scopes.join(","), until, plain(name)].join("  "));
  }
  return EXIT.ok;
}
