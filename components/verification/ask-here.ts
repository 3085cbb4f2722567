/** Asking this site what a certificate's verdict needs of it, and by way of it others. No part of the offline file. */

import type { LedgerTrust } from "#lib/core/verify/site-trust.ts";
import { ANSWER_BYTES_MAX } from "#lib/verify/certificate/collect.ts";
import type { Network, Question } from "./certificate-check.ts";
import { trustOfNow } from "./ledger-sizes.ts";

const TIMEOUT_MS = 15_000;

export const NETWORK: Network = { isHere, get: getHere, ask: askOutside, trustOfNow: knowing };

/** Each question has a limit of its own. */
async function knowing(trust: readonly LedgerTrust[]): Promise<LedgerTrust[]> {
  return await trustOfNow(trust, new AbortController().signal);
}

function isHere(address: string): boolean {
  return URL.canParse(address) && new URL(address).host === globalThis.location.host;
}

async function getHere(address: string): Promise<string | undefined> {
  const { pathname, search } = new URL(address);
  return await textOf(`${pathname}${search}`, { cache: "no-store" });
}

/** Another host may not be asked by this page, and is not told who reads: this site asks it, and hands its answer on as it came. */
async function askOutside(question: Question): Promise<string | undefined> {
  const headers = { "content-type": "application/json" };
  return await textOf("/verify/outside", { method: "POST", headers, body: JSON.stringify(question) });
}

async function textOf(path: string, asked: RequestInit): Promise<string | undefined> {
  try {
    const answer = await fetch(path, { ...asked, signal: AbortSignal.timeout(TIMEOUT_MS), credentials: "omit" });
    if (!answer.ok) {
      await answer.body?.cancel();
      return undefined;
    }
    const text = await answer.text();
    return text.length <= ANSWER_BYTES_MAX ? text : undefined;
  } catch {
    return undefined;
  }
}
