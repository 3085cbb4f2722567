import { useTranslations } from "next-intl";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { BlockView } from "./block-facts.tsx";
import { EntriesTable, type EntryRow } from "./entries-table.tsx";

type BlockEntriesProps = {
  block: BlockView;
  entries: readonly EntryRow[];
  /** Decimal index at which the next page begins. */
  moreFrom: string | undefined;
  /** This page begins with the block's first entry. */
  fromFirst: boolean;
};

/** A page of the entries that a block appended. */
export function BlockEntries({ block, entries, moreFrom, fromFirst }: BlockEntriesProps) {
  const t = useTranslations("explorer.block");
  const path = `/explorer/blocks/${block.height}`;
  return (
    <section aria-labelledby="entries" className="grid gap-4 pt-4">
      <h2 id="entries" className="font-serif text-xl font-semibold">
        {t("entries")}
      </h2>
      <EntriesTable height={block.height} entries={entries} />
      <div className="flex flex-wrap justify-between gap-3">
        {fromFirst ? (
          <span />
        ) : (
          <LinkButton href={`${path}#entries`} size="sm">
            {t("fromFirst")}
          </LinkButton>
        )}
        {moreFrom ? (
          <LinkButton href={`${path}?from=${moreFrom}#entries`} rel="next" size="sm">
            {t("more")}
          </LinkButton>
        ) : null}
      </div>
    </section>
  );
}
