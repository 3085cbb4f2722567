"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useRef, useState } from "react";
import { PagePicture } from "#components/certificates/picture/page-picture.tsx";
import { fetchProvenPdf } from "#components/certificates/picture/proven-pdf.ts";
import { ReportForm } from "#components/certificates/reports/report-form.tsx";
import { type CheckCertificate, CheckedCertificate } from "#components/certificates/verdict/checked-certificate.tsx";
import { CONTENT_ID } from "#components/certificates/verdict/content-card.tsx";
import { buttonClass } from "#components/ui/button.tsx";
import { InAppNotice } from "#components/ui/in-app-notice.tsx";
import { checkCertificate } from "#components/verification/worker-client.ts";
import { utf8 } from "#lib/core/text/bytes.ts";
import type { LedgerTrust } from "#lib/core/verify/site-trust.ts";
import { lookAtShare, looked, type Shown } from "./look.ts";
import { ShareAsk } from "./share-ask.tsx";

type CertificateDeskProps = {
  id: string;
  /** Whom this site trusts for its own ledgers. */
  trust: readonly LedgerTrust[];
  /** What everybody may see who has the address. Without it, `share` is asked for. */
  shown?: Shown | undefined;
  /** Token of a share, which shows nothing before somebody presses the button. */
  share?: string | undefined;
  /** It has been used up, and shows nothing but to the tab that used it. */
  isOver: boolean;
};

/**
 * A certificate as strangers see it, checked by their browser before a word of it is shown. Needs the messages `certificateVerdict`,
 * `verify`, `certificatePage`, `reports` and `forms`.
 */
export function CertificateDesk({ id, trust, shown, share, isOver }: CertificateDeskProps) {
  const [answer, setAnswer] = useState<{ shown: Shown; look?: string } | undefined>(shown && { shown });
  useEffect(() => {
    // After a reload this tab goes on with the look that was counted.
    if (share === undefined || looked(share) === undefined) return;
    void lookAtShare(share, "").then((again) => {
      if (again.ok) setAnswer({ shown: again, look: again.key });
    });
  }, [share]);
  if (answer === undefined) {
    if (share === undefined || isOver) return null;
    return <ShareAsk token={share} onShown={(given) => setAnswer({ shown: given, look: given.key })} />;
  }
  return (
    <div className="grid gap-8">
      <Checked shown={answer.shown} look={answer.look} {...{ id, trust, share }} />
      <ReportForm certificateId={id} />
    </div>
  );
}

type CheckedProps = { shown: Shown; look: string | undefined } & Omit<CertificateDeskProps, "shown" | "isOver">;

function Checked({ shown, look, id, trust, share }: CheckedProps) {
  const t = useTranslations("certificatePage.files");
  const { presentation, receipt, whole, labels } = shown;
  const counted = useRef(false);
  const check: CheckCertificate = useCallback(
    async ({ at, outside }, signal) => {
      const parts = { bytes: utf8(presentation), receipt: utf8(receipt) };
      const verification = await checkCertificate({ ...parts, trust, at, outside, isOnline: true }, { signal });
      // Counted for the issuer, once a look; nothing rests on it.
      if (verification?.shown && !counted.current) {
        counted.current = true;
        void fetch(`/v/${id}/checked`, { method: "POST", keepalive: true }).catch(() => {});
      }
      return verification;
    },
    [presentation, receipt, trust, id],
  );
  const query = share && look ? `?${new URLSearchParams({ share, key: look })}` : "";
  const address = `/v/${id}/certificate.pdf${query}`;
  return (
    <CheckedCertificate
      check={check}
      isOnline
      labels={labels}
      picture={() =>
        whole ? <PagePicture pdf={() => fetchProvenPdf(address, { id, trust })} contentId={CONTENT_ID} /> : null
      }
      actions={
        whole ? (
          <a href={address} download rel="nofollow" className={buttonClass()}>
            <Download aria-hidden="true" className="size-4" />
            {t("pdf")}
          </a>
        ) : null
      }
    >
      {whole ? <InAppNotice /> : <p className="max-w-prose text-sm text-ink-soft">{t("none")}</p>}
    </CheckedCertificate>
  );
}
