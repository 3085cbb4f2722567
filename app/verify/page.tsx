import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { NoScript } from "#components/verify/no-script.tsx";
import { OfflineKeeper } from "#components/verify/offline-keeper.tsx";
import { VerifyDesk } from "#components/verify/verify-desk.tsx";
import { loadVerifyPage } from "#lib/features/verification/loaders.ts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("verify");
  return { title: t("title"), description: t("description") };
}

export default async function VerifyPage() {
  const [t, { trust, version }] = await Promise.all([getTranslations("verify"), loadVerifyPage()]);
  return (
    <div className="page page-narrow">
      <PageHeader title={t("title")} lead={t("lead")} />
      <NoScript />
      <ClientMessages namespaces={["verify", "steps"]}>
        <div className="grid gap-6">
          <VerifyDesk trust={trust} />
          {version ? <OfflineKeeper version={version} /> : null}
        </div>
      </ClientMessages>
    </div>
  );
}
