import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CompareFile } from "#components/contracts/checking/compare-file.tsx";
import { NumberForm } from "#components/contracts/checking/number-form.tsx";
import { RecordFacts } from "#components/contracts/checking/record-facts.tsx";
import { SigningCard } from "#components/contracts/checking/signing-card.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { linkPreview } from "#components/shell/link-preview.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { loadCheck } from "#lib/features/contracts/checking/pages.ts";
import type { CheckedContract } from "#lib/features/contracts/checking/types.ts";
import { answerMissing } from "#lib/gate/page-request.ts";

export const dynamic = "force-dynamic";

type Props = { params: Promise<{ reference: string }> };

// The number stands in the address: no other site is told, and a chat's preview says nothing of the contract.
export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("contractCheck");
  return {
    title: t("title"),
    openGraph: linkPreview({ title: t("title"), description: t("startLead") }),
    robots: { index: false },
    referrer: "no-referrer",
  };
}

/** What is known of a contract, for whoever has its number or its link, and not what it says. */
export default async function CheckPage({ params }: Props) {
  const { reference } = await params;
  const [t, loaded] = await Promise.all([getTranslations("contractCheck"), loadCheck(reference)]);
  if (loaded.state === "known") return <Known contract={loaded.contract} />;
  const { state } = loaded;
  if (state !== "busy") answerMissing();
  return (
    <div className="page page-narrow">
      <PageHeader title={t("title")} lead={t("startLead")} />
      <ClientMessages namespaces={[]}>
        <div className="grid gap-8">
          <Callout tone={state === "absent" ? "danger" : "attention"} title={t(`none.${state}.title`)}>
            {t(`none.${state}.text`)}
          </Callout>
          <NumberForm given={readable(reference)} />
        </div>
      </ClientMessages>
    </div>
  );
}

async function Known({ contract }: { contract: CheckedContract }) {
  const t = await getTranslations("contractCheck");
  const { number, organisation, test, document, signings } = contract;
  const above = [
    { term: t("facts.organisation"), description: organisation },
    { term: t("facts.number"), description: number && <span className="font-mono">{number}</span> },
  ];
  return (
    <div className="page page-narrow">
      <PageHeader
        title={t("of", { organisation })}
        lead={t("lead")}
        above={number ? <code className="font-mono text-sm text-ink-soft">{number}</code> : null}
      />
      <ClientMessages namespaces={["contractCheck"]}>
        <div className="grid gap-6">
          {test ? <Callout tone="attention">{t("test")}</Callout> : null}
          {signings.map((signing) => (
            <SigningCard key={signing.sentAt} signing={signing} organisation={organisation} />
          ))}
          {signings.length === 0 ? <Callout title={t("notSent")}>{t("notSentText")}</Callout> : null}
          <Card title={t("recorded")}>
            <RecordFacts record={document} above={above} />
          </Card>
          <CompareFile contract={contract} />
          {signings.length > 0 ? (
            <p className="max-w-prose text-sm text-ink-soft">
              {t("names")} <TextLink href="/verify">{t("namesLink")}</TextLink>
            </p>
          ) : null}
        </div>
      </ClientMessages>
    </div>
  );
}

function readable(reference: string): string {
  try {
    return decodeURIComponent(reference);
  } catch {
    return reference;
  }
}
