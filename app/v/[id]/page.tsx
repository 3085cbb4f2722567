import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ShareLinkEnded } from "#components/sharing/share-link-ended.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { NoScript } from "#components/verification/no-script.tsx";
import { isRecordId } from "#components/verification/reference.ts";
import { VerifyDesk } from "#components/verification/verify-desk.tsx";
import { loadShareAccess } from "#lib/features/evidence/sharing/pages.ts";
import { siteTrust } from "#lib/features/evidence/verification/rows.ts";
import { answerMissing } from "#lib/gate/page-request.ts";

export const dynamic = "force-dynamic";

// The token of a link stands in the address: no other site is told.
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("verify.link");
  return { title: t("title"), description: t("lead"), robots: { index: false }, referrer: "no-referrer" };
}

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ link?: string | string[] }>;
}

/**
 * A shared address of a record. The server only hands out the page: the verdict is the browser's own. Without a link nothing shown may
 * depend on the record but by its id, nor on who asks but by their language: bin/web/record-page.ts renders it once for many.
 */
export default async function SharedRecordPage({ params, searchParams }: Props) {
  const [{ id: given }, { link: token }] = await Promise.all([params, searchParams]);
  const id = given.toLowerCase();
  if (!isRecordId(id)) notFound();
  const link = typeof token === "string" ? token : undefined;
  const [t, trust, access] = await Promise.all([
    getTranslations("verify.link"),
    siteTrust(),
    loadShareAccess({ evidenceId: id, token: link }),
  ]);
  if (access === "absent") answerMissing();
  if (access === "expired" || access === "revoked") return <ShareLinkEnded how={access} />;
  return (
    <div className="page page-narrow">
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        above={<code className="font-mono text-xs break-all text-ink-soft">{id}</code>}
      />
      <NoScript />
      <ClientMessages namespaces={["verify", "claim", "steps", "inspect"]}>
        <VerifyDesk trust={trust} recordId={id} {...(access === "link" && link ? { link } : {})} />
      </ClientMessages>
    </div>
  );
}
