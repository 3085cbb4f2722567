"use client";

import { useTranslations } from "next-intl";
import { createContext, useContext, useSyncExternalStore } from "react";
import type { FieldDefinition } from "#lib/features/evidence/fields/types.ts";
import { type FieldValues, fieldsOf, fitAddress } from "./upload-fields.ts";
import type { UploadItem } from "./upload-item.ts";
import type { UploadQueue } from "./upload-queue.ts";

const NOTHING: FieldValues = { common: {}, own: new Map(), sent: new Map(), held: new Set() };

/** Until it is on its way a file's fields can be changed. */
const OPEN = new Set<UploadItem["stage"]["name"]>(["queued", "hashing", "hashed", "failed", "missing"]);

export function mayChangeFields({ key, stage }: UploadItem, { held }: FieldValues): boolean {
  return OPEN.has(stage.name) && !held.has(key);
}

/** The organisation's own fields, for every row of the list. */
export const AskedFields = createContext<readonly FieldDefinition[]>([]);

export function useFieldValues(queue: UploadQueue): FieldValues {
  return useSyncExternalStore(queue.fields.subscribe, queue.fields.snapshot, () => NOTHING);
}

/** Why the files that are ready cannot be recorded yet; undefined when they can. @param isWrong what is typed for all of them is no value */
export function useFieldHold(
  queue: UploadQueue,
  { items, isWrong }: { items: readonly UploadItem[]; isWrong: boolean },
): string | undefined {
  const t = useTranslations("fields.upload");
  const asked = useContext(AskedFields);
  const values = useFieldValues(queue);
  if (isWrong) return t("wrong");
  const ready = items.filter(({ stage }) => stage.name === "hashed").map(({ key }) => fieldsOf(values, key));
  for (const { name, required } of asked) {
    const count = required ? ready.filter((fields) => !Object.hasOwn(fields, name)).length : 0;
    if (count > 0) return t("missing", { name, count });
  }
  return ready.every(fitAddress) ? undefined : t("tooLong");
}
