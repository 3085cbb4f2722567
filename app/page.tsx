import { getTranslations } from "next-intl/server";
import { LedgerNow } from "#components/front-door/ledger-now.tsx";
import { Paths } from "#components/front-door/paths.tsx";
import { Sample } from "#components/front-door/sample.tsx";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { SealMark } from "#components/ui/seal-mark.tsx";
import { NoScript } from "#components/verification/no-script.tsx";
import { VerifyDesk } from "#components/verification/verify-desk.tsx";
import { isSampleOffered } from "#lib/features/evidence/sample/rows.ts";
import { siteTrust } from "#lib/features/evidence/verification/rows.ts";
import { loadTotals } from "#lib/features/ledger/explorer/pages.ts";

export const dynamic = "force-dynamic";

export default async function FrontDoor() {
  const [t, trust, totals, sampled] = await Promise.all([
    getTranslations("frontDoor"),
    siteTrust(),
    loadTotals(),
    isSampleOffered(),
  ]);
  return (
    <div className="page grid gap-12">
      <div className="grid gap-8 pt-10 lg:grid-cols-[5fr_6fr] lg:items-start lg:gap-14 lg:pt-16">
        <header className="grid gap-4 lg:sticky lg:top-8">
          <h1 className="font-serif text-3xl font-semibold text-balance">{t("title")}</h1>
          <p className="max-w-prose text-base text-ink-soft text-pretty">{t("lead")}</p>
          <SealMark setting className="mt-4 hidden size-28 lg:block" />
        </header>
        <div className="min-w-0">
          <NoScript />
          <ClientMessages
            namespaces={["verify", "claim", "steps", "inspect", "signatures", "elsewhere", "scan", "many"]}
          >
            <VerifyDesk trust={trust} />
          </ClientMessages>
          {sampled ? (
            <div className="pt-8">
              <Sample />
            </div>
          ) : null}
        </div>
      </div>
      <Paths />
      <LedgerNow {...totals} />
    </div>
  );
}
