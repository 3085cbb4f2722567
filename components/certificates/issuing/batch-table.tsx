import Link from "next/link";
import { useTranslations } from "next-intl";
import { DateTime } from "#components/ui/date-time.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import type { UnitChoice } from "#lib/features/accounts/units/types.ts";
import type { BatchSummary } from "#lib/features/certificates/issuing/types.ts";
import { BatchStateBadge } from "./batch-state.tsx";

type BatchTableProps = {
  batches: readonly BatchSummary[];
  /** Names by their ids; none where the organisation has no units. */
  units: readonly UnitChoice[];
};

/** A table where there is room, a card a batch where there is not. */
export function BatchTable({ batches, units }: BatchTableProps) {
  const t = useTranslations("batches.table");
  const words = useTranslations("units");
  const unitOf = ({ unit }: BatchSummary) => units.find(({ id }) => id === unit)?.path;
  const template = ({ template: { name, version } }: BatchSummary) => t("version", { name, version });
  return (
    <>
      <div className="hidden md:block">
        <Table
          caption={t("caption")}
          head={
            <>
              <Th>{t("name")}</Th>
              <Th>{t("template")}</Th>
              <Th numeric>{t("size")}</Th>
              <Th>{t("state")}</Th>
              <Th>{t("created")}</Th>
              {units.length > 0 ? <Th>{words("unit")}</Th> : null}
            </>
          }
        >
          {batches.map((batch) => (
            <Tr key={batch.id}>
              <Td className="max-w-96 min-w-48">
                <BatchLink batch={batch} />
              </Td>
              <Td className="max-w-64 wrap-anywhere">{template(batch)}</Td>
              <Td numeric>{batch.size}</Td>
              <Td>
                <BatchStateBadge state={batch.state} />
              </Td>
              <Td className="whitespace-nowrap">
                <DateTime value={batch.createdAt} brief />
              </Td>
              {units.length > 0 ? <Td className="max-w-48 wrap-anywhere">{unitOf(batch)}</Td> : null}
            </Tr>
          ))}
        </Table>
      </div>
      <ul aria-label={t("caption")} className="grid gap-3 md:hidden">
        {batches.map((batch) => (
          <li key={batch.id} className="grid gap-2 rounded-lg border border-rule bg-surface px-4 py-3 text-sm">
            <BatchLink batch={batch} />
            <p className="wrap-anywhere text-ink-soft">{template(batch)}</p>
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-soft">
              <BatchStateBadge state={batch.state} />
              <span className="tabular-nums">
                {t("size")}: {batch.size}
              </span>
              <DateTime value={batch.createdAt} brief />
              {unitOf(batch) === undefined ? null : <span className="wrap-anywhere">{unitOf(batch)}</span>}
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

function BatchLink({ batch }: { batch: BatchSummary }) {
  return (
    <Link
      href={`/certificates/batches/${batch.id}`}
      prefetch={false}
      className="text-link inline-flex items-center font-medium wrap-anywhere pointer-coarse:min-h-11"
    >
      {batch.name}
    </Link>
  );
}
