import { useTranslations } from "next-intl";
import { Bytes } from "#components/ui/bytes.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { plain } from "#lib/core/plain-text.ts";
import type { Facts } from "#lib/core/verification.ts";

/** What the record says. `selfStated` where nothing but the receipt itself vouches for it. */
export function RecordFacts({ facts, selfStated }: { facts: Facts; selfStated: boolean }) {
  const t = useTranslations("verify.summary");
  const { details, index, treeSize, size } = facts;
  return (
    <section className="grid gap-2">
      <h3 className="font-serif text-lg font-semibold">{t(selfStated ? "selfStated" : "title")}</h3>
      <DefinitionList
        items={[
          {
            term: t("name"),
            description: details ? <bdi className="font-medium">{plain(details.name)}</bdi> : undefined,
          },
          { term: t("recordedBy"), description: <bdi>{plain(facts.submitter.name)}</bdi> },
          {
            term: t("receivedAt"),
            description: (
              <>
                <DateTime value={facts.receivedAt} />
                <span className="block text-xs text-ink-soft">{t("clock")}</span>
              </>
            ),
          },
          { term: t("content"), description: t(facts.type === "file" ? "file" : "digest") },
          { term: t("sha256"), description: <Digest value={facts.sha256} /> },
          { term: t("size"), description: size === undefined ? undefined : <Bytes value={size} /> },
          { term: t("mediaType"), description: details?.mediaType && plain(details.mediaType) },
          { term: t("id"), description: <code className="font-mono text-[0.9em] break-all">{facts.id}</code> },
          {
            term: t("ledger"),
            description: <code className="font-mono text-[0.9em] break-all">{plain(facts.origin)}</code>,
          },
          {
            term: t("position"),
            description:
              index !== undefined && treeSize !== undefined ? t("positionValue", { index, size: treeSize }) : undefined,
          },
        ]}
      />
    </section>
  );
}
