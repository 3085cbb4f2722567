import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { Decimal } from "./decimal.tsx";
import { ExplorerLink } from "./explorer-link.tsx";
import type { BlockRow } from "./ledger-view.ts";

export interface BlockView extends BlockRow {
  /** Decimal. */
  firstIndex: string;
  /** Of its last record. */
  lastIndex: string;
  /** Of the leaf that is its header, and its path (hex) to the root; undefined where the header is no leaf. */
  headerIndex: string | undefined;
  headerPath: readonly string[] | undefined;
  /** Hex; undefined at height 0. */
  previousHash: string | undefined;
  /** Hex. */
  hash: string;
  /** The header's text, as hashed. */
  header: string;
  /** The signed note. */
  checkpoint: string;
}

/** What the header of a block states. */
export function BlockFacts({ block }: { block: BlockView }) {
  const t = useTranslations("explorer.block");
  const range = { count: block.leafCount, first: block.firstIndex, last: block.lastIndex };
  return (
    <Card title={t("facts")}>
      <DefinitionList
        items={[
          { term: t("time"), description: <DateTime value={block.time} /> },
          { term: t("leafCount"), description: t("entriesRange", range) },
          ...(block.headerIndex === undefined
            ? []
            : [
                {
                  term: t("headerLeaf"),
                  description: (
                    <ExplorerLink to={`/entries/${block.headerIndex}`}>
                      {t("headerLeafAt", { index: block.headerIndex })}
                    </ExplorerLink>
                  ),
                },
              ]),
          { term: t("treeSize"), description: <Decimal value={block.treeSize} /> },
          { term: t("root"), description: <Digest value={block.root} what={t("root")} /> },
          { term: t("hash"), description: <Digest value={block.hash} what={t("hash")} /> },
          {
            term: t("previousHash"),
            description: block.previousHash ? (
              <Digest value={block.previousHash} what={t("previousHash")} />
            ) : (
              t("firstPrevious")
            ),
          },
        ]}
      />
    </Card>
  );
}
