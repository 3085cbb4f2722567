import { useTranslations } from "next-intl";
import { buttonClass } from "#components/ui/button.tsx";
import type { BlockView } from "./block-facts.tsx";
import { EntriesTable, type EntryRow } from "./entries-table.tsx";
import { ExplorerLink } from "./explorer-link.tsx";

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
  const path = `/blocks/${block.height}`;
  return (
    <section aria-labelledby="entries" className="grid gap-4 pt-4">
      <h2 id="entries" className="font-serif text-xl font-semibold">
        {t("entries")}
      </h2>
      <EntriesTable caption={t("entriesCaption", { height: block.height })} entries={entries} />
      <div className="flex flex-wrap justify-between gap-3">
        {fromFirst ? (
          <span />
        ) : (
          <ExplorerLink to={`${path}#entries`} className={buttonClass({ size: "sm" })}>
            {t("fromFirst")}
          </ExplorerLink>
        )}
        {moreFrom ? (
          <ExplorerLink to={`${path}?from=${moreFrom}#entries`} rel="next" className={buttonClass({ size: "sm" })}>
            {t("more")}
          </ExplorerLink>
        ) : null}
      </div>
    </section>
  );
}
