import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { SealMark } from "#components/ui/seal-mark.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { Timeline, type TimelineItem } from "#components/ui/timeline.tsx";
import type { RecordView } from "./record-view.ts";

/** What happened to the record so far, and what comes next. */
export function RecordHistory({ record }: { record: RecordView }) {
  const t = useTranslations("record.history");
  const title = useTranslations("record.sections")("history");
  const { entry, anchoredAt, receivedAt } = record;
  const recorded: TimelineItem = {
    title: t("recorded"),
    time: <DateTime value={receivedAt} />,
    detail: t("recordedText"),
    state: "done",
  };
  const anchored: TimelineItem = entry
    ? {
        title: t("anchored"),
        time: anchoredAt ? <DateTime value={anchoredAt} /> : undefined,
        detail: t("anchoredText", { height: entry.blockHeight, index: entry.index }),
        state: "done",
        mark: <SealMark className="size-6" />,
      }
    : { title: t("pending"), detail: t("pendingText"), state: "current" };
  return (
    <Card title={title}>
      <Timeline items={[recorded, anchored]} />
    </Card>
  );
}

/** Records that the organisation made of the same content before this one. */
export function EarlierRecords({ earlier }: { earlier: RecordView["earlier"] }) {
  const t = useTranslations("record.earlier");
  const title = useTranslations("record.sections")("earlier");
  if (earlier.length === 0) return null;
  return (
    <Card title={title} description={t("text")}>
      <ul className="divide-y divide-rule text-sm">
        {earlier.map(({ id, receivedAt }) => (
          <li key={id} className="flex min-h-11 items-center">
            <TextLink href={`/evidence/${id}`} prefetch={false}>
              <DateTime value={receivedAt} />
            </TextLink>
          </li>
        ))}
      </ul>
    </Card>
  );
}
