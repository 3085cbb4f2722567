import { useTranslations } from "next-intl";
import { PageHeader } from "#components/ui/page-header.tsx";
import { NoScript } from "#components/verification/no-script.tsx";
import type { LedgerTrust } from "#lib/core/verify/site-trust.ts";
import { LazyCertificateDesk } from "./lazy-certificate-desk.tsx";
import type { Shown } from "./look.ts";
import { ShareOver } from "./share-over.tsx";

type PublicCertificateProps = {
  id: string;
  trust: readonly LedgerTrust[];
  shown?: Shown;
  share?: string;
  /** The share has been used up: it goes on for whoever used it. */
  isOver: boolean;
};

/** A certificate's page. The server hands out what is to be checked; the verdict, and every word of the certificate, is the browser's. */
export function PublicCertificate({ id, trust, shown, share, isOver }: PublicCertificateProps) {
  const [open, ask] = [useTranslations("certificatePage.public"), useTranslations("certificatePage.ask")];
  if (isOver) {
    return (
      <>
        <ShareOver how="used" />
        <div className="page page-narrow empty:hidden">
          <LazyCertificateDesk {...{ id, trust, share, isOver }} />
        </div>
      </>
    );
  }
  return (
    <div className="page page-narrow">
      <PageHeader
        title={share === undefined ? open("title") : ask("title")}
        lead={share === undefined ? open("lead") : ask("lead")}
        above={<code className="font-mono text-xs break-all text-ink-soft">{id}</code>}
      />
      <NoScript />
      <LazyCertificateDesk {...{ id, trust, shown, share, isOver }} />
    </div>
  );
}
