import { useTranslations } from "next-intl";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

/** For what cannot be an id at all; whether a record exists is what the browser finds out. */
export default function IncompleteLink() {
  const t = useTranslations("verify.link");
  return (
    <div className="page page-narrow">
      <PageHeader title={t("badTitle")} lead={t("badBody")} />
      <LinkButton href="/verify" variant="primary">
        {t("badAction")}
      </LinkButton>
    </div>
  );
}
