"use client";

import { useCallback, useState } from "react";
import { trustOfNow } from "#components/verification/extent.ts";
import { checkCertificate } from "#components/verification/worker-client.ts";
import type { GivenCertificate } from "#components/verification/worker-protocol.ts";
import type { LedgerTrust } from "#lib/core/verify/site-trust.ts";
import { askLabels, type Labels } from "./ask-labels.ts";
import { type CheckCertificate, CheckedCertificate } from "./checked-certificate.tsx";
import { WithCertificateWords } from "./with-words.tsx";

type CertificateResultProps = {
  certificate: GivenCertificate;
  /** Whom this site trusts for its own ledgers. */
  trust: readonly LedgerTrust[];
};

/** A certificate that was dropped on the verify page: checked in the browser, and what of it is this site's to say asked for here. */
export function CertificateResult({ certificate, trust }: CertificateResultProps) {
  const [labels, setLabels] = useState<Labels>({});
  const check: CheckCertificate = useCallback(
    async (at, signal) => {
      const now = await trustOfNow(trust, signal);
      const asked = { bytes: certificate.bytes, trust: now, at, isOnline: true };
      const verification = await checkCertificate(asked, { signal });
      if (verification?.shown) setLabels(await askLabels(verification));
      return verification;
    },
    [certificate, trust],
  );
  return (
    <WithCertificateWords>
      <CheckedCertificate certificate={certificate} check={check} isOnline labels={labels} />
    </WithCertificateWords>
  );
}
