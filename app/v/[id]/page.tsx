import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { PublicCertificate } from "#components/certificates/shares/public-certificate.tsx";
import { ShareOver } from "#components/certificates/shares/share-over.tsx";
import { ShareLinkEnded } from "#components/sharing/share-link-ended.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { linkPreview } from "#components/shell/link-preview.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { NoScript } from "#components/verification/no-script.tsx";
import { isRecordId } from "#components/verification/reference.ts";
import { VerifyDesk } from "#components/verification/verify-desk.tsx";
import { WarmWorker } from "#components/verification/warm-worker.tsx";
import { type CertificatePage, loadCertificatePage } from "#lib/features/certificates/shares/pages.ts";
import { explorerLinks, findLedgerPlace } from "#lib/features/certificates/status/rows.ts";
import { loadSharedRecord } from "#lib/features/evidence/receipts/pages.ts";
import { siteTrust } from "#lib/features/evidence/verification/rows.ts";
import { answerGone, answerMissing, receiptMark } from "#lib/gate/page-request.ts";
import type { Locale } from "#lib/i18n/locale.ts";
import { workerFiles } from "#lib/infra/http/worker-files.ts";

export const dynamic = "force-dynamic";

// The token of a link stands in the address: no other site is told.
export async function generateMetadata({ searchParams }: Pick<Props, "searchParams">): Promise<Metadata> {
  const [t, certificate] = await Promise.all([
    getTranslations("verify.link"),
    getTranslations("certificatePage.public"),
  ]);
  const isShare = (await searchParams).share !== undefined;
  const preview = isShare
    ? { title: certificate("preview"), description: certificate("previewText") }
    : { title: t("preview"), description: t("previewText") };
  // What a chat shows of the link: nothing of the record, which the preview's maker would keep.
  return {
    title: isShare ? certificate("title") : t("title"),
    description: isShare ? certificate("lead") : t("lead"),
    openGraph: linkPreview(preview),
    robots: { index: false },
    referrer: "no-referrer",
  };
}

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ link?: string | string[]; share?: string | string[] }>;
}

/**
 * A shared address of a record, or of a certificate. The server only hands out the page and the receipt: the verdict is the browser's own. Without a link
 * nothing of the page may depend on the record but by its id and the receipt's text, nor on who asks but by their language:
 * bin/web/record-page.ts renders it once for many.
 */
export default async function SharedRecordPage({ params, searchParams }: Props) {
  const [{ id: given }, { link: token, share }] = await Promise.all([params, searchParams]);
  const id = given.toLowerCase();
  if (!isRecordId(id)) notFound();
  const link = typeof token === "string" ? token : undefined;
  if (typeof share === "string") return await certificatePage(id, share);
  const [t, trust, { access, receipt = receiptMark() }] = await Promise.all([
    getTranslations("verify.link"),
    siteTrust(),
    loadSharedRecord({ evidenceId: id, ...(link ? { token: link } : {}) }),
  ]);
  if (access === "absent") {
    const certificate = await loadCertificatePage({ id, locale: (await getLocale()) as Locale });
    if (certificate.state !== "absent") return <Certificate id={id} page={certificate} />;
    answerMissing();
  }
  if (access === "expired" || access === "revoked") {
    answerGone();
    return <ShareLinkEnded how={access} />;
  }
  return (
    <div className="page page-narrow">
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        above={<code className="font-mono text-xs break-all text-ink-soft">{id}</code>}
      />
      <NoScript />
      <ClientMessages namespaces={["verify", "claim", "steps", "inspect", "signatures", "elsewhere", "scan", "many"]}>
        <VerifyDesk
          trust={trust}
          recordId={id}
          {...(receipt ? { receipt } : {})}
          {...(access === "link" && link ? { link } : {})}
        />
      </ClientMessages>
      <WarmWorker files={workerFiles("v/[id]")} />
    </div>
  );
}

async function certificatePage(id: string, share: string) {
  const page = await loadCertificatePage({ id, share, locale: (await getLocale()) as Locale });
  if (page.state === "absent") notFound();
  return <Certificate id={id} page={page} />;
}

async function Certificate({ id, page }: { id: string; page: Exclude<CertificatePage, { state: "absent" }> }) {
  if (!("share" in page || "shown" in page)) {
    answerGone();
    return <ShareOver how={page.state} />;
  }
  if (page.state === "used") answerGone();
  const [trust, place] = await Promise.all([siteTrust(), findLedgerPlace(id)]);
  return (
    <ClientMessages namespaces={["verify", "certificateVerdict", "certificatePage", "reports", "forms"]}>
      <PublicCertificate
        id={id}
        trust={trust}
        isOver={page.state === "used"}
        explorer={place && explorerLinks(place)}
        {...("shown" in page ? { shown: page.shown } : { share: page.share })}
      />
      <WarmWorker files={workerFiles("v/[id]")} certificate />
    </ClientMessages>
  );
}
