import { useTranslations } from "next-intl";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { CheckedRecord } from "#lib/features/contracts/checking/types.ts";

type Items = Parameters<typeof DefinitionList>[0]["items"];

/** When a document was recorded, and where one checks that. */
export function RecordFacts({ record, above = [] }: { record: CheckedRecord; above?: Items }) {
  const t = useTranslations("contractCheck.facts");
  const { id, recordedAt, anchored, open, sha256 } = record;
  return (
    <DefinitionList
      items={[
        ...above,
        { term: t("recordedAt"), description: <DateTime value={recordedAt} /> },
        {
          term: t("anchoredAt"),
          description: anchored ? (
            <>
              <DateTime value={anchored.at} />{" "}
              <TextLink href={anchored.href}>{t("entry", { index: anchored.index })}</TextLink>
            </>
          ) : (
            t("waits")
          ),
        },
        {
          term: t("record"),
          description: open ? <TextLink href={`/v/${id}`}>{t("recordLink")}</TextLink> : t("recordClosed"),
        },
        { term: t("digest"), description: sha256 ? <Digest value={sha256} /> : t("erased") },
      ]}
    />
  );
}
