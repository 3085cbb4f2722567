import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { type EntryRow, EntryType } from "./entries-table.tsx";
import { ExplorerLink } from "./explorer-link.tsx";
import type { BlockRow } from "./ledger-view.ts";
import { Verbatim } from "./verbatim.tsx";

export interface EntryView extends EntryRow {
  /** The entry's text, as hashed; base64 where it is no text. */
  bytes: string;
  isText: boolean;
  /** Hex; undefined of a signed statement, and when this version cannot read the entry. */
  recordHash: string | undefined;
}

/** What the ledger holds about one record, or a signed statement, or the header of a block. */
export function EntryFacts({ entry, block }: { entry: EntryView; block: BlockRow }) {
  const t = useTranslations("explorer.entry");
  const typeLabel = useTranslations("explorer.block")("type");
  return (
    <Card title={t("facts")}>
      <div className="grid gap-5">
        <DefinitionList
          items={[
            { term: typeLabel, description: <EntryType type={entry.type} /> },
            ...(entry.type === "block" || entry.type === "statement"
              ? []
              : [
                  {
                    term: t("recordHash"),
                    description: entry.recordHash ? <Digest value={entry.recordHash} what={t("recordHash")} /> : null,
                  },
                ]),
            {
              term: t("leaf"),
              description: (
                <>
                  <Digest value={entry.leaf} what={t("leaf")} />
                  <p className="text-xs text-ink-soft">{t("leafHint")}</p>
                </>
              ),
            },
            {
              term: t("block"),
              description: <ExplorerLink to={`/blocks/${block.height}`}>{block.height}</ExplorerLink>,
            },
            { term: t("time"), description: <DateTime value={block.time} /> },
          ]}
        />
        <section aria-labelledby="entry-bytes" className="grid gap-2">
          <h3 id="entry-bytes" className="text-sm font-medium">
            {t("bytes")}
          </h3>
          <Verbatim text={entry.bytes} what={t("bytesWhat")} />
        </section>
      </div>
    </Card>
  );
}
