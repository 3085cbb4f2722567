"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { Progress } from "#components/ui/progress.tsx";
import { type BatchState, WORKING_STATES } from "#lib/features/certificates/issuing/types.ts";
import { askBatch } from "./requests.ts";

const ASK_INTERVAL_MS = 1_500;

type BatchProgressProps = { id: string; state: BatchState; made: number; size: number };

/** How far the worker is, while it is at it; the page is shown anew when the batch gets to another state. */
export function BatchProgress({ id, state, made: madeAtFirst, size }: BatchProgressProps) {
  const t = useTranslations("batches.page");
  const router = useRouter();
  const [made, setMade] = useState(madeAtFirst);
  const [isLost, setLost] = useState(false);
  const isWorking = (WORKING_STATES as readonly BatchState[]).includes(state);
  useEffect(() => {
    if (!isWorking) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      try {
        const now = await askBatch(id);
        setMade(now.made);
        setLost(false);
        if (now.state !== state) router.refresh();
      } catch {
        setLost(true);
      }
      timer = setTimeout(ask, ASK_INTERVAL_MS);
    };
    timer = setTimeout(ask, ASK_INTERVAL_MS);
    return () => clearTimeout(timer);
  }, [id, state, isWorking, router]);
  return (
    <div className="grid gap-3">
      <Progress
        label={t("progress")}
        value={size === 0 ? 0 : made / size}
        detail={t("progressOf", { made, size })}
        tone={state === "issued" ? "ok" : "ink"}
      />
      {isLost ? (
        <Callout tone="attention" role="status">
          {t("lost")}
        </Callout>
      ) : null}
    </div>
  );
}
