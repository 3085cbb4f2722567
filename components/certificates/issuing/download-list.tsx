import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { LinkButton } from "#components/ui/link-button.tsx";
import { type CertificateFilters, ofAll } from "#lib/features/certificates/issuing/schema/filters.ts";

/** All pages of what is listed, as CSV. */
export function DownloadList({ filters }: { filters: Pick<CertificateFilters, "path" | "zone"> }) {
  const t = useTranslations("issued.export");
  return (
    <LinkButton
      href={ofAll("/certificates/export", filters)}
      download
      prefetch={false}
      title={t("what")}
      icon={<Download aria-hidden="true" className="size-4" />}
    >
      {t("button")}
    </LinkButton>
  );
}
