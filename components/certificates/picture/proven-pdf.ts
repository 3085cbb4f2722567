/** PDFs whose pages may be drawn: those for whose pages their own verdict vouches. */
import { checkCertificate } from "#components/verification/worker-client.ts";
import type { LedgerTrust } from "#lib/core/verify/site-trust.ts";
import type { CertificateVerification } from "#lib/verify/certificate/words.ts";

const TIMEOUT_MS = 30_000;

export function vouchesForPages({ shown, steps }: CertificateVerification): boolean {
  return shown !== undefined && steps.some(({ name, status }) => name === "pages" && status === "ok");
}

/** The PDF of certificate `id` that this site hands out at an address, checked here as if the reader had brought it. Rejects otherwise. */
export async function fetchProvenPdf(
  address: string,
  { id, trust }: { id: string; trust: readonly LedgerTrust[] },
): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(address, { signal });
  if (!response.ok) throw new Error(`The PDF was answered with ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const verification = await checkCertificate({ bytes, trust, isOnline: true }, { signal });
  if (verification?.id !== id || !vouchesForPages(verification)) throw new Error("Nothing vouches for its pages");
  return bytes;
}
