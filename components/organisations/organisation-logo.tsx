import { useTranslations } from "next-intl";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { removeLogoAction } from "#lib/features/accounts/logos/actions.ts";
import { LogoForm } from "./logo-form.tsx";

type OrganisationLogoProps = {
  name: string;
  /** Hex, and when it was set; null: there is none. */
  logo: { sha256: string; setAt: string } | null;
  mayChange: boolean;
};

/** The logo as it is on paper, which is white in the dark, too. */
export function OrganisationLogo({ name, logo, mayChange }: OrganisationLogoProps) {
  const t = useTranslations("logo");
  return (
    <Card title={t("title")}>
      <div className="grid gap-5">
        <p className="text-sm text-ink-soft">{t("lead")}</p>
        {logo ? (
          <div className="flex flex-wrap items-center gap-x-5 gap-y-3">
            <div className="rounded-md border border-rule bg-white p-3">
              {/* biome-ignore lint/performance/noImgElement: a picture of a member's own, which no other program shall make another of */}
              <img
                src={`/api/v1/organisation/logo?v=${logo.sha256}`}
                alt={t("alt", { name })}
                className="max-h-24 max-w-full"
              />
            </div>
            <div className="grid justify-items-start gap-2 text-sm text-ink-soft">
              <span>
                {t("since")} <DateTime value={logo.setAt} />
              </span>
              {mayChange ? (
                <ConfirmedAction
                  action={removeLogoAction}
                  label={t("remove")}
                  longLabel={t("removeLong")}
                  title={t("removeTitle")}
                  description={t("removeText")}
                  confirmLabel={t("remove")}
                />
              ) : null}
            </div>
          </div>
        ) : (
          <p className="text-sm">{t("none")}</p>
        )}
        {mayChange ? <LogoForm present={logo !== null} /> : null}
      </div>
    </Card>
  );
}
