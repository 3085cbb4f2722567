/** `sealbook key list` */

import { plain } from "#lib/core/text/plain-text.ts";
import type { ApiKeyRow } from "#lib/features/accounts/api-keys/types.ts";
import { type Context, EXIT, type ExitCode } from "./command.ts";
import { organisationOf, withInstallation } from "./database.ts";
import { print, printJson } from "./terminal.ts";

/** More pages than any organisation has keys for. */
const PAGES_MAX = 1_000;

export async function keyList(context: Context): Promise<ExitCode> {
  const { say, json } = context;
  const keys = await withInstallation(say, async () => {
    const { listApiKeys } = await import("#lib/features/accounts/api-keys/rows.ts");
    const { id: organisationId } = await organisationOf(context);
    const rows: ApiKeyRow[] = [];
    let older: string | undefined;
    for (let page = 0; page < PAGES_MAX; page++) {
      const found = await listApiKeys({ organisationId, ...(older ? { older } : {}) });
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
