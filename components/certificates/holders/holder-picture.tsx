"use client";

import { Suspense } from "react";
import { PagePicture } from "#components/certificates/picture/page-picture.tsx";
import { WithCertificateWords } from "#components/certificates/verdict/with-words.tsx";
import type { LedgerTrust } from "#lib/core/verify/site-trust.ts";

type HolderPictureProps = {
  token: string;
  id: string;
  /** Whom this site trusts for its own ledgers. */
  trust: readonly LedgerTrust[];
  /** Element that has in words what the certificate says. */
  contentId: string;
};

/** A holder's certificate as designed, out of the file that they may have, checked here first. */
export function HolderPicture({ token, id, trust, contentId }: HolderPictureProps) {
  const pdf = async () => {
    const { fetchProvenPdf } = await import("#components/certificates/picture/proven-pdf.ts");
    return await fetchProvenPdf(`/claim/${token}/${id}/certificate.pdf`, { id, trust });
  };
  return (
    <Suspense>
      <WithCertificateWords>
        <PagePicture pdf={pdf} contentId={contentId} />
      </WithCertificateWords>
    </Suspense>
  );
}
