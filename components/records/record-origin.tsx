import { FileJson } from "lucide-react";
import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { ShownOrigin } from "#lib/features/evidence/archive/types.ts";

/** Which record of another ledger this one was taken over from, and the receipt that proves it. */
export function RecordOrigin({ origin }: { origin: ShownOrigin | undefined }) {
  const t = useTranslations("record.origin");
  if (origin === undefined) return null;
  const { ledger, id, receivedAt, submitter, receipt } = origin;
  return (
    <Card title={t("title")} description={t("text")}>
      <div className="grid gap-4">
        <DefinitionList
          items={[
            { term: t("ledger"), description: ledger },
            { term: t("id"), description: <code className="font-mono text-xs break-all">{id}</code> },
            { term: t("submitter"), description: submitter },
            { term: t("receivedAt"), description: <DateTime value={receivedAt} /> },
          ]}
        />
        <LinkButton
          href={receipt}
          variant="secondary"
          icon={<FileJson aria-hidden="true" className="size-4" />}
          download
        >
          {t("receipt")}
        </LinkButton>
      </div>
    </Card>
  );
}
