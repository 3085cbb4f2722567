import { useTranslations } from "next-intl";
import { FieldValue } from "#components/fields/field-value.tsx";
import { Bytes } from "#components/ui/bytes.tsx";
import { Card } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { claimItem } from "#components/verification/claim-facts.tsx";
import type { OwnFields } from "#lib/core/claim/own-fields.ts";
import { splitFields } from "#lib/core/claim/stated-origin.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { claimRows } from "#lib/verify/claim-words.ts";
import type { RecordView } from "./record-view.ts";
import { TakenOverFacts } from "./taken-over-facts.tsx";
import { WhoName } from "./who-name.tsx";

/** What the record states to everybody who is shown it. */
export function RecordFacts({ record }: { record: RecordView }) {
  const t = useTranslations("record");
  const words = useTranslations("claim");
  const { id, sha256, size, type, receivedAt, organisation } = record;
  return (
    <Card title={t("sections.content")}>
      <DefinitionList
        items={[
          { term: t("facts.digest"), description: <Digest value={sha256} /> },
          {
            term: t("facts.size"),
            description: size === undefined ? t("facts.sizeUnknown") : <Bytes value={size} />,
          },
          ...(record.claim ? claimRows(record.claim, words).map(claimItem) : []),
          { term: t("facts.received"), description: <DateTime value={receivedAt} /> },
          { term: t("facts.type"), description: t(type === "file" ? "facts.typeFile" : "facts.typeDigest") },
          { term: t("facts.organisation"), description: organisation },
          {
            term: t("facts.id"),
            description: (
              <span className="flex items-center gap-1">
                <code className="min-w-0 font-mono text-[0.9em] break-all">{id}</code>
                <CopyButton value={id} what={t("facts.id")} />
              </span>
            ),
          },
          {
            term: t("facts.recordHash"),
            description: <Digest value={record.recordHash} what={t("facts.recordHash")} />,
          },
        ]}
      />
    </Card>
  );
}

/** What only the organisation sees, and whom it hands the receipt to. */
export function RecordPrivate({ record }: { record: RecordView }) {
  const t = useTranslations("record");
  const units = useTranslations("units");
  const { name, mediaType, who, contentKept, type } = record;
  const { origin, others } = splitFields(record.fields, record.claim?.parents);
  return (
    <Card title={t("sections.private")} description={t("privateText")}>
      <DefinitionList
        items={[
          { term: t("facts.name"), description: name },
          { term: t("facts.mediaType"), description: mediaType },
          { term: t("facts.who"), description: <WhoName who={who} /> },
          { term: units("unit"), description: record.unitPath },
          {
            term: t("facts.content"),
            description: t(
              contentKept ? "facts.contentKept" : type === "file" ? "facts.contentNotKept" : "facts.contentNeverSent",
            ),
          },
          {
            term: t("facts.detailsHash"),
            description: <Digest value={record.detailsHash} what={t("facts.detailsHash")} />,
          },
        ]}
      />
      {origin.length > 0 ? <TakenOverFacts origin={origin} /> : null}
      {Object.keys(others).length > 0 ? <OwnFieldFacts fields={others} /> : null}
    </Card>
  );
}

/** As the list shows them. Below a heading of their own, so that none passes for a fact of ours. */
function OwnFieldFacts({ fields }: { fields: OwnFields }) {
  const t = useTranslations("fields");
  return (
    <section aria-label={t("title")} className="pt-4">
      <h3 className="pb-1 text-sm font-semibold">{t("title")}</h3>
      <DefinitionList
        items={Object.entries(fields).map(([name, field]) => ({
          term: <bdi>{plain(name)}</bdi>,
          description: (
            <bdi>
              <FieldValue field={field} />
            </bdi>
          ),
        }))}
      />
    </section>
  );
}
