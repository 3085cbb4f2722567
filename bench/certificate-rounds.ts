/** A certificate verified again and again in a browser, from the bytes of what was handed out, with all that the network says of it in memory. */
import { parsePolicy } from "#lib/core/log/policy.ts";
import { joinCertificates, openCertificate } from "#lib/verify/certificate/open.ts";
import type { Sources } from "#lib/verify/certificate/sources.ts";
import { verifyCertificate } from "#lib/verify/certificate/verify.ts";
import { warmCertificates } from "#lib/verify/certificate/warm.ts";

const ROUNDS = 31;

export interface CertificateRounds {
  /** The delivered PDF, or a credential as text; base64. */
  brought: string;
  /** Credential or SD-JWT beside its receipt, where it carries none; base64. */
  beside?: string | undefined;
  policy: string;
  sources: Sources;
  /** RFC 3339: the reader's clock. */
  now: string;
}

/**
 * Milliseconds of each round, the first with everything that is loaded for it. Throws when the certificate is not valid.
 *
 * @param input.isWarm as a page has its worker made ready while its reader chooses the file
 */
export async function certificateRounds(input: CertificateRounds & { isWarm: boolean }): Promise<number[]> {
  if (input.isWarm) await warmCertificates();
  const brought = bytesOf(input.brought);
  const beside = input.beside === undefined ? undefined : bytesOf(input.beside);
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    const policy = parsePolicy(input.policy);
    if ("error" in policy) throw new Error(`${policy.error} in line ${policy.line}`);
    const [first, other] = await Promise.all([openCertificate(brought), beside && openCertificate(beside)]);
    if (!first) throw new Error("no certificate");
    const opened = other ? joinCertificates(first, other) : first;
    const given = { sources: input.sources, trust: () => ({ policy }), now: new Date(input.now) };
    const { verdict, steps } = await verifyCertificate(opened, given);
    rounds.push(performance.now() - started);
    if (verdict !== "valid") throw new Error(`not valid: ${verdict} ${JSON.stringify(steps)}`);
  }
  return rounds;
}

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
