import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Figures } from "#components/overview/figures.tsx";
import { FirstSteps } from "#components/overview/first-steps.tsx";
import { NeedsAHand } from "#components/overview/needs-a-hand.tsx";
import { OnTheWay } from "#components/overview/on-the-way.tsx";
import { Trend } from "#components/overview/trend.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { loadOverview } from "#lib/features/evidence/overview/pages.ts";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("overview"))("title"), robots: { index: false } };
}

/** Where a member lands: today, the trend, what waits, what failed, and what is stored. */
export default async function OverviewPage() {
  const [t, loaded] = await Promise.all([getTranslations("overview"), loadOverview()]);
  const { organisation, begun, figures, zone, now, mays } = loaded;
  return (
    <div className="page page-wide">
      <PageHeader
        title={t("title")}
        lead={t("lead", { organisation })}
        actions={
          begun.used ? (
            <>
              {mays.record ? (
                <LinkButton href="/evidence/new" variant="primary">
                  {t("record")}
                </LinkButton>
              ) : null}
              <LinkButton href="/evidence">{t("toEvidence")}</LinkButton>
            </>
          ) : undefined
        }
      />
      {begun.used ? (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-10">
          <Figures figures={figures} />
          <Trend days={figures.days} zone={zone} />
          <div className="grid grid-cols-[minmax(0,1fr)] gap-10 lg:grid-cols-2">
            <OnTheWay waiting={figures.waiting} now={now} />
            <NeedsAHand figures={figures} mays={mays} />
          </div>
        </div>
      ) : (
        <FirstSteps mays={mays} own={begun.own} />
      )}
    </div>
  );
}
