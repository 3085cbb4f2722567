import { useTranslations } from "next-intl";
import type { Who } from "./evidence-row.ts";

/** Who submitted something; a program by the name of its key. */
export function WhoName({ who }: { who: Who }) {
  const t = useTranslations("evidence.who");
  if (who.kind === "altered") return <span className="font-medium text-danger">{t("altered")}</span>;
  if (who.kind === "erased") return <span className="text-ink-soft">{t("erased")}</span>;
  if (who.kind === "unreadable") return <span className="text-ink-soft">{t("unreadable")}</span>;
  if (who.name === undefined) return <span className="text-ink-soft">{t("gone")}</span>;
  return who.kind === "api-key" ? t("apiKey", { name: who.name }) : who.name;
}
