import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { useTranslations } from "next-intl";
import { ClientMessages } from "#components/shell/client-messages.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { CertificateSpecimens } from "./certificates.tsx";
import { isDevelopment } from "./development.ts";
import { FormSpecimens } from "./forms.tsx";
import { ColourSpecimens, TypeSpecimens } from "./foundations.tsx";
import { MarkSpecimens } from "./marks.tsx";
import { OverlaySpecimens } from "./overlays.tsx";
import { PieceSpecimens } from "./pieces.tsx";

export const metadata: Metadata = { title: "Design", robots: { index: false } };

/** Every piece of the kit in every state. In development only. */
export default function DesignPage() {
  if (!isDevelopment) notFound();
  return (
    <ClientMessages namespaces={["design"]}>
      <Specimens />
    </ClientMessages>
  );
}

function Specimens() {
  const t = useTranslations("design");
  return (
    <div className="page grid gap-14">
      <PageHeader title={t("title")} lead={t("lead")} />
      <ColourSpecimens />
      <TypeSpecimens />
      <MarkSpecimens />
      <FormSpecimens />
      <PieceSpecimens />
      <OverlaySpecimens />
      <CertificateSpecimens />
    </div>
  );
}
