import { useTranslations } from "next-intl";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import type { ApiKeyRow } from "#lib/features/accounts/api-keys/types.ts";

/** What a key may, from where and until when. */
export function KeyFacts({ apiKey: key, unit }: { apiKey: ApiKeyRow; unit: string | undefined }) {
  const t = useTranslations("settings.keys");
  const unitWord = useTranslations("units")("unit");
  const scopes = key.scopes.map((scope) => (
    <span key={scope} className="block" title={scope}>
      {t(`scope.${scope}`)}
    </span>
  ));
  const ranges = key.addressRanges.map((range) => (
    <code key={range} className="block font-mono text-xs leading-5 break-all">
      {range}
    </code>
  ));
  return (
    <DefinitionList
      items={[
        { term: t("scopes"), description: scopes },
        { term: unitWord, description: unit },
        { term: t("addresses"), description: ranges.length > 0 ? ranges : t("everywhere") },
        {
          term: t("expires"),
          description: key.expiresAt ? <DateTime value={key.expiresAt.toISOString()} brief /> : t("never"),
        },
        {
          term: t("refused"),
          description: key.refusedAt ? <Use at={key.refusedAt} from={key.refusedFrom} /> : undefined,
        },
        {
          term: t("created"),
          description: (
            <>
              <DateTime value={key.createdAt.toISOString()} brief />
              {key.madeBy ? ` ${t("madeBy", { name: key.madeBy.name })}` : null}
            </>
          ),
        },
      ]}
    />
  );
}

/** When, and from which address. */
export function Use({ at, from }: { at: Date; from: string | null }) {
  const t = useTranslations("settings.keys");
  return (
    <>
      <DateTime value={at.toISOString()} brief />
      {from === null ? null : (
        <span className="block text-xs text-ink-soft break-all">{t("usedFrom", { address: from })}</span>
      )}
    </>
  );
}
