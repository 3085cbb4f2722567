"use client";

import { createContext, useContext, useSyncExternalStore } from "react";
import type { FieldDefinition } from "#lib/features/evidence/fields/types.ts";
import { type FieldValues, fieldsOf } from "./upload-fields.ts";
import type { UploadItem } from "./upload-item.ts";
import type { UploadQueue } from "./upload-queue.ts";

const NOTHING: FieldValues = { common: {}, own: new Map(), sent: new Map() };

/** The organisation's own fields, for every row of the list. */
export const AskedFields = createContext<readonly FieldDefinition[]>([]);

export function useFieldValues(queue: UploadQueue): FieldValues {
  return useSyncExternalStore(queue.fields.subscribe, queue.fields.snapshot, () => NOTHING);
}

/** The first required field that some file is still without, and how many are. */
export function useMissingField(
  queue: UploadQueue,
  items: readonly UploadItem[],
): { name: string; count: number } | undefined {
  const asked = useContext(AskedFields);
  const values = useFieldValues(queue);
  const open = items.filter(({ stage }) => stage.name === "hashed");
  for (const { name, required } of asked) {
    const count = required ? open.filter(({ key }) => !Object.hasOwn(fieldsOf(values, key), name)).length : 0;
    if (count > 0) return { name, count };
  }
  return undefined;
}
