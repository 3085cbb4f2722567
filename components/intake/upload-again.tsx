"use client";

import { useTranslations } from "next-intl";
import { createContext, useContext } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { UploadItem } from "./upload-item.ts";
import type { UploadQueue } from "./upload-queue.ts";
import type { Known } from "./use-known.ts";

/** What is known of a list's contents besides the files themselves. */
export interface Again {
  /** By key: the file before it that has the same content. */
  twins: ReadonlyMap<string, string>;
  /** By digest: what the organisation has recorded before. */
  known: ReadonlyMap<string, Known>;
}

export const AgainContext = createContext<Again>({ twins: new Map(), known: new Map() });

/** Files that nobody may mean to record: a second time in the list, or recorded before. They can be recorded all the same. */
export function UploadAgain({ items, queue }: { items: readonly UploadItem[]; queue: UploadQueue }) {
  const t = useTranslations("upload.same");
  const { twins, known } = useContext(AgainContext);
  const waiting = items.filter(({ stage }) => stage.name === "hashed");
  const twice = waiting.filter(({ key }) => twins.has(key));
  const before = waiting.filter(({ key, sha256 }) => !twins.has(key) && sha256 && known.has(sha256));
  if (twice.length + before.length === 0) return null;
  const keys = [...twice, ...before].map(({ key }) => key);
  return (
    <Callout
      tone="attention"
      role="status"
      title={t("title", { count: keys.length })}
      actions={
        <Button size="sm" onClick={() => queue.remove(keys)}>
          {t("leaveOut", { count: keys.length })}
        </Button>
      }
    >
      {before.length > 0 ? t("before", { count: before.length }) : null}{" "}
      {twice.length > 0 ? t("twice", { count: twice.length }) : null} {t("fine")}
    </Callout>
  );
}

/** The same of one file, and where it was recorded. */
export function SameContent({ item }: { item: UploadItem }) {
  const t = useTranslations("upload.same");
  const { twins, known } = useContext(AgainContext);
  const twin = twins.get(item.key);
  const record = item.stage.name === "recorded" || !item.sha256 ? undefined : known.get(item.sha256);
  if (twin === undefined && !record) return null;
  return (
    <p className="text-xs wrap-anywhere text-attention">
      {twin === undefined ? null : <>{t("twin", { name: twin })} </>}
      {record ? (
        <>
          {t.rich("recorded", { date: () => <DateTime value={record.receivedAt} brief /> })}{" "}
          <TextLink href={`/evidence/${record.id}`} prefetch={false} aria-label={t("openWhat", { name: item.name })}>
            {t("open")}
          </TextLink>
        </>
      ) : null}
    </p>
  );
}
