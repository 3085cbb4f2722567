import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { OpenButton } from "#components/contracts/signing/cover.tsx";
import { SigningDesk } from "#components/contracts/signing/desk.tsx";
import { Finished } from "#components/contracts/signing/finished.tsx";
import { OtherParties } from "#components/contracts/signing/other-parties.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { linkPreview } from "#components/shell/link-preview.ts";
import { Callout } from "#components/ui/callout.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadSigning } from "#lib/features/contracts/signing/pages.ts";
import { CONSENT, type SigningPage } from "#lib/features/contracts/signing/types.ts";
import { answerMissing } from "#lib/gate/page-request.ts";
import type { Locale } from "#lib/i18n/locale.ts";

export const dynamic = "force-dynamic";

// The token stands in the address: no other site is told, and a chat's preview says nothing of the contract.
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signingPage");
  return {
    title: t("title"),
    openGraph: linkPreview({ title: t("title"), description: t("preview") }),
    robots: { index: false },
    referrer: "no-referrer",
  };
}

/** A party's page. Nothing of the document is on it, and nothing changes, before somebody presses the button. */
export default async function SigningPartyPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const [t, loaded] = await Promise.all([getTranslations("signingPage"), loadSigning(token)]);
  if (loaded.state === "closed") {
    answerMissing();
    return (
      <div className="page page-narrow">
        <PageHeader title={t("closed")} lead={t("closedText")} />
      </div>
    );
  }
  const { organisation, person, role } = loaded;
  return (
    <div className="page page-narrow">
      <PageHeader
        title={"title" in loaded ? loaded.title : t("cover", { organisation })}
        lead={t(`asked.${role}`, { organisation, person })}
      />
      <ClientMessages namespaces={["signingPage"]}>
        <div className="grid gap-8">
          <Stands token={token} page={loaded} />
        </div>
      </ClientMessages>
      {"others" in loaded && loaded.others.length > 0 ? <OtherParties others={loaded.others} /> : null}
      <p className="pt-8 text-sm text-ink-soft">
        {t("until")} <DateTime value={loaded.until} />
      </p>
    </div>
  );
}

/** What is to be done now, or why nothing is. */
async function Stands({ token, page }: { token: string; page: Exclude<SigningPage, { state: "closed" }> }) {
  const [t, locale] = await Promise.all([getTranslations("signingPage"), getLocale() as Promise<Locale>]);
  switch (page.state) {
    case "cover":
      return (
        <>
          <p className="max-w-prose">{t("coverText")}</p>
          <OpenButton token={token} />
        </>
      );
    case "open": {
      const { person, role, done, fields, sha256 } = page;
      const wording = { version: CONSENT.version, text: CONSENT[locale] };
      return <SigningDesk token={token} view={{ person, role, done, fields, sha256 }} wording={wording} />;
    }
    case "done":
    case "completed":
      return <Finished token={token} isCompleted={page.state === "completed"} view={page} />;
    default:
      return (
        <Callout tone="attention" title={t(`over.${page.state}`)}>
          {t(`overText.${page.state}`)}
        </Callout>
      );
  }
}
