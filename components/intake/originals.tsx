"use client";

import { useTranslations } from "next-intl";
import { createContext, useContext, useEffect, useRef, useState } from "react";
import { Callout } from "#components/ui/callout.tsx";
import { ElsewhereSteps } from "#components/verification/elsewhere-steps.tsx";
import { elsewhereHeadline } from "#components/verification/elsewhere-words.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { checkFields } from "#lib/credentials/elsewhere/record-fields.ts";
import type { ElsewhereCheck } from "#lib/credentials/elsewhere/words.ts";
import type { OriginalAnswer } from "./original-worker.ts";
import type { UploadItem } from "./upload-item.ts";
import type { UploadQueue } from "./upload-queue.ts";

/** By key of the file; undefined of a key: no certificate in data. Absent where files are recorded as whatever they are. */
export const OriginalsContext = createContext<ReadonlyMap<string, ElsewhereCheck | undefined> | undefined>(undefined);

/** Checks each chosen file as a certificate of another system, one after the other; what is found is recorded with it as fields. */
export function useOriginals(queue: UploadQueue, items: readonly UploadItem[], isOn: boolean) {
  const [checks, setChecks] = useState<ReadonlyMap<string, ElsewhereCheck | undefined>>(new Map());
  const busy = useRef(false);
  const next = isOn ? items.find(({ key, stage }) => stage.name === "hashed" && !checks.has(key)) : undefined;
  useEffect(() => {
    const file = next && queue.fileOf(next.key);
    if (!next || !file || busy.current) return;
    busy.current = true;
    void checkInWorker(file).then((check) => {
      busy.current = false;
      const { own } = queue.fields.snapshot();
      queue.fields.give(new Map([[next.key, { ...own.get(next.key), ...checkFields(check) }]]));
      setChecks((before) => new Map([...before, [next.key, check]]));
    });
  }, [next, queue]);
  return { checks: isOn ? checks : undefined, isChecking: next !== undefined };
}

let worker: Worker | undefined;

/** Rejects never: where no worker starts, nothing could be checked, and the record says so. */
function checkInWorker(file: File): Promise<ElsewhereCheck | undefined> {
  return new Promise((resolve) => {
    worker ??= new Worker(new URL("./original-worker.ts", import.meta.url), { type: "module", name: "originals" });
    worker.onmessage = ({ data }: MessageEvent<OriginalAnswer>) => resolve(data.check);
    worker.onerror = () => {
      worker?.terminate();
      worker = undefined;
      resolve(undefined);
    };
    worker.postMessage(file);
  });
}

/** Names of files that are told; the rest are counted. */
const NAMES_MAX = 10;

/** Which of many do not hold, without a look at each. */
export function OriginalsSummary({ items }: { items: readonly UploadItem[] }) {
  const checks = useContext(OriginalsContext);
  const t = useTranslations("imports");
  const bad = items.filter(({ key }) => isBad(checks?.get(key)));
  if (bad.length === 0) return null;
  return (
    <Callout tone="attention" role="status" title={t("bad", { count: bad.length })}>
      <p>{t("badText")}</p>
      <ul className="list-disc ps-5">
        {bad.slice(0, NAMES_MAX).map(({ key, name }) => (
          <li key={key} className="break-words">
            <bdi>{plain(name)}</bdi>
          </li>
        ))}
      </ul>
      {bad.length > NAMES_MAX ? <p>{t("badMore", { count: bad.length - NAMES_MAX })}</p> : null}
    </Callout>
  );
}

const isBad = (check: ElsewhereCheck | undefined): boolean =>
  check?.steps.some(({ status }) => status === "failed") ?? false;

/** What was found of one file. */
export function OriginalResult({ item }: { item: UploadItem }) {
  const checks = useContext(OriginalsContext);
  const t = useTranslations("elsewhere");
  if (!checks?.has(item.key)) return null;
  const check = checks.get(item.key);
  if (check === undefined) return <p className="text-xs text-ink-soft">{t("system.none")}</p>;
  return (
    <details className="text-sm">
      <summary className={isBad(check) ? "min-h-11 content-center text-danger" : "min-h-11 content-center"}>
        {elsewhereHeadline(check, t)}
      </summary>
      <div className="grid gap-3 pt-2">
        <ElsewhereSteps check={check} heading="h3" />
      </div>
    </details>
  );
}
