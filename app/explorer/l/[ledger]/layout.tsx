import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { TEST_LEDGER, TEST_MARK } from "#lib/core/log/test-ledger.ts";

interface Props {
  children: ReactNode;
  params: Promise<{ ledger: string }>;
}

/** Whoever looks into the ledger of tests is told. */
export default async function LedgerLayout({ children, params }: Props) {
  const [t, { ledger }] = await Promise.all([getTranslations("shell.test"), params]);
  return (
    <>
      {ledger === TEST_LEDGER ? (
        <div className="page page-wide pt-6">
          <Callout tone="attention" title={TEST_MARK}>
            {t("ledger")}
          </Callout>
        </div>
      ) : null}
      {children}
    </>
  );
}
