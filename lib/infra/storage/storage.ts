/** The storage of this installation. */
import { diskStorage } from "./disk/disk-storage.ts";
import type { ContentStorage } from "./port.ts";

export function storage(): ContentStorage {
  return diskStorage;
}
