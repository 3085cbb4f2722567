import { useTranslations } from "next-intl";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { Standing as Facts } from "#lib/features/operations/overview/types.ts";
import { useStandingLines } from "./standing-words.tsx";

const TONE = { good: "ok", off: "neutral", odd: "attention", bad: "danger", unknown: "attention" } as const;

/** How the installation stands, a line a thing, each with the page on which one acts. */
export function Standing({ standing, now }: { standing: Facts; now: Date }) {
  const t = useTranslations("operations.standing");
  const lines = useStandingLines({ standing, now });
  return (
    <SettingsTable caption={t("title")} columns={[t("what"), t("how"), { spoken: t("where") }]}>
      {lines.map(({ name, judgement, words, href }) => (
        <SettingsRow key={name}>
          <SettingsCell className="font-medium whitespace-nowrap">{t(`${name}.term`)}</SettingsCell>
          <SettingsCell>
            <span className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
              <Badge tone={TONE[judgement ?? "unknown"]}>{t(`judged.${judgement ?? "unknown"}`)}</Badge>
              <span className="min-w-0 wrap-anywhere">{judgement ? words : t("unknown")}</span>
            </span>
          </SettingsCell>
          <SettingsCell>
            {href && name !== "database" ? (
              <TextLink href={href} prefetch={false}>
                {t(`${name}.act`)}
              </TextLink>
            ) : null}
          </SettingsCell>
        </SettingsRow>
      ))}
    </SettingsTable>
  );
}
