import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ShareLinkEnded } from "#components/sharing/share-link-ended.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { linkPreview } from "#components/shell/link-preview.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { NoScript } from "#components/verification/no-script.tsx";
import { isRecordId } from "#components/verification/reference.ts";
import { VerifyDesk } from "#components/verification/verify-desk.tsx";
import { loadSharedRecord } from "#lib/features/evidence/receipts/pages.ts";
import { siteTrust } from "#lib/features/evidence/verification/rows.ts";
import { answerGone, answerMissing, receiptMark } from "#lib/gate/page-request.ts";
import { workerFiles } from "#lib/infra/http/worker-files.ts";

export const dynamic = "force-dynamic";

// The token of a link stands in the address: no other site is told.
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("verify.link");
  // What a chat shows of the link: nothing of the record, which the preview's maker would keep.
  return {
    title: t("title"),
    description: t("lead"),
    openGraph: linkPreview({ title: t("preview"), description: t("previewText") }),
    robots: { index: false },
    referrer: "no-referrer",
  };
}

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ link?: string | string[] }>;
}

/**
 * A shared address of a record. The server only hands out the page and the receipt: the verdict is the browser's own. Without a link
 * nothing of the page may depend on the record but by its id and the receipt's text, nor on who asks but by their language:
 * bin/web/record-page.ts renders it once for many.
 */
export default async function SharedRecordPage({ params, searchParams }: Props) {
  const [{ id: given }, { link: token }] = await Promise.all([params, searchParams]);
  const id = given.toLowerCase();
  if (!isRecordId(id)) notFound();
  const link = typeof token === "string" ? token : undefined;
  const [t, trust, { access, receipt = receiptMark() }] = await Promise.all([
    getTranslations("verify.link"),
    siteTrust(),
    loadSharedRecord({ evidenceId: id, ...(link ? { token: link } : {}) }),
  ]);
  if (access === "absent") answerMissing();
  if (access === "expired" || access === "revoked") {
    answerGone();
    return <ShareLinkEnded how={access} />;
  }
  return (
    <div className="page page-narrow">
      {/* As what a script fetches: it needs no nonce, and is found in the browser's cache by whoever asks for it next. Where this page is
          rendered for many, bin/web/record-page.ts says so to those whose record is there. */}
      {(access === "absent" || receiptMark() ? [] : workerFiles("v/[id]")).map((file) => (
        <link key={file} rel="preload" as="fetch" href={file} crossOrigin="anonymous" />
      ))}
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        above={<code className="font-mono text-xs break-all text-ink-soft">{id}</code>}
      />
      <NoScript />
      <ClientMessages namespaces={["verify", "claim", "steps", "inspect", "scan", "many"]}>
        <VerifyDesk
          trust={trust}
          recordId={id}
          {...(receipt ? { receipt } : {})}
          {...(access === "link" && link ? { link } : {})}
        />
      </ClientMessages>
    </div>
  );
}
