import { useTranslations } from "next-intl";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

export default function NotFound() {
  const t = useTranslations("shell.notFound");
  return (
    <div className="page page-narrow">
      <PageHeader title={t("title")} lead={t("body")} />
      <div className="flex flex-wrap gap-3">
        <LinkButton href="/" variant="primary">
          {t("home")}
        </LinkButton>
        <LinkButton href="/verify">{t("verify")}</LinkButton>
      </div>
    </div>
  );
}
