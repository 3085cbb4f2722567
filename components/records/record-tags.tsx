import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import type { RecordView } from "./record-view.ts";
import { TagDialog } from "./tag-dialog.tsx";
import { TagList } from "./tag-list.tsx";

/** Labels that the organisation puts on a record, and that nothing binds. */
export function RecordTags({ record }: { record: RecordView }) {
  const t = useTranslations("evidence.tags");
  const { id, tags, tagChoices } = record;
  return (
    <Card
      title={t("title")}
      description={t("text")}
      actions={
        tagChoices ? (
          <TagDialog records={`?${new URLSearchParams({ ids: id })}`} tagChoices={tagChoices} removable={tags} />
        ) : undefined
      }
    >
      {tags.length > 0 ? <TagList tags={tags} /> : <p className="text-sm text-ink-soft">{t("none")}</p>}
    </Card>
  );
}
