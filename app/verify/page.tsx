import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { KeepVerifier } from "#components/check-us/keep-verifier.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { linkPreview } from "#components/shell/link-preview.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { NoScript } from "#components/verification/no-script.tsx";
import { OfflineKeeper } from "#components/verification/offline-keeper.tsx";
import { VerifyDesk } from "#components/verification/verify-desk.tsx";
import { loadVerifyPage } from "#lib/features/evidence/verification/pages.ts";
import { loadVerifier } from "#lib/features/evidence/verifier-file/pages.ts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("verify");
  const facts = { title: t("title"), description: t("description") };
  return { ...facts, openGraph: linkPreview(facts) };
}

export default async function VerifyPage() {
  const [t, { trust, version }, verifier] = await Promise.all([
    getTranslations("verify"),
    loadVerifyPage(),
    loadVerifier(),
  ]);
  return (
    <div className="page page-narrow">
      <PageHeader title={t("title")} lead={t("lead")} />
      <NoScript />
      <ClientMessages namespaces={["verify", "claim", "steps", "inspect", "signatures", "elsewhere", "scan", "many"]}>
        <div className="grid gap-6">
          <VerifyDesk trust={trust} scan />
          {version ? <OfflineKeeper version={version} /> : null}
        </div>
      </ClientMessages>
      {verifier ? (
        <div className="grid gap-3 pt-12">
          <KeepVerifier verifier={verifier} />
          <p className="text-sm print:hidden">
            <TextLink href="/check-us">{(await getTranslations("checkUs"))("guide")}</TextLink>
          </p>
        </div>
      ) : null}
    </div>
  );
}
