import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { OrganisationChoices } from "#components/organisations/organisation-choices.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { loadProviderNeeded } from "#lib/features/accounts/sso/pages.ts";

/** Where whoever has to sign in through a provider is led. */
export default async function ProviderNeededPage() {
  const [t, { restricted, path, choices, current }] = await Promise.all([getTranslations("sso"), loadProviderNeeded()]);
  if (restricted !== "sso") redirect("/settings");
  return (
    <div className="grid max-w-4xl gap-6">
      <Callout
        tone="attention"
        title={t("neededTitle")}
        actions={
          path ? (
            <LinkButton href={path} variant="primary">
              {t("signInTitle")}
            </LinkButton>
          ) : undefined
        }
      >
        {t("neededText")}
      </Callout>
      <OrganisationChoices choices={choices} current={current} />
    </div>
  );
}
