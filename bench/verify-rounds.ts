/** A receipt verified again and again: what the measurement runs in a process of its own, and bundled in a browser. */
import { parsePolicy } from "#lib/core/log/policy.ts";
import { openReceipt } from "#lib/core/receipt/open-receipt.ts";
import { readPemCertificates } from "#lib/pki/pem.ts";
import { verify } from "#lib/verify/verify.ts";

const ROUNDS = 31;

export interface Rounds {
  receipt: Uint8Array;
  policy: string;
  /** PEM; without any, the receipt has no timestamp. */
  authorities: string;
  /** Without WebCrypto: every signature is checked by the portable code. */
  portable?: boolean;
}

/** Milliseconds of each round, the first with everything that is loaded for it. Throws when the receipt is not proven in full. */
export async function verifyRounds(input: Rounds): Promise<number[]> {
  const { subtle } = globalThis.crypto;
  const provide = (value: unknown) => Object.defineProperty(globalThis.crypto, "subtle", { value, configurable: true });
  if (input.portable) provide(undefined);
  try {
    return await run(input);
  } finally {
    if (input.portable) provide(subtle);
  }
}

async function run(input: Rounds): Promise<number[]> {
  const stamps = input.authorities === "" ? 0 : 1;
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    const policy = parsePolicy(input.policy);
    if ("error" in policy) throw new Error(`${policy.error} in line ${policy.line}`);
    const authorities = readPemCertificates(input.authorities);
    const { verdict, witnessed, facts, steps } = await verify({
      receipt: openReceipt(input.receipt),
      policy,
      authorities,
    });
    rounds.push(performance.now() - started);
    const isWhole =
      verdict === "valid" && witnessed && facts?.witnesses?.length === 3 && facts.timestamps?.length === stamps;
    if (!isWhole) throw new Error(`not proven: ${JSON.stringify(steps)}`);
  }
  return rounds;
}
