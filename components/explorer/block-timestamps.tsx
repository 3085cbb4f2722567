import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import type { BlockAttestations } from "./block-witnesses.tsx";
import { ExplorerLink } from "./explorer-link.tsx";

type Props = { height: string; attestations: Pick<BlockAttestations, "timestamps" | "stamped"> };

/** Which authorities attest when a block was there. */
export function BlockTimestamps({ height, attestations }: Props) {
  const t = useTranslations("explorer.timestamps");
  const { timestamps, stamped } = attestations;
  return (
    <Card title={t("title")} description={t("lead")}>
      {timestamps.length > 0 ? (
        <ul aria-label={t("title")} className="divide-y divide-rule border-y border-rule text-sm">
          {timestamps.map(({ authority, time }) => (
            <li key={authority} className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-0.5 py-2.5">
              <span className="min-w-0 font-medium break-words">{authority}</span>
              <span className="text-ink-soft">
                <DateTime value={time} />
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-sm">
          {stamped && stamped.height !== height ? (
            <>
              {t("later")}{" "}
              <ExplorerLink to={`/blocks/${stamped.height}`}>
                {t("laterBlock", { height: stamped.height })}
              </ExplorerLink>{" "}
              <DateTime value={stamped.time} />
            </>
          ) : (
            t("none")
          )}
        </p>
      )}
    </Card>
  );
}
