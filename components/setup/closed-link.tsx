import { useTranslations } from "next-intl";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

/** A link that opens nothing: what it was for, and how to come by another. */
export function ClosedLink({ hasToken, isSetUp }: { hasToken: boolean; isSetUp: boolean }) {
  const t = useTranslations("setup");
  return (
    <>
      <PageHeader
        title={hasToken ? t("closedTitle") : t("noTokenTitle")}
        lead={hasToken ? t("closedLead") : undefined}
      />
      <p className="max-w-prose pb-6">{isSetUp ? t("askOwner") : t("askStart")}</p>
      {isSetUp ? (
        <LinkButton href="/sign-in" variant="primary">
          {t("signIn")}
        </LinkButton>
      ) : null}
    </>
  );
}
