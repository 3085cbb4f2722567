"use client";

import { useLocale, useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { formatBytes } from "#components/ui/bytes.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { FieldDefinition } from "#lib/features/evidence/fields/types.ts";
import { FieldPanel } from "./field-panel.tsx";
import { OriginalsContext, OriginalsSummary, useOriginals } from "./originals.tsx";
import { AgainContext, UploadAgain } from "./upload-again.tsx";
import { UploadChooser } from "./upload-chooser.tsx";
import type { Method, Shown } from "./upload-item.ts";
import { UploadList } from "./upload-list.tsx";
import { UploadMethod } from "./upload-method.tsx";
import { twinsOf } from "./upload-progress.ts";
import { UploadResume } from "./upload-resume.tsx";
import { UploadSummary } from "./upload-summary.tsx";
import { AskedFields, useFieldHold } from "./use-field-values.ts";
import { useKnown } from "./use-known.ts";
import { useUploadQueue } from "./use-upload-queue.ts";

export type UploadPanelProps = {
  /** Who records for whom: the list belongs to them alone. */
  scope: string;
  /** Largest file the intake takes, in bytes. */
  bytesMax: number;
  /** The organisation keeps what is sent. */
  keepContent: boolean;
  /** It asks for SM3 digests as well. */
  alsoSm3: boolean;
  /** New records have a public page. */
  publishRecords: boolean;
  /** The organisation's own, asked for each file. */
  fields: readonly FieldDefinition[];
  /** Files are certificates of other systems: each is checked, and recorded with what was found. Needs the messages `elsewhere` and `imports`. */
  originals?: boolean;
};

/** Choosing, hashing, confirming, sending: the whole of recording files by hand. */
export function UploadPanel({ fields, ...panel }: UploadPanelProps) {
  return (
    <AskedFields value={fields}>
      <Panel {...panel} />
    </AskedFields>
  );
}

function Panel({
  scope,
  bytesMax,
  keepContent,
  alsoSm3,
  publishRecords,
  originals = false,
}: Omit<UploadPanelProps, "fields">) {
  const t = useTranslations("upload");
  const locale = useLocale();
  const { queue, items } = useUploadQueue(scope, { bytesMax, alsoSm3 });
  const [method, setMethod] = useState<Method>(keepContent ? "upload" : "digest");
  const [isWrong, setWrong] = useState(false);
  const { checks, isChecking } = useOriginals(queue, items, originals);
  const imports = useTranslations("imports");
  const asked = useFieldHold(queue, { items, isWrong });
  const hold = isChecking ? imports("checking") : asked;
  const [shown, setShown] = useState<Shown>("all");
  const known = useKnown(items);
  const twins = useMemo(() => twinsOf(items), [items]);
  const again = useMemo(() => ({ twins, known }), [twins, known]);
  const max = formatBytes(bytesMax, locale) ?? String(bytesMax);
  return (
    <OriginalsContext value={checks}>
      <div className="grid grid-cols-1 gap-8">
        <div className="grid gap-3">
          <UploadMethod keepContent={keepContent} method={method} onChange={setMethod} />
          <p className="text-xs text-ink-soft">{t(publishRecords ? "publicPage.on" : "publicPage.off")}</p>
        </div>
        <UploadResume items={items} queue={queue} />
        <UploadChooser max={max} compact={items.length > 0} onFiles={(files) => queue.add(files)} />
        {queue.again > 0 ? (
          <Callout tone="ok" role="status">
            {t("resume.again", { count: queue.again })}
          </Callout>
        ) : null}
        {items.length > 0 ? (
          <AgainContext value={again}>
            <FieldPanel items={items} queue={queue} onWrong={setWrong} />
            <UploadAgain items={items} queue={queue} />
            <OriginalsSummary items={items} />
            <UploadList items={items} queue={queue} method={method} max={max} shown={shown} onShow={setShown} />
            <UploadSummary items={items} queue={queue} method={method} hold={hold} onShow={setShown} />
          </AgainContext>
        ) : null}
      </div>
    </OriginalsContext>
  );
}
