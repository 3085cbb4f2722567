"use client";

import { useCallback, useState } from "react";
import { PagePicture } from "#components/certificates/picture/page-picture.tsx";
import { vouchesForPages } from "#components/certificates/picture/proven-pdf.ts";
import { checkCertificate } from "#components/verification/worker-client.ts";
import type { GivenCertificate } from "#components/verification/worker-protocol.ts";
import type { LedgerTrust } from "#lib/core/verify/site-trust.ts";
import { askLabels } from "./ask-labels.ts";
import { type CheckCertificate, CheckedCertificate } from "./checked-certificate.tsx";
import { CONTENT_ID } from "./content-card.tsx";
import type { Labels } from "./labels.ts";
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
    async ({ at, outside }, signal) => {
      const asked = { bytes: certificate.bytes, trust, at, outside, isOnline: true };
      const verification = await checkCertificate(asked, { signal });
      // This site has words for what was issued here, and is told of nothing else.
      if (verification?.shown && !verification.others) setLabels(await askLabels(verification));
      return verification;
    },
    [certificate, trust],
  );
  return (
    <WithCertificateWords>
      <CheckedCertificate
        certificate={certificate}
        check={check}
        isOnline
        labels={labels}
        picture={(verification) =>
          vouchesForPages(verification) ? (
            <PagePicture key={certificate.sha256} pdf={async () => certificate.bytes} contentId={CONTENT_ID} />
          ) : null
        }
      />
    </WithCertificateWords>
  );
}
