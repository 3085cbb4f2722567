/** The verdict of a certificate, in the worker: loaded for certificates alone. What it needs of the network only this site is asked for. */
import type { OpenedReceipt } from "#lib/core/receipt/open-receipt.ts";
import { trustFor } from "#lib/core/verify/site-trust.ts";
import { readPemCertificates } from "#lib/pki/pem.ts";
import { collectSources, type Get } from "#lib/verify/certificate/collect.ts";
import { joinCertificates, openCertificate } from "#lib/verify/certificate/open.ts";
import type { OpenedCertificate } from "#lib/verify/certificate/opened.ts";
import type { LedgerTrustOf } from "#lib/verify/certificate/sources.ts";
import { verifyCertificate } from "#lib/verify/certificate/verify.ts";
import type { CertificateVerification } from "#lib/verify/certificate/words.ts";
import type { CertificateToCheck } from "./worker-protocol.ts";

export async function isCertificate(bytes: Uint8Array): Promise<boolean> {
  return (await openCertificate(bytes)) !== undefined;
}

/** @param get how this site is asked; the offline file asks nobody, and has nothing to ask with */
export async function checkCertificate(
  asked: CertificateToCheck,
  get?: Get,
): Promise<CertificateVerification | undefined> {
  const opened = await open(asked);
  if (opened === undefined) return undefined;
  const had = asked.isOnline && get ? await collectSources(opened, get) : {};
  return await verifyCertificate(opened, {
    sources: { ...had, ...asked.sources },
    trust: trustOf(asked.trust),
    now: new Date(),
    ...(asked.at === undefined ? {} : { at: new Date(asked.at) }),
  });
}

async function open({ bytes, receipt }: CertificateToCheck): Promise<OpenedCertificate | undefined> {
  const opened = await openCertificate(bytes);
  const beside = receipt && (await openCertificate(receipt));
  return opened && beside ? joinCertificates(opened, beside) : opened;
}

function trustOf(trust: CertificateToCheck["trust"]): LedgerTrustOf {
  if ("policy" in trust) {
    const { policy, authorities } = trust;
    return () => policy && { policy, authorities };
  }
  return (receipt: OpenedReceipt) => {
    const found = trustFor(receipt, trust);
    return found && { ...found, authorities: readPemCertificates(found.authorities) ?? [] };
  };
}
