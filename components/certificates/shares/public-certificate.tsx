import { useTranslations } from "next-intl";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { NoScript } from "#components/verification/no-script.tsx";
import type { LedgerTrust } from "#lib/core/verify/site-trust.ts";
import type { ExplorerLinks } from "#lib/features/certificates/status/types.ts";
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
  explorer?: ExplorerLinks | undefined;
};

/** A certificate's page. The server hands out what is to be checked; the verdict, and every word of the certificate, is the browser's. */
export function PublicCertificate({ id, trust, shown, share, isOver, explorer }: PublicCertificateProps) {
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
      {explorer ? <InExplorer links={explorer} /> : null}
    </div>
  );
}

function InExplorer({ links: { entry, life } }: { links: ExplorerLinks }) {
  const t = useTranslations("certificatePage.public");
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1 py-6 text-sm text-ink-soft">
      {t("ledger")}
      {entry ? <TextLink href={entry.href}>{t("entry", { index: entry.index })}</TextLink> : null}
      <TextLink href={life}>{t("entries")}</TextLink>
    </p>
  );
}
