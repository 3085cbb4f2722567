"use client";

import { useLocale, useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { formatBytes } from "#components/ui/bytes.tsx";
import { Progress } from "#components/ui/progress.tsx";
import { countItems, type Method, type UploadItem } from "./upload-item.ts";
import { progressOf } from "./upload-progress.ts";

/** What lies further back says nothing of what is to come. */
const WINDOW_MS = 15_000;
/** Before that any guess is a wild one. */
const GUESS_AFTER_MS = 4_000;
const SECONDS_PER_MINUTE = 60;

/** All files together: bytes, and the time that is left once it can be told. */
export function UploadTotal({ items, method }: { items: readonly UploadItem[]; method: Method }) {
  const t = useTranslations("upload.total");
  const common = useTranslations("common");
  const locale = useLocale();
  const { phase, done, total, paused } = progressOf(items);
  const { busy, recorded } = countItems(items);
  // Of digests alone nothing of the content is sent: files are what is counted.
  const isCounted = phase === "sending" && method === "digest";
  const [did, all] = isCounted ? [recorded, recorded + busy] : [done, total];
  const seconds = useSecondsLeft(phase, { done: did, total: all, paused });
  if (phase === "over") return null;
  const write = (count: number) => formatBytes(count, locale) ?? common("bytes", { count });
  const amount = isCounted
    ? t("files", { done: did, total: all })
    : t("bytes", { done: write(did), total: write(all) });
  const left = paused ? t("paused") : seconds === undefined ? undefined : t("left", leftOf(seconds));
  return (
    <Progress
      label={t(phase === "hashing" ? "hashing" : "sending")}
      value={all === 0 ? 0 : did / all}
      detail={left === undefined ? amount : `${amount} · ${left}`}
    />
  );
}

function leftOf(seconds: number): { unit: "seconds" | "minutes"; count: number } {
  return seconds < SECONDS_PER_MINUTE
    ? { unit: "seconds", count: Math.max(1, Math.ceil(seconds / 5) * 5) }
    : { unit: "minutes", count: Math.ceil(seconds / SECONDS_PER_MINUTE) };
}

/** By how fast it went lately; undefined while that is not known. */
function useSecondsLeft(
  phase: string,
  { done, total, paused }: { done: number; total: number; paused: boolean },
): number | undefined {
  const samples = useRef<{ at: number; done: number }[]>([]);
  const [seconds, setSeconds] = useState<number>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was measured belongs to the phase
  useEffect(() => {
    samples.current = [];
    setSeconds(undefined);
  }, [phase, paused]);
  useEffect(() => {
    const now = performance.now();
    const kept = samples.current.filter(({ at }) => now - at < WINDOW_MS);
    samples.current = [...kept, { at: now, done }];
    const [first] = samples.current;
    if (!first || now - first.at < GUESS_AFTER_MS || done <= first.done) return;
    setSeconds(((total - done) * (now - first.at)) / (done - first.done) / 1_000);
  }, [done, total]);
  return seconds;
}
