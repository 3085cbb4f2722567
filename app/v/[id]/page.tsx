import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { NoScript } from "#components/verify/no-script.tsx";
import { isRecordId } from "#components/verify/reference.ts";
import { VerifyDesk } from "#components/verify/verify-desk.tsx";
import { siteTrustPolicy } from "#lib/features/verification/data.ts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("verify.link");
  return { title: t("title"), description: t("lead"), robots: { index: false } };
}

/** A shared link to a record. The server only hands out the page: the verdict is the browser's own. */
export default async function SharedRecordPage({ params }: { params: Promise<{ id: string }> }) {
  const id = (await params).id.toLowerCase();
  if (!isRecordId(id)) notFound();
  const [t, policy] = await Promise.all([getTranslations("verify.link"), siteTrustPolicy()]);
  return (
    <div className="page page-narrow">
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        above={<code className="font-mono text-xs break-all text-ink-soft">{id}</code>}
      />
      <NoScript />
      <ClientMessages namespaces={["verify", "steps"]}>
        <VerifyDesk policy={policy} recordId={id} />
      </ClientMessages>
    </div>
  );
}
