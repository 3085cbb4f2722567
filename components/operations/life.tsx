import { useTranslations } from "next-intl";
import { DateTime } from "#components/ui/date-time.tsx";
import { Timeline } from "#components/ui/timeline.tsx";

export type LifeStep = { number: number; title: string; at: Date; by: string | undefined; note: string };

/** What became of a node or an organisation, when, by whom and why, from first to last. */
export function Life({ steps }: { steps: readonly LifeStep[] }) {
  const t = useTranslations("operations");
  return (
    <Timeline
      items={steps.map(({ title, at, by, note }) => ({
        state: "done",
        title,
        time: <DateTime value={at.toISOString()} />,
        detail: (
          <>
            <span className="block break-words">{t("node.by", { name: by ?? t("byCommandLine") })}</span>
            {note ? <q className="break-words">{note}</q> : null}
          </>
        ),
      }))}
    />
  );
}
