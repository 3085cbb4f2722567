/** What a receipt is held against on the command line, and what its verification comes to. */
import { readKeyEnds } from "#lib/core/log/key-range.ts";
import { type Policy, readPolicyFile } from "#lib/core/log/policy.ts";
import { ALGORITHMS, type BrokenSince, parseAlgorithms } from "#lib/core/renewal/algorithms.ts";
import { fromUtf8 } from "#lib/core/text/bytes.ts";
import { readFileLines } from "#lib/core/text/file-text.ts";
import type { Step, Verification } from "#lib/core/verify/verification.ts";
import { CommandError, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { readFileUpTo } from "#lib/infra/terminal/files.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import type { Bundle } from "#lib/pki/bundle.ts";

/** A policy of a few hundred keys is far smaller. */
const POLICY_BYTES_MAX = 1024 * 1024;
/** A line an algorithm. */
const ALGORITHMS_BYTES_MAX = 16 * 1024;

export interface Asked {
  file: boolean;
  policy: boolean;
  timestamp: boolean;
}

export async function readPolicy(path: string, say: Say): Promise<Policy> {
  return (await readPolicyAndEnds(path, say)).policy;
}

/** With where its keys ended, as far as the policy says so. */
export async function readPolicyAndEnds(
  path: string,
  say: Say,
): Promise<{ policy: Policy; ends: ReadonlyMap<string, bigint> }> {
  const bytes = await readFileUpTo(path, { bytesMax: POLICY_BYTES_MAX, say });
  const policy = readPolicyFile(bytes);
  if (!("error" in policy)) {
    const keys = [...policy.logs, ...policy.witnesses].map(({ key }) => key);
    return { policy, ends: readKeyEnds(readFileLines(bytes) ?? "", keys) };
  }
  const message = say("verify.policyBad", { path, line: policy.line, reason: say(`verify.policy.${policy.error}`) });
  throw new CommandError(message, { code: "policy_malformed" });
}

/** Until when algorithms count. */
export async function readAlgorithms(path: string, say: Say): Promise<BrokenSince> {
  const text = fromUtf8(await readFileUpTo(path, { bytesMax: ALGORITHMS_BYTES_MAX, say }));
  const read = text === undefined ? ({ error: "bad_line", line: 1 } as const) : parseAlgorithms(text);
  if (!("error" in read)) return read;
  const reason = say(`verify.algorithms.${read.error}`);
  const message = say("verify.algorithmsBad", { path, line: read.line, reason, known: ALGORITHMS.join(", ") });
  throw new CommandError(message, { code: "algorithms_malformed" });
}

export async function readAuthorities(path: string, say: Say): Promise<Uint8Array[]> {
  const bundle = await readBundleFile(path, say);
  if (bundle && bundle.certificates.length > 0) return bundle.certificates;
  throw new CommandError(say("verify.tsaCaBad", { path }), { code: "certificates_malformed" });
}

/** Lists of revoked certificates, and answers about single ones. */
export async function readRevocation(path: string, say: Say): Promise<Uint8Array[]> {
  const bundle = await readBundleFile(path, say);
  if (bundle && bundle.revocation.length > 0) return bundle.revocation;
  throw new CommandError(say("verify.revocationBad", { path }), { code: "revocation_malformed" });
}

async function readBundleFile(path: string, say: Say): Promise<Bundle | undefined> {
  // Loaded for who names some: a receipt alone needs none of it.
  const { BUNDLE_BYTES_MAX, readBundle } = await import("#lib/pki/bundle.ts");
  return readBundle(await readFileUpTo(path, { bytesMax: BUNDLE_BYTES_MAX, say }));
}

/** 0 only when every step that was asked for holds, the issuer is known, and the chain from record to signature with it. */
export function judge({ verdict, steps, inside }: Verification, asked: Asked): ExitCode {
  if (inside) {
    const code = judge(inside, asked);
    return code === EXIT.ok ? EXIT.resaved : code;
  }
  if (verdict === "failed") return EXIT.failed;
  if (verdict === "not_anchored") return EXIT.impossible;
  const holds = (name: Step["name"]) => steps.some((step) => step.name === name && step.status === "ok");
  const wanted = [
    !asked.file || holds("file"),
    !asked.policy || holds("issuer"),
    !asked.timestamp || holds("timestamp"),
  ];
  if (!wanted.every(Boolean)) return EXIT.impossible;
  return asked.policy ? EXIT.ok : EXIT.unproven;
}
