import { useTranslations } from "next-intl";
import { Bytes } from "#components/ui/bytes.tsx";
import type { StorageUse } from "#lib/features/accounts/organisations/types.ts";

/** The content that an organisation keeps, and how much it may. */
export function StorageUsed({ storage: { used, quota } }: { storage: StorageUse }) {
  const t = useTranslations("settings.organisation");
  if (quota === undefined) return <Bytes value={used} brief />;
  const parts = { used: () => <Bytes value={used} brief />, quota: () => <Bytes value={quota} brief /> };
  return t.rich(used < quota ? "storageOf" : "storageFull", parts);
}
