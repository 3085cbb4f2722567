import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { HolderCertificate } from "#components/certificates/holders/holder-certificate.tsx";
import { PasskeysCard } from "#components/certificates/holders/passkeys-card.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { linkPreview } from "#components/shell/link-preview.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadHolderPage } from "#lib/features/certificates/shares/pages.ts";
import { siteTrust } from "#lib/features/evidence/verification/rows.ts";
import { answerMissing } from "#lib/gate/page-request.ts";
import type { Locale } from "#lib/i18n/locale.ts";

export const dynamic = "force-dynamic";

// The token stands in the address: no other site is told, and a chat's preview says nothing of the certificate.
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("holderPage");
  return {
    title: t("title"),
    openGraph: linkPreview({ title: t("title"), description: t("preview") }),
    robots: { index: false },
    referrer: "no-referrer",
  };
}

/** A holder's certificates. Opening the page changes nothing; each change is a button's. */
export default async function HolderPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const [t, locale, loaded] = await Promise.all([
    getTranslations("holderPage"),
    getLocale() as Promise<Locale>,
    loadHolderPage(token),
  ]);
  if (loaded === undefined) {
    answerMissing();
    return (
      <div className="page page-narrow">
        <PageHeader title={t("closed")} lead={t("closedText")} />
        <LinkButton href="/claim" variant="primary">
          {t("again")}
        </LinkButton>
      </div>
    );
  }
  const { certificates, passkeys } = loaded;
  const trust = await siteTrust();
  const name = certificates[0]?.holderName ?? "";
  return (
    <div className="page page-narrow">
      <PageHeader title={t("title")} lead={t("lead", { name })} />
      <ClientMessages namespaces={["holderPage", "shares", "wallets", "forms"]}>
        <div className="grid gap-8">
          {certificates.map((certificate) => (
            <HolderCertificate key={certificate.id} {...{ token, certificate, locale, trust }} />
          ))}
        </div>
      </ClientMessages>
      <div className="pt-8">
        <ClientMessages namespaces={["holderPasskeys", "factors", "forms"]}>
          <PasskeysCard token={token} passkeys={passkeys} />
        </ClientMessages>
      </div>
      <p className="max-w-prose pt-8 text-sm text-ink-soft">{t("secret")}</p>
    </div>
  );
}
