import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DataFacts } from "#components/site/data-facts.tsx";
import { OwnLanguage } from "#components/site/own-language.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { findNotice } from "#lib/features/operations/site/rows.ts";
import type { Notice } from "#lib/features/operations/site/types.ts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("site"))("privacy") };
}

/** What the software does with data, and what its operators add to that. */
export default async function PrivacyPage() {
  const [t, notice] = await Promise.all([getTranslations("site"), findNotice("privacy")]);
  const heading = "font-serif text-xl font-semibold";
  return (
    <div className="page page-narrow">
      <PageHeader title={t("privacy")} lead={t("facts.lead")} />
      <section className="grid gap-5">
        <h2 className={heading}>{t("facts.title")}</h2>
        <DataFacts />
      </section>
      <section className="grid gap-5 pt-12">
        <h2 className={heading}>{t("operators.title")}</h2>
        {notice ? <Added notice={notice} /> : <p className="text-base text-ink-soft">{t("operators.none")}</p>}
      </section>
    </div>
  );
}

async function Added({ notice }: { notice: Notice }) {
  const t = await getTranslations("site.operators");
  const { url } = notice;
  return (
    <div>
      {url ? (
        <p className="pb-4 text-base">
          {t.rich("elsewhere", {
            host: new URL(url).host,
            link: (host) => (
              <a href={url} rel="noreferrer" className="text-link">
                {host}
              </a>
            ),
          })}
        </p>
      ) : null}
      <OwnLanguage notice={notice} heading="h3" />
    </div>
  );
}
