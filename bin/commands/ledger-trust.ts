/** Whose ledger a command is about: keys that the reader names, one by one or in a policy. */

import { askedOfLog } from "#lib/core/log/evaluate-policy.ts";
import { isTrusted } from "#lib/core/log/key-history.ts";
import { readPolicyFile } from "#lib/core/log/policy.ts";
import { CommandError, type Context } from "#lib/infra/terminal/command.ts";
import { readFileUpTo } from "#lib/infra/terminal/files.ts";
import { openSource } from "#lib/parties/ledger-reader/open-source.ts";
import type { LedgerSource } from "#lib/parties/ledger-reader/source.ts";
import { type TrustedLedger, trustLedger } from "#lib/parties/ledger-reader/trusted-ledger.ts";

const POLICY_BYTES_MAX = 1024 * 1024;

/** @returns undefined when no key was named. @throws {CommandError} for keys that are none, or of several ledgers */
export async function namedLedger({ options, lists, say }: Context): Promise<TrustedLedger | undefined> {
  const keys = [...(lists.vkey ?? [])];
  if (typeof options.policy === "string") {
    const policy = readPolicyFile(await readFileUpTo(options.policy, { bytesMax: POLICY_BYTES_MAX, say }));
    if ("error" in policy) {
      const values = { path: options.policy, line: policy.line, reason: say(`verify.policy.${policy.error}`) };
      throw new CommandError(say("verify.policyBad", values), { code: "policy_malformed" });
    }
    const listed = policy.logs.map(({ key }) => key);
    const asked = listed[0] ? askedOfLog(policy, listed[0].name) : [];
    keys.push(...[...listed, ...asked.filter(isTrusted)].map(({ text }) => text));
  }
  if (keys.length === 0) return undefined;
  const ledger = trustLedger([...new Set(keys)]);
  if (!("failed" in ledger)) return ledger;
  throw new CommandError(say(`network.trust.${ledger.failed}`), { code: ledger.failed });
}

/** As `namedLedger`, where somebody has to be trusted. */
export async function requiredLedger(context: Context): Promise<TrustedLedger> {
  const ledger = await namedLedger(context);
  if (ledger) return ledger;
  throw new CommandError(context.say("network.trust.no_key"), { code: "usage" });
}

/** @throws {CommandError} for an address that is neither http(s) nor a folder */
export function sourceAt(address: string, { say }: Context): LedgerSource {
  const source = openSource(address);
  if (source) return source;
  throw new CommandError(say("network.badSource", { address }), { code: "usage" });
}

/** Whole seconds of an option, in milliseconds; undefined when it was not given. */
export function secondsOption({ options, say }: Context, name: string): number | undefined {
  const text = options[name];
  if (text === undefined) return undefined;
  if (typeof text === "string" && /^[1-9]\d{0,7}$/.test(text)) return Number(text) * 1_000;
  throw new CommandError(say("network.badSeconds", { option: `--${name}` }), { code: "usage" });
}

/** Ends when the person or the system says so. */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());
  return stopping.signal;
}
