/** Which server a command talks to, and as whom. */

import { type Options, Sealbook } from "#lib/client/client.ts";
import { CommandError, type Context } from "#lib/infra/terminal/command.ts";
import { tell } from "#lib/infra/terminal/terminal.ts";
import { readServerEnvironment } from "./cli-env.ts";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
/** What may stand in a header (RFC 9110 section 5.5), less spaces. */
const KEY = /^[\x21-\x7e]{1,500}$/;
/** What a request may take unless `--timeout` says otherwise; told in its help. */
const TIMEOUT_SECONDS = 120;
const TIMEOUT_SECONDS_MAX = 86_400;

export interface Server {
  /** The address of a path such as `/api/v1/evidence`. */
  at: (path: string, query?: Record<string, string | undefined>) => URL;
  /** Its API, in the name of the key; `isPublic`: in nobody's. */
  client: (options?: Pick<Options, "patience" | "signal"> & { isPublic?: boolean }) => Sealbook;
}

/** Of whoever moves a whole archive: a server that is busy is waited for, however often. */
export const LONG_PATIENCE = { attempts: 5, busyAttempts: Number.POSITIVE_INFINITY, busySecondsMax: 600 };

/** @throws {CommandError} when address or key cannot be right; warns on standard error of what is unwise */
export async function serverOf({ options, locale, say }: Context): Promise<Server> {
  const { url, key } = await readServerEnvironment();
  const address = typeof options.url === "string" ? options.url : url;
  const base = URL.canParse(address) ? new URL(address) : undefined;
  if (!base || !/^https?:$/.test(base.protocol) || base.username || base.search || base.hash) {
    throw new CommandError(say("server.badUrl", { url: address }), { code: "usage" });
  }
  const seconds = Number(options.timeout ?? TIMEOUT_SECONDS);
  if (!(Number.isInteger(seconds) && seconds >= 1 && seconds <= TIMEOUT_SECONDS_MAX)) {
    throw new CommandError(say("server.badTimeout", { max: TIMEOUT_SECONDS_MAX }), { code: "usage" });
  }
  if (options.key !== undefined) tell(say("server.keyVisible"));
  const secret = typeof options.key === "string" ? options.key : key;
  if (!secret) throw new CommandError(say("server.keyMissing"), { code: "key_missing" });
  if (!KEY.test(secret)) throw new CommandError(say("server.keyMalformed"), { code: "key_malformed" });
  if (base.protocol === "http:" && !LOOPBACK.test(base.hostname)) tell(say("server.keyInClear", { host: base.host }));
  const prefix = base.pathname.replace(/\/+$/, "");
  return {
    at: (path, query = {}) => {
      const target = new URL(base.origin + prefix + path);
      for (const [name, value] of Object.entries(query)) if (value !== undefined) target.searchParams.set(name, value);
      return target;
    },
    client: ({ isPublic = false, ...options } = {}) => {
      const own = isPublic ? {} : { key: secret };
      return new Sealbook({ ...options, ...own, url: base.origin + prefix, locale, timeoutMs: seconds * 1_000 });
    },
  };
}
