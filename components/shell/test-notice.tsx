import { useTranslations } from "next-intl";
import { TEST_MARK } from "#lib/core/log/test-ledger.ts";

/** On every page of somebody who acts in an organisation that tries things out. */
export function TestNotice() {
  const t = useTranslations("shell.test");
  return (
    <aside aria-label={TEST_MARK} className="border-b border-attention-rule bg-attention-ground text-sm">
      <div className="page page-wide flex flex-wrap items-baseline gap-x-4 gap-y-1 py-2">
        <strong className="text-attention">{TEST_MARK}</strong>
        <span>{t("text")}</span>
      </div>
    </aside>
  );
}
