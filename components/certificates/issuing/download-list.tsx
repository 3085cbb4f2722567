import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { CertificateFilters } from "#lib/features/certificates/issuing/schema/filters.ts";

/** All pages of what is listed, as CSV. */
export function DownloadList({ filters: { path, zone } }: { filters: Pick<CertificateFilters, "path" | "zone"> }) {
  const t = useTranslations("issued.export");
  const query = new URLSearchParams(path.split("?")[1] ?? "");
  query.set("zone", zone);
  return (
    <LinkButton
      href={`/certificates/export?${query}`}
      download
      prefetch={false}
      title={t("what")}
      icon={<Download aria-hidden="true" className="size-4" />}
    >
      {t("button")}
    </LinkButton>
  );
}
