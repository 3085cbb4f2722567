"use client";

import { useLocale, useTranslations } from "next-intl";
import { formatBytes } from "#components/ui/bytes.tsx";
import { Progress } from "#components/ui/progress.tsx";
import type { Method, UploadItem } from "./upload-item.ts";

/** Bytes hashed here, from 0 to the size. */
function hashedBytes({ stage, size, sha256 }: UploadItem): number {
  if (stage.name === "hashing") return stage.hashed;
  return sha256 && stage.name !== "queued" ? size : 0;
}

/** Bytes that have left the browser; undefined when all have and the answer is awaited. */
function sentBytes({ stage }: UploadItem): number | undefined {
  if (stage.name === "sending") return stage.sent;
  return stage.name === "finishing" ? undefined : 0;
}

/** Two bars for two things: what this browser has hashed, and what it has sent. */
export function UploadBars({ item, method }: { item: UploadItem; method: Method }) {
  const t = useTranslations("upload");
  const { stage, size } = item;
  const hashed = hashedBytes(item);
  const sent = sentBytes(item);
  const hashing = stage.name === "queued" || stage.name === "hashing";
  return (
    <div className="grid gap-4 sm:grid-cols-2 sm:gap-6">
      <Progress
        label={t("row.hashing")}
        value={hashed / size}
        detail={<Amount done={hashed} of={size} words={hashing ? t(`stage.${stage.name}`) : undefined} />}
        tone={hashed === size ? "ok" : "ink"}
      />
      {method === "digest" ? (
        <p className="text-xs text-ink-soft">{t("row.notSent")}</p>
      ) : (
        <Progress
          label={t("row.sending")}
          value={sent === undefined ? 1 : sent / size}
          detail={
            <Amount
              done={sent ?? size}
              of={size}
              words={
                stage.name === "waiting" ||
                stage.name === "finishing" ||
                stage.name === "hashed" ||
                stage.name === "paused"
                  ? t(`stage.${stage.name}`)
                  : undefined
              }
            />
          }
        />
      )}
    </div>
  );
}

/** "12 MB of 40 MB", or words where a number says less. */
function Amount({ done, of, words }: { done: number; of: number; words: string | undefined }) {
  const t = useTranslations("upload.row");
  const locale = useLocale();
  const common = useTranslations("common");
  if (words) return words;
  const write = (count: number) => formatBytes(count, locale) ?? common("bytes", { count });
  return done === of ? write(of) : t("amount", { done: write(done), of: write(of) });
}
