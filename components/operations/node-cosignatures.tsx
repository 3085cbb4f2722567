import { useTranslations } from "next-intl";
import { DateTime } from "#components/ui/date-time.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { explorerPath } from "#lib/features/ledger/sealing/types.ts";
import type { NodeCosignature } from "#lib/features/operations/installation/types.ts";

/** The newest blocks that a witness cosigned. */
export function NodeCosignatures({
  ledger,
  cosignatures,
}: {
  ledger: string;
  cosignatures: readonly NodeCosignature[];
}) {
  const t = useTranslations("operations.node");
  if (cosignatures.length === 0) return <p className="text-sm text-ink-soft">{t("cosignaturesNone")}</p>;
  return (
    <ul className="divide-y divide-rule text-sm">
      {cosignatures.map(({ height, signedAt }) => (
        <li key={String(height)} className="flex flex-wrap justify-between gap-x-6 gap-y-1 py-2">
          <TextLink href={`${explorerPath(ledger)}/blocks/${height}`}>
            {t("block", { height: String(height) })}
          </TextLink>
          <DateTime value={signedAt.toISOString()} />
        </li>
      ))}
    </ul>
  );
}
