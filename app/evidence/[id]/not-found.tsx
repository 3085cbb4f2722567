import { useTranslations } from "next-intl";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

export default function NotFound() {
  const t = useTranslations("record.notFound");
  return (
    <div className="page page-narrow">
      <PageHeader title={t("title")} lead={t("text")} />
      <LinkButton href="/evidence" variant="primary">
        {t("back")}
      </LinkButton>
    </div>
  );
}
