import { useTranslations } from "next-intl";
import { cx } from "#components/ui/class-names.ts";
import { DateTime } from "#components/ui/date-time.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { Decimal } from "./decimal.tsx";
import { ExplorerLink } from "./explorer-link.tsx";
import type { BlockRow } from "./ledger-view.ts";

type BlocksTableProps = {
  blocks: readonly BlockRow[];
  /** Decimal: blocks higher than this came while one was looking, and rise into the list. */
  newAbove?: string;
};

/** Blocks as given, newest first. On narrow screens each row is a card. */
export function BlocksTable({ blocks, newAbove }: BlocksTableProps) {
  const cameNow = ({ height }: BlockRow) => newAbove !== undefined && BigInt(height) > BigInt(newAbove);
  const t = useTranslations("explorer.blocks");
  return (
    <>
      <div className="hidden md:block">
        <Table
          caption={t("caption")}
          head={
            <>
              <Th numeric>{t("height")}</Th>
              <Th>{t("time")}</Th>
              <Th numeric>{t("entries")}</Th>
              <Th numeric>{t("size")}</Th>
              <Th>{t("root")}</Th>
            </>
          }
        >
          {blocks.map((block) => (
            <Tr key={block.height} className={cameNow(block) ? "animate-rise" : undefined}>
              <Td numeric>
                <BlockLink height={block.height} />
              </Td>
              <Td className="whitespace-nowrap">
                <DateTime value={block.time} brief />
              </Td>
              <Td numeric>
                <Decimal value={block.leafCount} />
              </Td>
              <Td numeric>
                <Decimal value={block.treeSize} />
              </Td>
              <Td>
                <Digest value={block.root} what={t("root")} short />
              </Td>
            </Tr>
          ))}
        </Table>
      </div>
      <ul aria-label={t("caption")} className="grid gap-3 md:hidden">
        {blocks.map((block) => (
          <BlockCard key={block.height} block={block} cameNow={cameNow(block)} />
        ))}
      </ul>
    </>
  );
}

function BlockCard({ block, cameNow }: { block: BlockRow; cameNow: boolean }) {
  const t = useTranslations("explorer.blocks");
  return (
    <li
      className={cx("grid gap-1 rounded-lg border border-rule bg-surface px-4 py-3 text-sm", cameNow && "animate-rise")}
    >
      <p className="flex items-baseline justify-between gap-3">
        <span>
          <span className="text-ink-soft">{t("height")} </span>
          <BlockLink height={block.height} />
        </span>
        <span className="text-xs text-ink-soft">
          <DateTime value={block.time} brief />
        </span>
      </p>
      <p className="flex flex-wrap gap-x-4 text-xs text-ink-soft">
        <span>
          {t("entries")} <Decimal value={block.leafCount} />
        </span>
        <span>
          {t("size")} <Decimal value={block.treeSize} />
        </span>
      </p>
      <Digest value={block.root} what={t("root")} short />
    </li>
  );
}

function BlockLink({ height }: { height: string }) {
  return (
    <ExplorerLink to={`/blocks/${height}`} className="text-link inline-flex min-h-6 items-center font-medium">
      <Decimal value={height} />
    </ExplorerLink>
  );
}
