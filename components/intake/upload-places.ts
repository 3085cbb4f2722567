/** Files that are known by their place alone: nothing of them was read before the page was reloaded. */
import type { UploadItem } from "./upload-item.ts";

/** Keys of what has to be chosen again and has no digest yet. */
export function missingByPlace(items: readonly UploadItem[]): Map<string, string[]> {
  const places = new Map<string, string[]>();
  for (const { key, name, folder, size, stage, sha256 } of items) {
    if (stage.name !== "missing" || sha256) continue;
    const place = placeOf(name, { folder, size });
    places.set(place, [...(places.get(place) ?? []), key]);
  }
  return places;
}

export function placeOf(name: string, { folder, size }: { folder: string; size: number }): string {
  return JSON.stringify([folder, name, size]);
}
