/** Files that were chosen before the page was reloaded, and are chosen again: by their place where nothing of them was read, else by digest. */
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

/** Of those that are to be chosen again with this content the one that is most like the file: in name, then in folder. */
export function missingByDigest(
  items: readonly UploadItem[],
  { sha256, name, folder }: { sha256: string; name: string; folder: string },
): UploadItem | undefined {
  const missing = items.filter((item) => item.stage.name === "missing" && item.sha256 === sha256);
  const named = missing.filter((item) => item.name === name);
  return named.find((item) => item.folder === folder) ?? named[0] ?? missing[0];
}
