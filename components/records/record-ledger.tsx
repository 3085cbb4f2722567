import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { explorerPath } from "#lib/features/ledger/sealing/types.ts";
import type { RecordView } from "./record-view.ts";

/** Where the record stands in the ledger, or that it is on its way there. */
export function RecordLedger({ record }: { record: RecordView }) {
  const t = useTranslations("record");
  const { entry, anchoredAt } = record;
  return (
    <Card title={t("sections.ledger")}>
      {entry ? (
        <DefinitionList
          items={[
            {
              term: t("ledger.ledger"),
              description: <TextLink href={explorerPath(entry.ledger)}>{entry.ledger}</TextLink>,
            },
            {
              term: t("ledger.block"),
              description: (
                <TextLink href={`${explorerPath(entry.ledger)}/blocks/${entry.blockHeight}`}>
                  {entry.blockHeight}
                </TextLink>
              ),
            },
            {
              term: t("ledger.entry"),
              description: (
                <TextLink href={`${explorerPath(entry.ledger)}/entries/${entry.index}`}>{entry.index}</TextLink>
              ),
            },
            { term: t("ledger.time"), description: anchoredAt ? <DateTime value={anchoredAt} /> : null },
          ]}
        />
      ) : (
        <p className="text-sm text-ink-soft">{t("ledger.waiting")}</p>
      )}
    </Card>
  );
}
