import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { NoScript } from "#components/verify/no-script.tsx";
import { VerifyDesk } from "#components/verify/verify-desk.tsx";
import { siteTrustPolicy } from "#lib/features/verification/data.ts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("verify");
  return { title: t("title"), description: t("description") };
}

export default async function VerifyPage() {
  const [t, policy] = await Promise.all([getTranslations("verify"), siteTrustPolicy()]);
  return (
    <div className="page page-narrow">
      <PageHeader title={t("title")} lead={t("lead")} />
      <NoScript />
      <ClientMessages namespaces={["verify", "steps"]}>
        <VerifyDesk policy={policy} />
      </ClientMessages>
    </div>
  );
}
