import { LockKeyhole } from "lucide-react";
import { useTranslations } from "next-intl";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

/** For members who do not run the installation. */
export function NoPermission() {
  const t = useTranslations("operations.forbidden");
  return (
    <div className="grid justify-items-start">
      <PageHeader
        above={<LockKeyhole aria-hidden="true" className="size-7 text-ink-faint" />}
        title={t("title")}
        lead={t("text")}
      />
      <LinkButton href="/evidence" variant="primary">
        {t("back")}
      </LinkButton>
    </div>
  );
}
