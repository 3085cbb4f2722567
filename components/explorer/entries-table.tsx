import { useTranslations } from "next-intl";
import { DateTime } from "#components/ui/date-time.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { isKnownKind, type KnownKind } from "#lib/core/claim/kinds/known.ts";
import { Decimal } from "./decimal.tsx";
import { ExplorerLink } from "./explorer-link.tsx";

export interface EntryRow {
  /** Decimal. */
  index: string;
  type: string | undefined;
  /** Hex of the leaf hash. */
  leaf: string;
  /** Of its block, where a table shows that. */
  time?: string;
}

/** Types of entries of version 1, and of those that are no entries of ours. */
const OTHER_TYPES = ["file", "digest", "statement"] as const;

type EntriesTableProps = { caption: string; entries: readonly EntryRow[]; showsTime?: boolean };

/** Entries of a block in the order of the tree, or of several, with their times. */
export function EntriesTable({ caption, entries, showsTime = false }: EntriesTableProps) {
  const t = useTranslations("explorer.block");
  return (
    <Table
      caption={caption}
      head={
        <>
          <Th numeric>{t("index")}</Th>
          <Th>{t("type")}</Th>
          {showsTime ? <Th>{t("time")}</Th> : null}
          <Th>{t("leaf")}</Th>
        </>
      }
    >
      {entries.map((entry) => (
        <Tr key={entry.index}>
          <Td numeric>
            <ExplorerLink
              to={`/entries/${entry.index}`}
              className="text-link inline-flex min-h-6 items-center font-medium"
            >
              <Decimal value={entry.index} />
            </ExplorerLink>
          </Td>
          <Td>
            <EntryType type={entry.type} />
          </Td>
          {showsTime ? (
            <Td className="whitespace-nowrap">{entry.time ? <DateTime value={entry.time} brief /> : null}</Td>
          ) : null}
          <Td>
            <Digest value={entry.leaf} what={t("leaf")} short />
          </Td>
        </Tr>
      ))}
    </Table>
  );
}

/** The type in words; one that this version has no word for as it stands in the entry. */
export function EntryType({ type }: { type: string | undefined }) {
  const t = useTranslations("explorer.type");
  if (isNamed(type)) return <span className="whitespace-nowrap">{t(type)}</span>;
  return <code className="font-mono text-[0.9em]">{type ?? "?"}</code>;
}

function isNamed(type: string | undefined): type is KnownKind | (typeof OTHER_TYPES)[number] {
  return type !== undefined && (OTHER_TYPES.some((other) => other === type) || isKnownKind(type));
}
