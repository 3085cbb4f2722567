import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { SealMark } from "#components/ui/seal-mark.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { Timeline, type TimelineItem } from "#components/ui/timeline.tsx";
import type { SharingEvent } from "#lib/features/evidence/sharing/types.ts";
import type { RecordView } from "./record-view.ts";

/** What happened to the record so far, and what comes next. */
export function RecordHistory({ record }: { record: RecordView }) {
  const t = useTranslations("record.history");
  const title = useTranslations("record.sections")("history");
  const { entry, anchoredAt, receivedAt, sharing } = record;
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
  const receipt: TimelineItem[] = entry ? [{ title: t("receipt"), detail: t("receiptText"), state: "done" }] : [];
  // A record waits for its block longer than people take to share it: what happened stands before what is to come.
  const shared = sharing.events.map((event) => ({ at: event.at, item: shareItem(event, t) }));
  const sealed = (at: string) => anchoredAt !== undefined && at >= anchoredAt;
  const before = shared.filter(({ at }) => !sealed(at)).map(({ item }) => item);
  const { done, open } = signedItems(record, t);
  const after = [...shared.filter(({ at }) => sealed(at)), ...done].sort((one, other) => (one.at < other.at ? -1 : 1));
  return (
    <Card title={title}>
      <Timeline items={[recorded, ...before, anchored, ...receipt, ...after.map(({ item }) => item), ...open]} />
    </Card>
  );
}

/** What others have signed, and what nobody has signed so far, which is said as plainly. */
function signedItems(
  { entry, witnessedAt, timestampedAt }: RecordView,
  t: ReturnType<typeof useTranslations<"record.history">>,
): { done: { at: string; item: TimelineItem }[]; open: TimelineItem[] } {
  if (!entry) return { done: [], open: [] };
  const item = (at: string, title: string, detail: string) => ({
    at,
    item: { title, time: <DateTime value={at} />, detail, state: "done" as const },
  });
  return {
    done: [
      ...(witnessedAt ? [item(witnessedAt, t("witnessed"), t("witnessedText"))] : []),
      ...(timestampedAt ? [item(timestampedAt, t("timestamped"), t("timestampedText"))] : []),
    ],
    open: [
      ...(witnessedAt ? [] : [{ title: t("unwitnessed"), detail: t("unwitnessedText"), state: "waiting" as const }]),
      ...(timestampedAt ? [] : [{ title: t("unstamped"), detail: t("unstampedText"), state: "waiting" as const }]),
    ],
  };
}

function shareItem(event: SharingEvent, t: ReturnType<typeof useTranslations<"record.history">>): TimelineItem {
  const { kind, at, by, label } = event;
  const words = [
    label ? t("label", { label }) : undefined,
    by ? t("by", { name: by }) : undefined,
    kind === "unpublished" ? t("unpublishedText") : undefined,
  ].filter(Boolean);
  return { title: t(kind), time: <DateTime value={at} />, detail: words.join(" · ") || undefined, state: "done" };
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
