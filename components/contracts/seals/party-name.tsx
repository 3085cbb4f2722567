import { useTranslations } from "next-intl";
import type { Party } from "#lib/features/contracts/seals/types.ts";

/** A person by name, a key as such. */
export function PartyName({ party: { kind, name } }: { party: Party }) {
  const t = useTranslations("documentSeals");
  if (kind === "api-key") return <>{t("keyNamed", { name })}</>;
  return <bdi>{name}</bdi>;
}
